// Reads what bester validate has found in every format, with programs of others, and
// compares what they understand with what it says as JSON.
//
//   node read_findings.js NAME    reads NAME.json, NAME.ndjson, NAME.sarif, NAME.junit
//                                 and NAME.github

import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { parse as parseJUnit } from 'junit2json'

const require = createRequire(import.meta.url)
const name = process.argv[2]
const read = (format) => readFileSync(`${name}.${format}`, 'utf8')
const { documents, summary } = JSON.parse(read('json'))
const broken = summary.files.filter((f) => f.error)
const found = documents.flatMap((d) => (d.findings ?? []).map((f) => ({ ...f, file: d.file, framed: !d.line })))
const fileOf = (uri) => decodeURIComponent(new URL(uri, 'file:///root/').pathname).slice('/root/'.length)

const readers = {
  'JSON (node)': () => {
    const number = (test) => documents.filter(test).length
    assert.equal(number((d) => d.valid), summary.valid)
    assert.equal(number((d) => d.findings), summary.invalid)
    assert.equal(number((d) => d.unread), summary.unread)
    assert.deepEqual(broken.map((f) => f.file), ['*.pcap', 'missing.json'])
    assert.ok(summary.valid && summary.invalid && summary.unread && found.some((f) => f.framed), 'something is not tried')
  },

  'JSON Lines (node)': () => {
    const lines = read('ndjson').trimEnd().split('\n').map((line) => JSON.parse(line))
    assert.deepEqual(lines.pop(), { summary })
    assert.deepEqual(lines, documents)
  },

  'JUnit (junit2json)': async () => {
    const { testsuite } = await parseJUnit(read('junit'))
    const cases = testsuite.flatMap((s) => s.testcase ?? [])
    const sum = (member) => testsuite.reduce((n, s) => n + s[member], 0)
    assert.equal(testsuite.length, summary.files.length)
    assert.equal(sum('tests'), cases.length)
    assert.equal(cases.length, documents.length + broken.length)
    for (const [member, count, want] of [['failure', 'failures', summary.invalid], ['error', 'errors', summary.unread + broken.length]]) {
      assert.equal(cases.filter((c) => c[member]).length, want)
      assert.equal(sum(count), want)
    }
    assert.equal(new Set(cases.map((c) => c.name)).size, cases.length, 'two cases have one name')
  },

  'SARIF (sarif-multitool, with the rules of GitHub)': () => {
    const tool = require('@microsoft/sarif-multitool') // the path of the program
    const said = execFileSync(tool, ['validate', `${name}.sarif`, '--rule-kind', 'Sarif;Ghas'], {
      env: { ...process.env, DOTNET_SYSTEM_GLOBALIZATION_INVARIANT: '1' }, // it needs no languages
      encoding: 'utf8',
    })
    assert.match(said, /Analysis completed successfully/)
    assert.doesNotMatch(said, /: error /) // its exit code is 0 all the same
    const run = JSON.parse(read('sarif')).runs[0]
    const places = run.results.map(({ ruleId, locations: [{ physicalLocation: { artifactLocation, region } }] }) =>
      [fileOf(artifactLocation.uri), ruleId, region.byteOffset ?? [region.startLine, region.startColumn]])
    assert.deepEqual(places, found.map((f) => [f.file, f.requirement ?? `schema/${f.keyword}`, f.framed ? f.offset : [f.line, f.column]]))
    assert.equal(run.invocations[0].executionSuccessful, false)
    assert.equal(run.invocations[0].toolExecutionNotifications.length, summary.unread + broken.length)
  },

  'Commands of a workflow': () => {
    const plain = (text) => text.replaceAll('%0D', '\r').replaceAll('%0A', '\n').replaceAll('%3A', ':').replaceAll('%2C', ',').replaceAll('%25', '%')
    const visible = (name) => name.replaceAll('\x1b', '\\u001b')
    const commands = read('github').split('\n').filter((line) => line.startsWith('::'))
    const places = commands.map((command) => {
      const [, properties] = /^::error (.*?)::/.exec(command)
      const { file, line, col } = Object.fromEntries(properties.split(',').map((p) => [p.slice(0, p.indexOf('=')), plain(p.slice(p.indexOf('=') + 1))]))
      return [file, line, col].join('|')
    })
    for (const f of found) assert.ok(places.includes([visible(f.file), ...(f.framed ? ['', ''] : [f.line, f.column])].join('|')), `no command for ${JSON.stringify(f)}`)
    assert.equal(places.length, found.length + summary.unread + broken.length)
  },
}

let failed = false
for (const [reader, compare] of Object.entries(readers)) {
  try {
    await compare()
    console.log(`ok: findings: ${reader}`)
  } catch (error) {
    failed = true
    console.log(`not ok: findings: ${reader}: ${error.message}`)
  }
}
process.exitCode = failed ? 1 : 0

// Reads what bester has written with programs of others, and compares what they
// understand with the report as JSON.
//
//   node read.js NAME…    reads NAME.json, NAME.xml, NAME.tap, NAME.sarif,
//                         NAME.ndjson and NAME.svg

import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { CucumberHtmlStream } from '@cucumber/html-formatter'
import { parse as parseJUnit } from 'junit2json'
import { Parser } from 'tap-parser'

const require = createRequire(import.meta.url)
const schemas = new URL('../../../schemas/', import.meta.url)
const readJSON = (file) => JSON.parse(readFileSync(file, 'utf8'))

function validator(schema) {
  const ajv = new Ajv2020({ strict: false, allErrors: false, schemas: schema.defs ?? [] })
  const validate = ajv.compile(schema.main)
  return (value, what) => assert.ok(validate(value), `${what}: ${ajv.errorsText(validate.errors)}`)
}

// The counts that each format has to tell.
function countsOf(report) {
  const disputed = new Set(report.requirements.filter((r) => r.verdict === 'disputed').map((r) => r.id))
  const optional = new Set(report.requirements.filter((r) => r.level === 'SHOULD').map((r) => r.id))
  const counts = { passed: 0, failed: 0, errors: 0, skipped: 0, todo: 0 }
  for (const s of report.scenarios) {
    const excused = s.requirements.every((id) => disputed.has(id))
    if (s.verdict === 'passed') counts.passed++
    else if (s.verdict === 'could not run') counts.errors++
    else if (s.verdict === 'known failure that passes') counts.failed++
    else if (s.verdict === 'known failure') counts.todo++
    else if (s.verdict === 'failed' && s.requirements.every((id) => optional.has(id)) && !excused) counts.todo++
    else if (s.verdict === 'failed' && !excused) counts.failed++
    else counts.skipped++
  }
  return counts
}

const readers = {
  'JSON Schema (ajv)': ({ name, report }) => {
    const definitions = readJSON(new URL('definitions.schema.json', schemas))
    validator({ main: readJSON(new URL('report.schema.json', schemas)), defs: [definitions] })(report, name)
  },

  'JUnit (junit2json)': async ({ name, report, counts }) => {
    const suites = await parseJUnit(readFileSync(`${name}.xml`, 'utf8'))
    const cases = suites.testsuite.flatMap((s) => s.testcase)
    const number = (member) => cases.filter((c) => c[member]).length
    assert.equal(cases.length, report.scenarios.length)
    assert.equal(number('failure'), counts.failed)
    assert.equal(number('error'), counts.errors)
    assert.equal(number('skipped'), counts.skipped + counts.todo)
    assert.equal(suites.tests, cases.length)
    assert.equal(suites.failures, counts.failed)
    assert.equal(new Set(cases.map((c) => `${c.classname} ${c.name}`)).size, cases.length, 'two cases have one name')
  },

  'TAP (tap-parser)': async ({ name, report, counts }) => {
    const parser = new Parser({ strict: true })
    const points = []
    const strange = []
    parser.on('assert', (point) => points.push(point))
    parser.on('extra', (line) => strange.push(line))
    const done = new Promise((resolve) => parser.on('complete', resolve))
    parser.end(readFileSync(`${name}.tap`))
    const results = await done
    assert.deepEqual(strange, [], 'there are lines that are none of TAP')
    assert.equal(points.length, report.scenarios.length)
    assert.equal(points.filter((p) => p.skip).length, counts.skipped)
    assert.equal(points.filter((p) => p.todo).length, counts.todo)
    assert.equal(points.filter((p) => !p.ok && !p.todo).length, counts.failed + counts.errors)
    assert.equal(results.plan.end, points.length)
    const failure = points.find((p) => !p.ok)
    const scenario = failure && report.scenarios[failure.id - 1]
    assert.equal(failure?.diag.happened, scenario?.failure.happened)
  },

  'SARIF (sarif-multitool)': ({ name, report, counts }) => {
    const tool = require('@microsoft/sarif-multitool') // the path of the program
    const said = execFileSync(tool, ['validate', `${name}.sarif`], {
      env: { ...process.env, DOTNET_SYSTEM_GLOBALIZATION_INVARIANT: '1' }, // it needs no languages
      encoding: 'utf8',
    })
    assert.match(said, /Analysis completed successfully/)
    assert.doesNotMatch(said, /: error /) // its exit code is 0 all the same
    const run = readJSON(`${name}.sarif`).runs[0]
    assert.equal(run.tool.driver.rules.length, report.requirements.length)
    const places = new Set(run.results.filter((r) => r.level === 'error' && !r.suppressions)
      .map((r) => `${r.locations[0].physicalLocation.artifactLocation.uri}:${r.locations[0].physicalLocation.region.startLine}`))
    assert.equal(places.size, counts.failed)
  },

  "Cucumber messages (Cucumber's schema and HTML formatter)": async ({ name, report }) => {
    const text = readFileSync(`${name}.ndjson`, 'utf8')
    const envelopes = text.trimEnd().split('\n').map((line) => JSON.parse(line))
    const validate = validator({ main: readJSON(new URL('node_modules/@cucumber/messages/messages.schema.json', import.meta.url)) })
    for (const envelope of envelopes) validate(envelope, JSON.stringify(envelope).slice(0, 200))
    assert.equal(envelopes.filter((e) => e.testCaseFinished).length, report.scenarios.length)
    assert.equal(envelopes.at(-1).testRunFinished.success, report.conforms && report.complete)
    let page = ''
    await pipeline(Readable.from(envelopes), new CucumberHtmlStream(), async (parts) => {
      for await (const part of parts) page += part
    })
    assert.ok(page.startsWith('<!DOCTYPE html>') && page.includes('testRunFinished'), 'the page of the formatter is not complete')
  },
}

let failed = false
for (const name of process.argv.slice(2)) {
  const report = readJSON(`${name}.json`)
  const of = { name, report, counts: countsOf(report) }
  for (const [reader, read] of Object.entries(readers)) {
    try {
      await read(of)
      console.log(`ok: ${name}: ${reader}`)
    } catch (error) {
      failed = true
      console.log(`not ok: ${name}: ${reader}: ${error.message}`)
    }
  }
}
process.exitCode = failed ? 1 : 0

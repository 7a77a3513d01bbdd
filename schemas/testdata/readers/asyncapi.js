// Has the official parser read the AsyncAPI document, and wants it to have nothing
// to complain of.
//
//   node asyncapi.js FILE

import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { Parser } from '@asyncapi/parser'

const [file] = process.argv.slice(2)
const information = 2 // what is less than a warning, such as that there is a newer version

const { document, diagnostics } = await new Parser().parse(readFileSync(file, 'utf8'))
const complaints = diagnostics.filter((d) => d.severity < information)
assert.deepEqual(complaints.map((d) => `${d.path.join('/')}: ${d.message}`), [])

const operations = document.operations().all()
for (const operation of operations) {
  const said = [...operation.messages(), ...(operation.reply()?.messages() ?? [])].map((m) => m.name())
  console.log(`asyncapi: ${operation.channels()[0].id()}: ${operation.id()}: ${said.join(', ')}`)
  assert.ok(said.length > 0)
  for (const message of operation.messages()) assert.ok(message.payload().title(), message.name())
}
assert.ok(operations.length > 0)
assert.deepEqual(document.servers().all().map((s) => s.protocol()).sort(), ['tcp', 'unix', 'unix', 'unix'])
assert.equal(document.extensions().get('x-framing').value().length.bytes, 4)

// Judges each line of a file with ajv: node ajv.js MESSAGES SCHEMA [REFERRED-TO…]
// Ends with 1 where one is not valid.
import { readFileSync } from 'node:fs'
import Ajv from 'ajv/dist/2020.js'

const [messages, schema, ...others] = process.argv.slice(2)
const read = (file) => readFileSync(file, 'utf8')
const ajv = new Ajv.default({ schemas: others.map((file) => JSON.parse(read(file))) })
const validate = ajv.compile(JSON.parse(read(schema)))

for (const line of read(messages).trimEnd().split('\n')) {
  if (!validate(JSON.parse(line))) process.exitCode = 1
}

// Has the JSON language service of an editor help to write each kind of document:
// wants it to offer every member, and to say what it is.
//
//   node editor.js FOLDER    FOLDER holds the schemas; the examples are in examples

import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { pathToFileURL } from 'node:url'
import languageService from 'vscode-json-languageservice'

const { getLanguageService, TextDocument } = languageService
const [folder] = process.argv.slice(2)
const readJSON = (file) => JSON.parse(readFileSync(file, 'utf8'))
const service = getLanguageService({
  schemaRequestService: async (url) => readFileSync(new URL(url), 'utf8'),
})

// described returns the schema that a schema of a file refers to, with what it says
// itself.
function described(file, schema) {
  if (!schema.$ref) return { file, schema }
  const [other, pointer] = schema.$ref.split('#')
  const target = described(other || file, pointer.split('/').slice(1).reduce((s, name) => s[name], readJSON(`${folder}/${other || file}`)))
  const properties = { ...target.schema.properties, ...schema.properties }
  return { file: target.file, schema: { ...target.schema, ...schema, $ref: undefined, properties } }
}

// objects returns the objects of an example that a schema describes, as paths.
function objects(file, schema, value, path = []) {
  const at = described(file, schema)
  if (value === null || typeof value !== 'object') return []
  const inside = Object.entries(value).flatMap(([name, member]) => {
    const part = Array.isArray(value) ? at.schema.items : (at.schema.properties?.[name] ?? at.schema.additionalProperties)
    return part ? objects(at.file, part, member, [...path, name]) : []
  })
  const members = Array.isArray(value) ? {} : (at.schema.properties ?? {})
  if (Object.keys(members).length === 0) return inside
  return [{ path, members, file: at.file }, ...inside]
}

// emptied returns the text of a document in which the object at a path is empty.
function emptied(value, path) {
  if (path.length === 0) return '{<here>}'
  const copy = structuredClone(value)
  path.slice(0, -1).reduce((v, name) => v[name], copy)[path.at(-1)] = '<emptied>'
  return JSON.stringify(copy).replace('"<emptied>"', '{<here>}')
}

const plain = (documentation) => (documentation?.value ?? documentation ?? '').replace(/\\/g, '')
let members = 0
for (const kind of readdirSync('examples')) {
  const file = `${kind}.schema.json`
  const url = pathToFileURL(`${folder}/${file}`).href
  service.configure({ schemas: [{ fileMatch: [`*.${kind}`], uri: url }] })
  const seen = new Set()
  for (const name of readdirSync(`examples/${kind}/valid`)) {
    const value = readJSON(`examples/${kind}/valid/${name}`)
    for (const object of objects(file, readJSON(`${folder}/${file}`), value)) {
      const text = emptied(value, object.path)
      const document = TextDocument.create(`file:///example.${kind}`, 'json', 1, text.replace('<here>', ''))
      const place = document.positionAt(text.indexOf('<here>'))
      const { items } = await service.doComplete(document, place, service.parseJSONDocument(document))
      for (const [member, schema] of Object.entries(object.members)) {
        const want = described(object.file, schema).schema.description
        const item = items.find((i) => i.label === member)
        assert.ok(item, `${kind}/${name}: /${object.path.join('/')}: ${member} is not offered`)
        assert.ok(plain(item.documentation).includes(plain(want)), `${kind}/${name}: ${member}: it says ${plain(item.documentation)}, want ${want}`)
        seen.add(want)
      }
    }
  }
  members += seen.size
}
assert.ok(members > 100, `only ${members} members were looked for`)
console.log(`editor: ${members} descriptions are shown where their members are offered`)

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

// parts returns a schema of a file and those that apply to the same value always.
function parts(file, schema) {
  if (schema.$ref) {
    const [other, pointer] = schema.$ref.split('#')
    const names = pointer.split('/').slice(1)
    return parts(other || file, names.reduce((s, name) => s[name], readJSON(`${folder}/${other || file}`)))
  }
  return [{ file, schema }, ...(schema.allOf ?? []).flatMap((part) => parts(file, part))]
}

// objects returns the objects of an example that schemas describe: where they are,
// and what may be said of each member.
function objects(schemas, value, path = []) {
  if (value === null || typeof value !== 'object') return []
  const inside = Object.entries(value).flatMap(([name, member]) => {
    const found = schemas.flatMap(({ file, schema }) => {
      const part = Array.isArray(value) ? schema.items : (schema.properties?.[name] ?? schema.additionalProperties)
      return part ? parts(file, part) : []
    })
    return objects(found, member, [...path, name])
  })
  if (Array.isArray(value)) return inside
  const members = {}
  for (const { schema } of schemas) {
    for (const [name, member] of Object.entries(schema.properties ?? {})) (members[name] ??= []).push(member.description)
  }
  return [{ path, members }, ...inside]
}

// emptied returns the text of a document in which the object at a path is empty.
function emptied(value, path) {
  if (path.length === 0) return '{<here>}'
  const copy = structuredClone(value)
  path.slice(0, -1).reduce((v, name) => v[name], copy)[path.at(-1)] = '<emptied>'
  return JSON.stringify(copy).replace('"<emptied>"', '{<here>}')
}

let members = 0
for (const kind of readdirSync('examples')) {
  const file = `${kind}.schema.json`
  const url = pathToFileURL(`${folder}/${file}`).href
  service.configure({ schemas: [{ fileMatch: [`*.${kind}`], uri: url }] })
  const seen = new Set()
  for (const name of readdirSync(`examples/${kind}/valid`)) {
    const value = readJSON(`examples/${kind}/valid/${name}`)
    for (const object of objects(parts(file, readJSON(`${folder}/${file}`)), value)) {
      const text = emptied(value, object.path)
      const document = TextDocument.create(`file:///example.${kind}`, 'json', 1, text.replace('<here>', ''))
      const place = document.positionAt(text.indexOf('<here>'))
      const { items } = await service.doComplete(document, place, service.parseJSONDocument(document))
      for (const [member, descriptions] of Object.entries(object.members)) {
        const at = `${kind}/${name}: /${[...object.path, member].join('/')}`
        const item = items.find((i) => i.label === member)
        assert.ok(item, `${at} is not offered`)
        assert.ok(descriptions.includes(item.documentation), `${at} is called ${item.documentation}, want ${descriptions}`)
        seen.add(at.replace(name, ''))
      }
    }
  }
  members += seen.size
}
assert.ok(members > 100, `only ${members} members were looked for`)
console.log(`editor: ${members} members are offered, each with its description`)

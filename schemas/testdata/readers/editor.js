// Judges examples with the JSON language service of an editor, and has it help to
// write the valid ones: wants every member to be offered, and explained in its own
// words.
//
//   node editor.js FOLDER WAY    reads the names of examples, prints NAME: VERDICT
//
// WAY is how the editor gets the schema of a kind: "folder", KIND.schema.json in
// FOLDER with what it refers to beside it, or "file", KIND.bundle.json there.

import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { pathToFileURL } from 'node:url'
import languageService from 'vscode-json-languageservice'

const { getLanguageService, TextDocument } = languageService
const [folder, way] = process.argv.slice(2)
const readJSON = (file) => JSON.parse(readFileSync(file, 'utf8'))
const service = getLanguageService({
  schemaRequestService: async (url) => readFileSync(new URL(url), 'utf8'),
  workspaceContext: { resolveRelativePath: (path, from) => new URL(path, from).href },
})

// opened is a text in the editor, with the cursor where <here> marks a place.
function opened(text) {
  const document = TextDocument.create('file:///example.json', 'json', 1, text.replace('<here>', ''))
  const parsed = service.parseJSONDocument(document)
  const place = document.positionAt(text.indexOf('<here>'))
  return {
    offers: async () => (await service.doComplete(document, place, parsed)).items,
    explanation: async () => (await service.doHover(document, place, parsed))?.contents.join('\n').replaceAll('\\', ''),
    complaints: async () => (await service.doValidation(document, parsed)).map((d) => d.message),
  }
}

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
// and the schema of each member.
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
  return [{ path, members: Object.assign({}, ...schemas.map(({ schema }) => schema.properties)) }, ...inside]
}

// changed returns the text of a document in which another text stands at a path.
function changed(value, path, text) {
  if (path.length === 0) return text
  const copy = structuredClone(value)
  path.slice(0, -1).reduce((v, name) => v[name], copy)[path.at(-1)] = '<changed>'
  return JSON.stringify(copy).replace('"<changed>"', () => text)
}

const helped = new Set()

// checkHelp wants the editor to help with every object in a valid example.
async function checkHelp(kind, value) {
  const file = `${kind}.schema.json`
  for (const { path, members } of objects(parts(file, readJSON(`${folder}/${file}`)), value)) {
    const offers = await opened(changed(value, path, '{<here>}')).offers()
    for (const [member, { title, description }] of Object.entries(members)) {
      const at = `${kind}: /${[...path, member].join('/')}`
      assert.equal(offers.find((o) => o.label === member)?.documentation, description, `what is offered as ${at}`)
      const explanation = await opened(changed(value, path, `{"${member}<here>": null}`)).explanation()
      assert.equal(explanation, `${title}\n\n${description}`, `what is said of ${at}`)
      helped.add(at)
    }
  }
}

const names = readFileSync(0, 'utf8').trim().split('\n')
for (const name of names) {
  const [, kind, verdict] = name.split('/')
  const file = `${kind}.${{ folder: 'schema', file: 'bundle' }[way]}.json`
  service.configure({ schemas: [{ fileMatch: ['*'], uri: pathToFileURL(`${folder}/${file}`).href }] })
  // Repeated names, which no schema sees, an editor complains of in data as well.
  const complaints = (await opened(readFileSync(name, 'utf8')).complaints()).filter((c) => c !== 'Duplicate object key')
  console.log(`${name}: ${complaints.length === 0 ? 'valid' : 'invalid'}`)
  if (verdict === 'valid') await checkHelp(kind, readJSON(name))
}
assert.ok(names.length === 1 || helped.size > 100, `only ${helped.size} members were looked for`)
console.error(`editor: ${helped.size} members are offered and explained`)

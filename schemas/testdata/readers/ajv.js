// Judges examples with ajv, by the bundle.
//
//   node ajv.js FOLDER WAY    reads the names of examples, prints NAME: VERDICT
//
// WAY is how the schema of a kind is chosen: "pointer" or "id" of it in the
// bundle, or "file", its own file in FOLDER.

import { readFileSync } from 'node:fs'
import { Ajv2020 } from 'ajv/dist/2020.js'

const [folder, way] = process.argv.slice(2)
const readJSON = (file) => JSON.parse(readFileSync(file, 'utf8'))
const ajv = new Ajv2020({ strictTypes: false, allowUnionTypes: true, allErrors: true })
const bundle = readJSON(`${folder}/bundle.json`)
ajv.addSchema(bundle)

const validators = new Map()
function validator(kind) {
  if (!validators.has(kind)) {
    const schema = {
      pointer: () => ({ $ref: `${bundle.$id}#/$defs/${kind}` }),
      id: () => ({ $ref: bundle.$defs[kind].$id }),
      file: () => readJSON(`${folder}/${kind}.bundle.json`),
    }[way]()
    const own = way === 'file' ? new Ajv2020({ strictTypes: false, allErrors: true }) : ajv
    validators.set(kind, own.compile(schema))
  }
  return validators.get(kind)
}

for (const name of readFileSync(0, 'utf8').trim().split('\n')) {
  const [, kind] = name.split('/')
  console.log(`${name}: ${validator(kind)(readJSON(name)) ? 'valid' : 'invalid'}`)
}

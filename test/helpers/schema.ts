import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import addFormats from 'ajv-formats'
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import * as assert from 'uvu/assert'

const directory = join(import.meta.dirname, '../../schemas')
/** What is read, not printed. */
const INPUTS = ['federation.schema.json', 'settings.schema.json']
const validators = loadValidators()

/** Asserts that a command's JSON output is what its schema in `schemas/` promises. */
export function assertMatchesSchema(command: string, json: unknown): void {
  const validate = validators.get(command)
  if (validate === undefined) throw new Error(`There is no schemas/${command}.schema.json.`)
  assert.ok(validate(json), `${command}: ${JSON.stringify(validate.errors, undefined, 2)}`)
}

function loadValidators(): ReadonlyMap<string, ValidateFunction> {
  const ajv = new Ajv2020({ strict: true, allErrors: true, strictRequired: false })
  addFormats.default(ajv)
  const names = readdirSync(directory).filter((name) => !INPUTS.includes(name))
  const schemas = names.map(
    (name) => JSON.parse(readFileSync(join(directory, name), 'utf8')) as { readonly $id: string },
  )
  ajv.addSchema(schemas.map((schema) => ({ ...schema })))
  return new Map(
    schemas
      .map(({ $id }) => [/([^/]+)\.schema\.json$/.exec($id)?.[1] ?? '', ajv.getSchema($id)] as const)
      .flatMap(([name, validate]) => (validate === undefined ? [] : [[name, validate] as const])),
  )
}

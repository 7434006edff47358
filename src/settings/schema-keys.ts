import schema from '../../schemas/settings.schema.json' with { type: 'json' }
import type { Pointer } from '../yaml/place.ts'
import { isRecord, valueAt } from '../yaml/record.ts'

type SchemaNode = Readonly<Record<string, unknown>>

/** Lists the keys that settings may have at one place. */
export function knownKeys(pointer: Pointer): readonly string[] {
  const { properties } = schemaAt(pointer)
  return isRecord(properties) ? Object.keys(properties) : []
}

/** Finds what the schema says of one place; nothing where it knows none such. */
export function schemaAt(pointer: Pointer): SchemaNode {
  let node: SchemaNode = schema
  for (const step of pointer) node = follow(valueAt(node, ['properties', step]) ?? node['items'])
  return node
}

function follow(node: unknown): SchemaNode {
  if (!isRecord(node)) return {}
  const reference = node['$ref']
  if (typeof reference !== 'string') return node
  const definition = valueAt(schema, reference.split('/').slice(1))
  return isRecord(definition) ? definition : {}
}

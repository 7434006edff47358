import schema from '../../schemas/federation.schema.json' with { type: 'json' }
import { PROFILES } from '../domain/profiles.ts'
import type { Pointer } from '../yaml/place.ts'

/** The profiles that a manifest may name. */
export const PROFILE_NAMES: readonly string[] = Object.keys(PROFILES)

/** Lists the keys that a manifest may have at one place. */
export function knownKeys(pointer: Pointer): readonly string[] {
  return Object.keys(propertiesAt(pointer))
}

function propertiesAt(pointer: Pointer): object {
  const { researcher, node, secondInstance, removed } = schema.$defs
  if (pointer.length === 0) return schema.properties
  if (pointer.at(-1) === 'secondInstance') return secondInstance.properties
  if (pointer[0] === 'researcher') return researcher.properties
  return pointer[0] === 'removed' ? removed.properties : node.properties
}

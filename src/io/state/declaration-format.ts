import { Buffer } from 'node:buffer'
import { createHash } from 'node:crypto'
import type { CachedDeclaration } from '../../domain/cached-declaration.ts'

const SCHEMA_VERSION = 1

interface Content {
  readonly schemaVersion: typeof SCHEMA_VERSION
  readonly remembered: CachedDeclaration
}

/** Writes a cached declaration as the bytes of its file: the checksum of what follows, a line end, and JSON. */
export function renderCachedDeclaration(remembered: CachedDeclaration): Buffer {
  const content: Content = { schemaVersion: SCHEMA_VERSION, remembered }
  const body = Buffer.from(JSON.stringify(content))
  return Buffer.concat([Buffer.from(`${checksumOf(body)}\n`), body])
}

/** Parses the bytes of such a file; `undefined` where they are anything else. */
export function parseCachedDeclaration(bytes: Buffer): CachedDeclaration | undefined {
  const end = bytes.indexOf('\n')
  const body = bytes.subarray(end + 1)
  if (bytes.toString('latin1', 0, Math.max(end, 0)) !== checksumOf(body)) return undefined
  const content = parseJson(body.toString())
  return isContent(content) ? content.remembered : undefined
}

function checksumOf(body: Buffer): string {
  return createHash('sha256').update(body).digest('hex')
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** The checksum tells that we wrote these bytes, and the schema version in which form: their members need no look. */
function isContent(value: unknown): value is Content {
  return (
    typeof value === 'object' && value !== null && 'schemaVersion' in value && value.schemaVersion === SCHEMA_VERSION
  )
}

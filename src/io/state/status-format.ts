import { Buffer } from 'node:buffer'
import { createHash } from 'node:crypto'
import type { ComponentStatus } from '../../domain/status/component-status.ts'
import type { FormatFault } from './inventory-format.ts'
import { countOf, parseObject, type JsonObject } from './json.ts'
import { isStatus } from './status-shape.ts'

/** To be raised with every change of what is kept, its reasons included: their members are believed without a look. */
const SCHEMA_VERSION = 1

interface Content {
  readonly schemaVersion: typeof SCHEMA_VERSION
  /** SHA-256 of `status` as JSON without white space. */
  readonly checksum: string
  readonly status: ComponentStatus
}

/** Writes the status of a component as the bytes of its file. */
export function renderStatusFile(status: ComponentStatus): Buffer {
  const content: Content = { schemaVersion: SCHEMA_VERSION, checksum: checksumOf(status), status }
  return Buffer.from(`${JSON.stringify(content, undefined, 1)}\n`)
}

/** Parses the text of a status file. */
export function parseStatusFile(text: string): ComponentStatus | FormatFault {
  const object = parseObject(text)
  const version = object === undefined ? undefined : countOf(object, 'schemaVersion')
  if (version !== undefined && version > SCHEMA_VERSION) return 'newer'
  return object !== undefined && isContent(object) && isStatus(object.status) ? object.status : 'damaged'
}

/** The checksum tells that this is whole, and the schema version in which form. It does not tell who wrote it. */
function isContent(object: JsonObject | Content): object is Content {
  return object['schemaVersion'] === SCHEMA_VERSION && object['checksum'] === checksumOf(object['status'])
}

function checksumOf(status: unknown): string {
  return createHash('sha256')
    .update(JSON.stringify(status ?? null))
    .digest('hex')
}

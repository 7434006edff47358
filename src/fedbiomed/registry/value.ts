import { Buffer } from 'node:buffer'
import type { Span } from './json.ts'

const QUOTE = 0x22

/** A field that some layout of registrations has. */
export type FieldName = 'certificate' | 'party_id' | 'component' | 'ip' | 'port' | 'component_id'

/** A record, so that the compiler asks for each name. */
const FIELD_NAMES: Readonly<Record<FieldName, true>> = {
  certificate: true,
  party_id: true,
  component: true,
  ip: true,
  port: true,
  component_id: true,
}

const COMMON_NAMES = Object.keys(FIELD_NAMES).map((name) => ({ name, raw: Buffer.from(`"${name}"`) }))

/** Decodes the string that stands in a span that was skipped; gives nothing for any other value. */
export function readText(bytes: Buffer, span: Span): string | undefined {
  if (bytes[span.start] !== QUOTE) return undefined
  const raw = bytes.toString('utf8', span.start, span.end)
  if (!raw.includes('\\')) return raw.slice(1, -1)
  const value: unknown = JSON.parse(raw)
  return typeof value === 'string' ? value : undefined
}

/** Decodes the name that stands in a span; the usual ones without making a string of each of ten thousand. */
export function readName(bytes: Buffer, start: number, end: number): string {
  for (const { name, raw } of COMMON_NAMES) {
    if (end - start === raw.length && holdsBytes(bytes, start, raw)) return name
  }
  return readText(bytes, { start, end }) ?? ''
}

/** Tells whether a value means a string or a whole number, however it is escaped. */
export function holdsValue(bytes: Buffer, span: Span, value: string | number): boolean {
  if (typeof value === 'string') return readText(bytes, span) === value
  return bytes.toString('latin1', span.start, span.end) === String(value)
}

/** Names the kind of the value that begins at an offset, without telling anything of its content. */
export function describeValue(bytes: Buffer, start: number): string {
  switch (String.fromCharCode(bytes[start] ?? 0)) {
    case '{':
      return 'an object'
    case '[':
      return 'a list'
    case '"':
      return 'a string'
    case 'n':
      return 'null'
    case 't':
    case 'f':
      return 'a truth value'
    default:
      return 'a number'
  }
}

function holdsBytes(bytes: Buffer, start: number, expected: Buffer): boolean {
  for (let index = 0; index < expected.length; index += 1) {
    if (bytes[start + index] !== expected[index]) return false
  }
  return true
}

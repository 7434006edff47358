import type { FieldContent } from './layout.ts'

/** Writes a value as Python's `json.dumps` does: ASCII only, everything else as `\u` escapes of UTF-16 units. */
export function writeValue(value: string | number): string {
  return JSON.stringify(value).replace(/[^ -~]/g, escapeUnit)
}

/** Writes a member of an object as Python's `json.dumps` does, with a space behind the colon. */
export function writeMember(name: string, valueText: string): string {
  return `${writeValue(name)}: ${valueText}`
}

/** Writes a whole row with its document id. */
export function writeRow(documentId: string, fields: readonly FieldContent[]): string {
  const members = fields.map(([name, value]) => writeMember(name, writeValue(value)))
  return writeMember(documentId, `{${members.join(', ')}}`)
}

function escapeUnit(unit: string): string {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`
}

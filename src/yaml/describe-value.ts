import { quote } from '../domain/quote.ts'
import type { Pointer } from './place.ts'

const LONGEST_SHOWN = 60

/** Writes a single value as text. */
export function writeValue(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value)
}

/** Says what a value is, for somebody who meant another one. */
export function describeValue(value: unknown): string {
  if (value === null) return 'empty'
  if (Array.isArray(value)) return 'a list'
  if (typeof value === 'boolean') return `the truth value ${String(value)}`
  if (typeof value === 'number') return `the number ${String(value)}`
  return typeof value === 'string' ? `the text '${shorten(value)}'` : 'a mapping'
}

/** Says what is expected in place of a value, and how to write it. */
export function expectType(
  type: string,
  pointer: Pointer,
  value: unknown,
): { readonly expected: string; readonly hint: string } {
  const isEmpty = value === null
  switch (type) {
    case 'string': {
      const isPlain = typeof value === 'number' || typeof value === 'boolean'
      return {
        expected: 'text',
        hint: isPlain ? `Put it into quotes: '${String(value)}'` : 'Write one text on this line.',
      }
    }
    case 'integer':
      return { expected: 'a whole number', hint: 'Write digits without quotes, for example 14001.' }
    case 'boolean':
      return { expected: 'true or false', hint: 'Write true or false, without quotes.' }
    case 'array':
      return {
        expected: 'a list',
        hint: isEmpty ? 'Delete the line, or write [].' : 'Begin each entry with - on a line of its own.',
      }
    default: {
      const hint = isEmpty
        ? 'Write its keys below it, indented, or delete the line.'
        : 'Write lines of the form key: value.'
      return { expected: pointer.length === 0 ? 'lines of the form key: value' : 'a mapping', hint }
    }
  }
}

/** Writes a text of somebody else's so that it fits into a sentence. */
export function shorten(text: string): string {
  return quote(text.length > LONGEST_SHOWN ? `${text.slice(0, LONGEST_SHOWN)}…` : text)
}

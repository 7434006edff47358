import type { Place } from '../problem.ts'

/** Writes a place in one word, `file:line:column`; not yet escaped. */
export function writePlace({ file, line, column }: Place): string | undefined {
  if (file === undefined || line === undefined) return file
  return `${file}:${line}:${column ?? 1}`
}

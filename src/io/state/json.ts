/** A JSON object of which nothing is known yet. */
export type JsonObject = Readonly<Record<string, unknown>>

/** Tells whether a JSON value is an object. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Parses a text that should hold a JSON object; `undefined` where it does not. */
export function parseObject(text: string): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return isObject(value) ? value : undefined
  } catch {
    return undefined
  }
}

/** Gives a member that is a text. */
export function textOf(object: JsonObject, name: string): string | undefined {
  const value = object[name]
  return typeof value === 'string' ? value : undefined
}

/** Gives a member that is a whole number from 0 on. */
export function countOf(object: JsonObject, name: string): number | undefined {
  const value = object[name]
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : undefined
}

/** Gives the members of a list, each converted; `undefined` where it is no list or one of them cannot be converted. */
export function listOf<T>(value: unknown, convert: (member: unknown) => T | undefined): readonly T[] | undefined {
  if (!Array.isArray(value)) return undefined
  const converted: T[] = []
  for (const member of value) {
    const result = convert(member)
    if (result === undefined) return undefined
    converted.push(result)
  }
  return converted
}

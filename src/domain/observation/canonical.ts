/** What JSON can hold. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json | undefined }

/**
 * Writes a value as RFC 8785 wants it, so that equal values are equal bytes: no white space, keys sorted by their UTF-16
 * code units, strings and numbers as ECMAScript writes them. A property that is `undefined` is left out.
 *
 * @throws TypeError for what no JSON can hold: a number that is not finite, and half a surrogate pair.
 */
export function canonicalize(value: Json): string {
  if (typeof value === 'object' && value !== null) return isList(value) ? writeList(value) : writeObject(value)
  if (typeof value === 'number' && !Number.isFinite(value)) throw new TypeError('JSON holds finite numbers only.')
  if (typeof value === 'string' && /\p{Surrogate}/u.test(value))
    throw new TypeError('Half a surrogate pair is no text.')
  return JSON.stringify(value)
}

function isList(value: object): value is readonly Json[] {
  return Array.isArray(value)
}

function writeList(list: readonly Json[]): string {
  return `[${list.map(canonicalize).join(',')}]`
}

function writeObject(object: { readonly [key: string]: Json | undefined }): string {
  const members = Object.keys(object)
    .sort()
    .flatMap((key) => {
      const value = object[key]
      return value === undefined ? [] : [`${canonicalize(key)}:${canonicalize(value)}`]
    })
  return `{${members.join(',')}}`
}

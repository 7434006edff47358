/** Runs what it is given one after the other, in the order in which it was given. */
export type Serial = <T>(body: () => Promise<T>) => Promise<T>

/**
 * Makes a line in which to stand.
 *
 * @remarks A pass that root runs takes the identity of the registry's owner, and that is the whole process's.
 */
export function makeSerial(): Serial {
  let last: Promise<unknown> = Promise.resolve()
  return (body) => {
    const result = last.then(body)
    last = result.catch(() => undefined)
    return result
  }
}

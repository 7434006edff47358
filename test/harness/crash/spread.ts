/** Picks at most `count` of some things, spread evenly over all, the first and the last among them. */
export function spread<T>(things: readonly T[], count: number): readonly T[] {
  if (things.length <= count) return things
  const step = (things.length - 1) / Math.max(1, count - 1)
  return things.filter((_, index) => Math.ceil(index / step) * step < index + 1)
}

const DURATIONS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 }
const SIZES: Readonly<Record<string, number>> = { B: 1, KiB: 1024, MiB: 1024 ** 2, GiB: 1024 ** 3 }

/** Parses a duration such as `500ms`, `5s`, `2m`, `24h` or `7d` into milliseconds; `undefined` for anything else. */
export function parseDuration(text: string): number | undefined {
  return parseQuantity(text, DURATIONS)
}

/** Parses a size such as `512KiB` or `32MiB` into bytes; `undefined` for anything else. */
export function parseSize(text: string): number | undefined {
  return parseQuantity(text, SIZES)
}

/** Up to eight digits, so that every product is exact, and at least one of the unit. */
function parseQuantity(text: string, units: Readonly<Record<string, number>>): number | undefined {
  const [, digits = '', unit = ''] = /^([1-9][0-9]{0,7})([A-Za-z]+)$/.exec(text) ?? []
  if (!Object.hasOwn(units, unit)) return undefined
  return Number(digits) * (units[unit] ?? Number.NaN)
}

/** Writes milliseconds as a duration that `parseDuration` reads, in the largest unit that is exact. */
export function writeDuration(milliseconds: number): string {
  const [unit, factor] = Object.entries(DURATIONS).findLast(([, each]) => milliseconds % each === 0) ?? ['ms', 1]
  return `${milliseconds / factor}${unit}`
}

import type { DriftReport } from '../../../domain/report/drift-report.ts'

const DAY = 86_400_000
const YEAR = 365 * DAY

/** An axis of time around the moment of the report. */
export interface TimeAxis {
  /** Where a moment lies, in per cent of the width; what lies beyond an end lies at it. */
  readonly place: (time: number) => number
  readonly marks: readonly AxisMark[]
}

/** A line of the axis; a minor one keeps its line, and loses its label where there is little room. */
export interface AxisMark {
  readonly at: number
  readonly label: string
  readonly today: boolean
  readonly minor: boolean
}

const AHEAD = [
  { days: 7, label: '7 d', minor: true },
  { days: 30, label: '30 d', minor: true },
  { days: 90, label: '90 d', minor: false },
  { days: 365, label: '1 y', minor: true },
  { days: 2 * 365, label: '2 y', minor: false },
  { days: 5 * 365, label: '5 y', minor: true },
  { days: 10 * 365, label: '10 y', minor: false },
]

/** Of two labels on a wide axis, so that they never meet. */
const LEAST_DISTANCE = 6

/**
 * Lays an axis out for the certificates of a report. A week must be seen beside ten years: the distance from today counts
 * by a power below one, in both directions.
 */
export function makeTimeAxis({ members, madeAt }: DriftReport): TimeAxis {
  const ends = members.flatMap(({ certificate }) => (certificate === undefined ? [] : [certificate.notAfter - madeAt]))
  const ahead = spread(clamp(Math.max(...ends, 0), 120 * DAY, 10 * YEAR))
  const behind = spread(clamp(Math.max(...ends.map((end) => -end), 0), 30 * DAY, YEAR))
  const at = (offset: number): number => {
    const distance = spread(Math.abs(offset)) * (offset < 0 ? -1 : 1)
    return (100 * (behind + clamp(distance, -behind, ahead))) / (behind + ahead)
  }
  const marks = AHEAD.map(({ days, ...rest }) => ({ ...rest, at: at(days * DAY), today: false }))
  const end = at(Number.MAX_SAFE_INTEGER)
  return {
    place: (time) => at(time - madeAt),
    marks: [
      { at: at(0), label: 'today', today: true, minor: false },
      ...marks.filter(({ at: place }) => place < end - LEAST_DISTANCE / 2),
    ],
  }
}

function spread(duration: number): number {
  return (duration / DAY) ** 0.4
}

function clamp(value: number, least: number, most: number): number {
  return Math.min(Math.max(value, least), most)
}

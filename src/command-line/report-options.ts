import { FAIL_ON, type FailOn } from '../domain/report/exit-code.ts'
import type { Read } from './values.ts'

/** What a report is compared with, when it fails, and where else it goes. */
export interface ReportOptions {
  readonly observations: readonly string[]
  readonly baseline: string | undefined
  readonly failOn: FailOn
  readonly exitZero: boolean
  /** Each as it was typed: `FORMAT=FILE`. */
  readonly also: readonly string[]
}

/** Reads the flags of `report`. */
export function readReport({ text, texts, choice, isSet }: Read): ReportOptions {
  return {
    observations: texts('observations'),
    baseline: text('baseline'),
    failOn: choice('failOn', FAIL_ON),
    exitZero: isSet('exitZero'),
    also: texts('also'),
  }
}

import type { Baseline, BaselineFinding } from './baseline.ts'

/** What a baseline must be of. */
export interface BaselineContext {
  /** As it was named. */
  readonly file: string
  /** The name of the federation. */
  readonly federation: string
}

/** Reads an earlier JSON report; gives the reason where it is none, or one of another federation. */
export function parseBaseline(text: string, { file, federation }: BaselineContext): Baseline | string {
  const value = readJson(text)
  if (!isRecord(value)) return 'it is no JSON object'
  if (value['command'] !== 'report') return 'it is no result of `report --format json`'
  if (value['schemaVersion'] !== 1) return 'it was made by a newer fbm-gitops'
  if (value['federation'] !== federation) return 'it is none of this federation, or of a report that could not be made'
  const madeAt = readTime(value['madeAt'])
  const findings = readFindings(value['findings'])
  if (madeAt === undefined || findings === undefined) return 'not all of it can be read'
  return { file, federation, madeAt, findings }
}

function readTime(value: unknown): number | undefined {
  const time = typeof value === 'string' ? Date.parse(value) : NaN
  return Number.isNaN(time) ? undefined : time
}

/** All of them, or none: one that is left out would be new. */
function readFindings(value: unknown): readonly BaselineFinding[] | undefined {
  if (!Array.isArray(value)) return undefined
  const findings = value.flatMap(readFinding)
  return findings.length < value.length ? undefined : findings
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function readFinding(value: unknown): readonly BaselineFinding[] {
  if (!isRecord(value)) return []
  const { id, rule, severity, message } = value
  if (typeof id !== 'string' || typeof rule !== 'string' || typeof message !== 'string') return []
  return severity === 'error' || severity === 'warning' || severity === 'info' ? [{ id, rule, severity, message }] : []
}

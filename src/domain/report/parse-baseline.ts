import { quote } from '../quote.ts'
import type { Baseline, BaselineFinding } from './baseline.ts'

/** What a baseline must be of. */
export interface BaselineContext {
  /** As it was named. */
  readonly file: string
  /** The name of the federation. */
  readonly federation: string
  /** The component that the report is about; absent for all of them. */
  readonly scope: string | undefined
}

/** Of the JSON results. */
const VERSION = 1

/** Reads an earlier JSON report; gives the reason where it is none, or one of something else. */
export function parseBaseline(text: string, { file, federation, scope }: BaselineContext): Baseline | string {
  const value = readJson(text)
  if (!isRecord(value)) return 'it is no JSON object'
  const version = readVersion(value)
  if (version === undefined) return 'it is no result of `report --format json`'
  if (version > VERSION) return 'it was made by a newer fbm-gitops'
  if (value['federation'] !== federation) return 'it is none of this federation, or of a report that could not be made'
  if (readScope(value['scope']) !== scope) return describeScope(scope)
  const madeAt = readTime(value['madeAt'])
  const findings = readFindings(value['findings'])
  if (madeAt === undefined || findings === undefined) return 'not all of it can be read'
  return { file, federation, madeAt, findings }
}

/** The version of its form; of nothing but a report. */
function readVersion({ command, schemaVersion }: Readonly<Record<string, unknown>>): number | undefined {
  const isVersion = typeof schemaVersion === 'number' && Number.isSafeInteger(schemaVersion) && schemaVersion >= VERSION
  return command === 'report' && isVersion ? schemaVersion : undefined
}

/** Of which component alone it is; one that does not say so is of all. */
function readScope(value: unknown): string | undefined {
  const party = isRecord(value) && value['kind'] === 'component' ? value['party'] : undefined
  return isRecord(party) && typeof party['id'] === 'string' ? party['id'] : undefined
}

/** What is not asked now would be gone, and what was not asked then would be new. */
function describeScope(scope: string | undefined): string {
  return scope === undefined ? 'it is of one component alone' : `it is not of ${quote(scope)} alone`
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

import { KEPT_FLAGS } from '../../domain/status/kept-source.ts'
import { isObject } from './json.ts'

type Check = (value: unknown) => boolean

const isText: Check = (value) => typeof value === 'string'
const isNumber: Check = (value) => typeof value === 'number' && Math.abs(value) <= LAST_INSTANT
const isFlag: Check = (value) => typeof value === 'boolean'
const optional =
  (check: Check): Check =>
  (value) =>
    value === undefined || check(value)
const list =
  (check: Check): Check =>
  (value) =>
    Array.isArray(value) && value.every(check)
const oneOf =
  (...values: readonly string[]): Check =>
  (value) =>
    isText(value) && values.includes(String(value))
const shaped = (members: Readonly<Record<string, Check>>): Check => {
  return (value) => isObject(value) && Object.entries(members).every(([name, check]) => check(value[name]))
}

/** Beyond it nothing is a time; nor is any other number that is kept as large. */
const LAST_INSTANT = 8.64e15

const revision = shaped({
  id: isText,
  subject: optional(isText),
  author: optional(isText),
  time: optional(isNumber),
})

const place = shaped({
  file: optional(isText),
  line: optional(isNumber),
  column: optional(isNumber),
  pointer: optional(isText),
})

const problem = shaped({
  code: isText,
  severity: oneOf('error', 'warning', 'info'),
  exitCode: optional(isNumber),
  place,
  message: isText,
  remedy: isText,
  party: optional(isText),
})

const change = shaped({
  partyId: isText,
  name: isText,
  kind: oneOf('register', 'replace', 'delete'),
  result: oneOf('done', 'refused', 'failed', 'contended', 'pending'),
  cause: isText,
  before: optional(isText),
  after: optional(isText),
  reason: optional(isText),
})

const ending = shaped({ partyId: isText, name: isText, notAfter: isNumber })
const endings = { expiring: list(ending), nextEnding: optional(ending) }
const counts: Check = (value) => isObject(value) && Object.values(value).every(isNumber)

const pass = shaped({
  componentId: optional(isText),
  name: optional(isText),
  directory: isText,
  startedAt: isNumber,
  endedAt: isNumber,
  mode: oneOf('report', 'apply'),
  failed: isFlag,
  exitCode: isNumber,
  federation: optional(isText),
  revision: optional(revision),
  accepted: isFlag,
  planDigest: optional(isText),
  drift: counts,
  remaining: counts,
  changes: list(change),
  problems: list(problem),
  ...endings,
})

const condition = shaped({
  type: isText,
  status: oneOf('true', 'false', 'unknown'),
  reason: isText,
  message: isText,
  since: isNumber,
  revision: optional(isText),
})

const source = shaped(Object.fromEntries(KEPT_FLAGS.map((flag) => [flag, optional(isText)])))

const status = shaped({
  componentId: optional(isText),
  name: optional(isText),
  federation: optional(isText),
  accepted: optional(revision),
  lastPass: pass,
  omitted: shaped({ changes: isNumber, problems: isNumber }),
  lastSuccess: optional(shaped({ endedAt: isNumber, revision: optional(isText) })),
  endings: optional(shaped(endings)),
  contact: optional(
    shaped({ reachedAt: optional(isNumber), head: optional(isText), fault: optional(problem), mirror: isText }),
  ),
  maxStalenessMs: isNumber,
  intervalMs: optional(isNumber),
  fighting: list(isText),
  conditions: list(condition),
  source: optional(source),
})

/** Tells whether a JSON value has the members of a status, each of its kind: whoever reads them must not fall over one. */
export function isStatus(value: unknown): boolean {
  return status(value)
}

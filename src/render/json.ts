import type { Revision } from '../domain/federation.ts'
import type { Assessment } from '../domain/pass/assessment.ts'
import { afterOf, beforeOf, type Change } from '../domain/pass/change.ts'
import type { DriftItem } from '../domain/pass/drift.ts'
import { findEffects, type EffectContext } from '../domain/pass/effect.ts'
import type { Outcome } from '../domain/pass/outcome.ts'
import type { ExitCode, Problem } from '../domain/problem.ts'
import { escapeInJson } from '../domain/quote.ts'
import type { Held } from '../domain/registration.ts'

/** A JSON value; keys with `undefined` are left out when it is written. */
export type Json = string | number | boolean | null | undefined | readonly Json[] | { readonly [key: string]: Json }

/** The fields that a command adds to the frame. */
export type JsonFields = Readonly<Record<string, Json>>

/** What every JSON result has. */
export interface Frame {
  readonly command: string
  readonly exitCode: ExitCode
  readonly problems: readonly Problem[]
}

/** Renders a result as JSON, described by `schemas/<command>.schema.json`. */
export function renderJson({ command, exitCode, problems }: Frame, fields: JsonFields): string {
  const ok = exitCode === 0
  const value = { schemaVersion: 1, command, ok, exitCode, problems: problems.map(problemToJson), ...fields }
  // JSON allows all but the control characters of ASCII as they are; terminals obey more, and logs break at U+2028.
  return `${escapeInJson(JSON.stringify(value, undefined, 2))}\n`
}

/** The fields of `plan`, which `reconcile` has, too. */
export function planToJson({ component, declaration, drift, plan, verdict }: Assessment): JsonFields {
  return {
    component: component.id,
    federation: declaration.federation.name,
    profile: declaration.federation.profile,
    revision: declaration.revision.id,
    digest: plan.digest,
    drift: drift.map(driftToJson),
    changes: plan.changes.map(changeToJson),
    bookkeeping: plan.bookkeeping.map(({ kind, partyId, name }) => ({ kind, party: partyId, name })),
    verdict: {
      approved: verdict.approved,
      reasons: verdict.reasons.map(({ code, party, message, remedy }) => ({ code, party, message, remedy })),
    },
  }
}

/** What became of each change, and when what was done takes effect, where a whole pass tells. */
export function outcomesToJson(outcomes: readonly Outcome[], context?: EffectContext): Json {
  const effects = context === undefined ? undefined : findEffects(context, outcomes)
  return outcomes.map(({ change, result, reason }) => ({
    party: change.partyId,
    name: change.name,
    kind: change.kind,
    result,
    reason,
    effect: effects?.get(change.partyId),
  }))
}

/** The drift of one party, with the three states that it follows from. */
export function driftToJson({ partyId, name, class: driftClass, desired, recorded, observed }: DriftItem): Json {
  return {
    party: partyId,
    name,
    class: driftClass,
    desired: desired && { fingerprint: desired.certificate.fingerprint, address: addressToJson(desired.address) },
    recorded: recorded && { fingerprint: recorded.fingerprint, address: addressToJson(recorded.address) },
    observed: observed && { fingerprint: observed.fingerprint, address: addressToJson(observed.address) },
  }
}

/** A commit; times are written as RFC 3339 in UTC. */
export function revisionToJson(revision: Revision | undefined): Json {
  if (revision === undefined) return undefined
  const { id, subject, author, time } = revision
  return { commit: id, subject, author, time: time === undefined ? undefined : new Date(time).toISOString() }
}

/** A problem, without the lines of its file. */
export function problemToJson({ code, severity, place, message, remedy, party }: Problem): Json {
  const { file, line, column, pointer } = place
  return { code, severity, file, line, column, pointer, message, remedy, party }
}

/** One correction of a registry, with both sides. */
export function changeToJson(change: Change): Json {
  const { kind, partyId, name, cause, orderedBy } = change
  return {
    kind,
    party: partyId,
    name,
    cause,
    orderedBy,
    before: heldToJson(beforeOf(change)),
    after: heldToJson(afterOf(change)),
  }
}

function heldToJson(held: Held | undefined): Json {
  return held && { fingerprint: held.fingerprint, address: addressToJson(held.address) }
}

/** An address; absent where there is none. */
export function addressToJson(address: { readonly ip: string; readonly port: number } | undefined): Json {
  return address && { ip: address.ip, port: address.port }
}

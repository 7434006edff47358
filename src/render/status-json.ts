import type { Contact } from '../domain/contact.ts'
import type { CertificateEnd, PassRecord } from '../domain/pass/pass-record.ts'
import type { ComponentStatus } from '../domain/status/component-status.ts'
import type { Condition } from '../domain/status/condition.ts'
import { problemToJson, revisionToJson, type Json } from './json.ts'
import type { ShownStatus } from './status.ts'

/** What is shown of components, as JSON; times are written as RFC 3339 in UTC. */
export function statusesToJson(shown: readonly ShownStatus[]): Json {
  return shown.map(({ directory, exitCode, problems, reading }) => ({
    directory,
    exitCode,
    problems: problems.map(problemToJson),
    ...(reading === undefined
      ? {}
      : {
          component: reading.id,
          accepted: revisionToJson(reading.accepted),
          ...keptToJson(reading.kept),
          conditions: reading.conditions.map(conditionToJson),
        }),
  }))
}

function keptToJson(kept: ComponentStatus | undefined): { readonly [key: string]: Json } {
  if (kept === undefined) return {}
  const { name, federation, lastPass, omitted, lastSuccess, contact, intervalMs, fighting } = kept
  return {
    name,
    federation,
    lastPass: { ...passToJson(lastPass), omitted: { ...omitted } },
    lastSuccess: lastSuccess && { endedAt: timeToJson(lastSuccess.endedAt), revision: lastSuccess.revision },
    contact: contact && contactToJson(contact),
    intervalSeconds: intervalMs === undefined ? undefined : intervalMs / 1000,
    fighting,
  }
}

function conditionToJson({ type, status, reason, message, since, revision }: Condition): Json {
  return { type, status, reason, message, since: timeToJson(since), revision }
}

function passToJson(pass: PassRecord): { readonly [key: string]: Json } {
  const { startedAt, endedAt, mode, failed, exitCode, revision, planDigest, drift, remaining } = pass
  return {
    startedAt: timeToJson(startedAt),
    endedAt: timeToJson(endedAt),
    mode,
    failed,
    exitCode,
    revision: revision?.id,
    digest: planDigest,
    drift: { ...drift },
    remaining: { ...remaining },
    changes: pass.changes.map(({ partyId, name, kind, result, cause, reason }) => {
      return { party: partyId, name, kind, result, cause, reason }
    }),
    problems: pass.problems.map(problemToJson),
    expiring: pass.expiring.map(endToJson),
  }
}

function endToJson({ partyId, name, notAfter }: CertificateEnd): Json {
  return { party: partyId, name, notAfter: timeToJson(notAfter) }
}

function contactToJson({ reachedAt, head, fault }: Contact): Json {
  return {
    reachedAt: reachedAt === undefined ? undefined : timeToJson(reachedAt),
    head,
    fault: fault && problemToJson(fault),
  }
}

function timeToJson(time: number): string {
  return new Date(time).toISOString()
}

import type {
  DriftFinding,
  DriftReport,
  Member,
  MemberObservation,
  ReportScope,
} from '../../domain/report/drift-report.ts'
import { revisionToJson, type Json, type JsonFields } from '../json.ts'

/** The fields of `report`, described by `schemas/report.schema.json`; times are RFC 3339 in UTC. */
export function reportToJson(report: DriftReport): JsonFields {
  const { federation, profile, scope, revision, madeAt, source, verdict, members, cells, counts, findings } = report
  const { baseline } = report
  return {
    federation,
    profile,
    scope: scopeToJson(scope),
    revision: revisionToJson(revision),
    madeAt: time(madeAt),
    source,
    verdict,
    members: members.map(memberToJson),
    cells,
    counts,
    findings: findings.map(findingToJson),
    baseline: baseline && {
      file: baseline.file,
      madeAt: time(baseline.madeAt),
      new: baseline.new,
      known: baseline.known,
      gone: baseline.gone.map(({ id, rule, message }) => ({ id, rule, message })),
    },
  }
}

function scopeToJson(scope: ReportScope): Json {
  const { kind } = scope
  return kind === 'federation' ? { kind } : { kind, party: { id: scope.party.id, name: scope.party.name } }
}

function memberToJson({ id, name, role, certificate, declaredBy, observation }: Member): Json {
  const { fingerprint, notBefore, notAfter } = certificate ?? {}
  return {
    id,
    name,
    role,
    certificate: certificate && { fingerprint, notBefore: time(notBefore), notAfter: time(notAfter) },
    declaredBy: revisionToJson(declaredBy),
    observation: observationToJson(observation),
  }
}

function observationToJson(observation: MemberObservation): Json {
  const { state, observedAt, validUntil, revision, history, exitCode, conditions, foreign, version, family } =
    observation
  return {
    state,
    observedAt: time(observedAt),
    validUntil: time(validUntil),
    revision,
    history,
    exitCode,
    conditions: conditions.map(({ type, status, reason, since }) => ({ type, status, reason, since: time(since) })),
    foreign,
    version,
    family,
  }
}

function findingToJson(finding: DriftFinding): Json {
  const { id, rule, severity, exitCode, component, party, driftClass, expected, actual } = finding
  const { file, line, column, pointer } = finding.place
  return {
    id,
    rule,
    severity,
    exitCode,
    component: component && { id: component.id, name: component.name },
    party: party && { id: party.id, name: party.name },
    class: driftClass,
    expected,
    actual,
    since: time(finding.since),
    declaredBy: revisionToJson(finding.declaredBy),
    file,
    line,
    column,
    pointer,
    message: finding.message,
    remedy: finding.remedy,
    isNew: finding.isNew,
  }
}

function time(milliseconds: number | undefined): string | undefined {
  return milliseconds === undefined ? undefined : new Date(milliseconds).toISOString()
}

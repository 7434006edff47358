import { wordEffects } from '../../domain/pass/effect.ts'
import type {
  PartyChange,
  Preview,
  PreviewedParty,
  PreviewedState,
  PreviewGroup,
} from '../../domain/preview/preview.ts'
import { addressToJson, changeToJson, problemToJson, revisionToJson, type Json, type JsonFields } from '../json.ts'

/** The fields of `plan --all`, described by `schemas/plan-all.schema.json`. */
export function previewToJson(preview: Preview): JsonFields {
  const { head, base, parties, members, groups, checks, tasks, changesNothing } = preview
  return {
    scope: 'all',
    federation: head.name,
    profile: head.profile,
    revision: head.revision.id,
    digest: head.digest,
    changesNothing,
    head: stateToJson(head),
    base: base && stateToJson(base),
    parties: parties.map(partyChangeToJson),
    members: members.map(({ id, name, role, standing, group, exitCode }) => {
      return { party: id, name, role, standing, group, exitCode }
    }),
    groups: groups.map(groupToJson),
    checks: checks.map(({ id, name, role, kind, certificate, before }) => ({
      party: id,
      name,
      role,
      kind,
      fingerprint: certificate.fingerprint,
      notAfter: timeToJson(certificate.notAfter),
      before,
    })),
    tasks: tasks.map(({ kind, members: who, text, type }) => ({ kind, members: who.map(refer), text, type })),
  }
}

function stateToJson({ name, profile, revision, count, digest }: PreviewedState): Json {
  const committed = revision.time === undefined ? undefined : revisionToJson(revision)
  return { federation: name, profile, revision: committed, count, digest }
}

function partyChangeToJson(change: PartyChange): Json {
  const { id, name, kind } = change
  const party = { party: id, name, kind }
  switch (change.kind) {
    case 'joins':
      return { ...party, role: change.role }
    case 'leaves':
      return { ...party, reason: change.reason }
    case 'renamed':
      return { ...party, nameBefore: change.before }
    case 'new-key':
      return { ...party, before: change.before, after: change.after, announced: change.isAnnounced }
    case 'renewed':
      return { ...party, before: change.before, after: change.after }
    case 'address':
      return { ...party, addressBefore: addressToJson(change.before), addressAfter: addressToJson(change.after) }
    case 'published':
      return { ...party, after: change.after }
    case 'unverified':
      return { ...party, before: change.before }
    case 'dropped':
      return party
  }
}

function groupToJson({ members, changes, refused, findings, flags, effects }: PreviewGroup): Json {
  return {
    members: members.map(refer),
    changes: changes.map(changeToJson),
    refused: refused.map(changeToJson),
    findings: findings.map(problemToJson),
    flags: [...flags],
    effects: [...wordEffects(effects)],
  }
}

function refer({ id, name }: PreviewedParty): Json {
  return { party: id, name }
}

function timeToJson(time: number): string {
  return new Date(time).toISOString()
}

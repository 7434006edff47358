import type { Assessment } from '../domain/pass/assessment.ts'
import { DRIFT_MEANINGS } from '../domain/pass/drift-meaning.ts'
import type { DriftItem } from '../domain/pass/drift.ts'
import { PROFILES } from '../domain/profiles.ts'
import { escapeText } from '../domain/quote.ts'
import { federationError } from '../errors.ts'
import { readDeclarationHistory } from '../io/source/history.ts'
import type { CommittedDirectory } from '../io/source/revision.ts'
import type { World } from '../io/world/world.ts'
import { planPass } from '../reconciler.ts'
import { renderExplanation, type DeclaredBy } from '../render/explanation.ts'
import { driftToJson, revisionToJson } from '../render/json.ts'
import type { CommandInput, Result } from './support/command.ts'
import { makePassRequest } from './support/pass-request.ts'
import { completeAssessment } from './support/repeat.ts'

/** Says why a party is, or is not, registered here: rule, commit, author, time. */
export async function explain(world: World, { argument = '', options }: CommandInput): Promise<Result> {
  const inspection = await planPass(world, makePassRequest(world, options))
  const assessment = completeAssessment(inspection, options)
  const item = assessment.drift.find(({ partyId, name }) => partyId === argument || name === argument)
  if (item === undefined) return describeAbsent(argument, assessment)
  const declaredBy = readCommits(world, { assessment, item, committed: inspection.committed })
  const problems = assessment.problems.filter(({ party }) => party === item.partyId)
  return {
    exitCode: 0,
    problems,
    remarks: [],
    fields: {
      component: assessment.component.id,
      revision: assessment.declaration.revision.id,
      drift: driftToJson(item),
      ...DRIFT_MEANINGS[item.class],
      certificateCommit: revisionToJson(declaredBy.certificate),
      manifestCommit: revisionToJson(declaredBy.manifest),
    },
    text: (style) => renderExplanation({ item, assessment, declaredBy, problems }, style),
  }
}

/** A party about which nothing is compared: the component itself, one that left everywhere, or any where it has left. */
function describeAbsent(given: string, assessment: Assessment): Result {
  const { self, problems } = assessment
  const { id, name } = identify(given, assessment)
  const remarks = self === undefined ? problems.filter(({ code }) => code.startsWith('SELF_')) : []
  const text = `${escapeText(name)}   ${id}\n${describeState(id, assessment)}\n`
  return { exitCode: 0, problems: remarks, remarks, fields: {}, text: () => text }
}

function describeState(id: string, { self, component, declaration }: Assessment): string {
  if (id === component.id) return 'It is this component itself, which registers the others and never itself.'
  const { profile, parties } = declaration.federation
  const party = parties.find((each) => each.id === id)
  if (party !== undefined && !PROFILES[profile].registers(component.role, party.role))
    return `It is not registered here: in the profile ${profile} a ${component.role} registers no ${party.role}.`
  if (self !== undefined) return 'It is not registered here, and nothing is to be done about it.'
  return 'Nothing is compared here, since this component takes no part in the federation: what it holds stays as it is.'
}

function identify(
  given: string,
  { component, declaration }: Assessment,
): { readonly id: string; readonly name: string } {
  const { parties, removed } = declaration.federation
  const others = [...removed, component].map(({ id }) => ({ id, name: id }))
  const found = [...parties, ...others].find(({ id, name }) => id === given || name === given)
  if (found === undefined) throw federationError('PARTY_UNKNOWN', { given, known: parties.map(({ name }) => name) })
  return found
}

interface Question {
  readonly assessment: Assessment
  readonly item: DriftItem
  readonly committed: CommittedDirectory | undefined
}

/** The last commits that touched what declares the party; none where the declaration was read from files. */
function readCommits(world: World, { assessment, item, committed }: Question): DeclaredBy {
  const { federation } = assessment.declaration
  if (committed === undefined) return { certificate: undefined, manifest: undefined }
  const party = federation.parties.find(({ id }) => id === item.partyId)
  return {
    certificate: party && readDeclarationHistory(world, committed, party.certificatePath),
    manifest: readDeclarationHistory(world, committed, 'federation.yaml'),
  }
}

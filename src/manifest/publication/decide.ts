import { isLabel, labelFor } from '../../domain/label.ts'
import { isProblem, makeProblem, type Problem } from '../../domain/problem.ts'
import type { DeclaredParty, Outline } from '../outline.ts'
import type { PublicationRequest } from './request.ts'

/** Which entry declares a component, or is to declare it. */
export type Decision =
  | { readonly kind: 'declared' | 'taken-over'; readonly name: string; readonly entry: DeclaredParty }
  | { readonly kind: 'party'; readonly name: string }
  | {
      readonly kind: 'instance'
      readonly name: string
      readonly base: DeclaredParty
      /** The label as it is written; absent where it follows from the node's. */
      readonly written: string | undefined
    }

/** Decides where in a manifest a component belongs, or what keeps it from being declared. */
export function decide(outline: Outline, request: PublicationRequest): Decision | Problem {
  const { component, wishes } = request
  const own = outline.parties.find(({ id }) => id === component.id)
  if (own !== undefined) return decideDeclared(outline, own, request)
  if (wishes.takeOver !== undefined) return decideTakeOver(outline, wishes.takeOver, request)
  if (wishes.instanceOf !== undefined) return decideInstance(outline, wishes.instanceOf, request)
  return decideNew(outline, request)
}

function decideNew(outline: Outline, request: PublicationRequest): Decision | Problem {
  const { component, wishes } = request
  const researcher = outline.parties.find(({ role }) => role === 'researcher')
  if (component.role === 'researcher' && researcher !== undefined) {
    const facts = { id: component.id, name: researcher.label, other: researcher.id ?? researcher.label }
    return makeProblem('PUBLISH_RESEARCHER_TAKEN', {}, facts)
  }
  const name = checkLabel(outline, wishes.name ?? labelFor(component), request)
  return isProblem(name) ? name : { kind: 'party', name }
}

/** Flags that say what is the case are no contradiction: the same command may be run twice. */
function decideDeclared(
  outline: Outline,
  entry: DeclaredParty,
  { component, wishes }: PublicationRequest,
): Decision | Problem {
  const { label: name } = entry
  const base = entry.pointer.length === 3 ? findBase(outline, entry)?.name : undefined
  const misfits = [
    { flag: '--name', given: wishes.name, is: name },
    { flag: '--take-over', given: wishes.takeOver, is: name },
    { flag: '--instance-of', given: wishes.instanceOf, is: base },
  ].filter(({ given, is }) => given !== undefined && given !== is)
  const [misfit] = misfits
  if (misfit === undefined) return { kind: 'declared', name, entry }
  return makeProblem('PUBLISH_DECLARED', {}, { id: component.id, name, flag: misfit.flag })
}

function findBase({ parties }: Outline, { pointer }: DeclaredParty): DeclaredParty | undefined {
  return parties.find((party) => party.pointer.length === 2 && party.pointer[1] === pointer[1])
}

function decideTakeOver(outline: Outline, given: string, { component }: PublicationRequest): Decision | Problem {
  const entry = findNamed(outline, given)
  if (isProblem(entry)) return entry
  const { label: name, role } = entry
  if (role !== component.role) return makeProblem('PUBLISH_ROLE', {}, { name, other: role, role: component.role })
  return { kind: 'taken-over', name, entry }
}

function decideInstance(outline: Outline, given: string, request: PublicationRequest): Decision | Problem {
  const base = findNamed(outline, given)
  if (isProblem(base)) return base
  const reason = objectTo(outline, base, request)
  if (reason !== undefined) return makeProblem('PUBLISH_INSTANCE', {}, { name: base.label, reason })
  const { name: written } = request.wishes
  const name = checkLabel(outline, written ?? `${base.label}-2`, request)
  return isProblem(name) ? name : { kind: 'instance', name, base, written }
}

function objectTo({ parties }: Outline, base: DeclaredParty, { component }: PublicationRequest): string | undefined {
  if (component.role !== 'node') return 'this component is a researcher'
  if (base.role !== 'node') return 'it is the researcher'
  if (base.pointer.length !== 2) return 'it is a second instance itself'
  const other = parties.find(({ pointer }) => pointer.length === 3 && pointer[1] === base.pointer[1])
  return other === undefined ? undefined : 'it has one already'
}

function findNamed({ parties }: Outline, given: string): DeclaredParty | Problem {
  const party = parties.find(({ name }) => name === given)
  if (party !== undefined) return party
  return makeProblem('PARTY_UNKNOWN', {}, { given, known: parties.map(({ label }) => label) })
}

function checkLabel({ parties }: Outline, name: string, { component }: PublicationRequest): string | Problem {
  if (!isLabel(name)) return makeProblem('PUBLISH_NAME_FORM', {}, { given: name })
  const owner = parties.find((party) => party.name?.toLowerCase() === name.toLowerCase())
  if (owner === undefined) return name
  return makeProblem('PUBLISH_NAME_TAKEN', {}, { name: owner.label, id: component.id, other: owner.id ?? owner.label })
}

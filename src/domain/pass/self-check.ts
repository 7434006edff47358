import type { Fingerprint } from '../certificate/certificate.ts'
import type { Component } from '../component.ts'
import { foldId, foldIds } from '../denied.ts'
import type { Federation } from '../federation.ts'
import { formatAddress, type Party } from '../party.ts'
import { makeProblem, type Problem } from '../problem.ts'

/** How the component stands in the federation. */
export interface SelfCheck {
  /** The party that the component is; absent where it is not declared. */
  readonly self: Party | undefined
  readonly problems: readonly Problem[]
  /** Whether the pass goes on: only a declared component that has not left has anything to register. */
  readonly goesOn: boolean
}

/** What the check looks at. */
export interface SelfCheckInput {
  readonly component: Component
  readonly federation: Federation
  readonly denied: ReadonlySet<string>
  /** Of the component's own certificate; absent where it could not be read, which is a problem of its own. */
  readonly ownFingerprint: Fingerprint | undefined
}

/** Finds the component in the federation, and compares what it says of itself with what is declared of it. */
export function checkSelf(input: SelfCheckInput): SelfCheck {
  const { component, federation, denied } = input
  const self = federation.parties.find(({ id }) => id === component.id)
  const removed = federation.removed.find(({ id }) => id === component.id)
  const facts = { name: self?.name ?? component.id, id: component.id }
  if (foldIds(denied).has(foldId(component.id)))
    return stop(makeProblem(self === undefined ? 'SELF_LEFT' : 'SELF_LEFT_DECLARED', {}, facts))
  if (removed !== undefined) return stop(makeProblem('SELF_REMOVED', {}, { ...facts, reason: removed.reason }))
  if (self === undefined) {
    return stop(makeProblem('SELF_UNDECLARED', {}, { id: component.id, federation: federation.name }))
  }
  return { self, problems: [...compareCertificate(self, input), ...compareAddress(self, component)], goesOn: true }
}

function stop(problem: Problem): SelfCheck {
  return { self: undefined, problems: [problem], goesOn: false }
}

function compareCertificate({ id, name, certificate }: Party, { ownFingerprint }: SelfCheckInput): readonly Problem[] {
  if (certificate === undefined || ownFingerprint === undefined) return []
  if (certificate.fingerprint === ownFingerprint) return []
  return [makeProblem('SELF_CERTIFICATE', {}, { id, name, own: ownFingerprint, declared: certificate.fingerprint })]
}

function compareAddress({ id, name, address }: Party, component: Component): readonly Problem[] {
  const own = component.address === undefined ? component.configuredAddress : formatAddress(component.address)
  if (address === undefined || own === undefined || own === formatAddress(address)) return []
  return [makeProblem('SELF_ADDRESS', {}, { id, name, own, declared: formatAddress(address) })]
}

import type { Component } from '../../domain/component.ts'
import type { Change } from '../../domain/pass/change.ts'
import type { PreparedChange } from '../../domain/pass/preparation.ts'
import { groupByParty, isSameHeld, type ObservedState, type Registration } from '../../domain/registration.ts'
import type { RowEdit } from '../../fedbiomed/registry/edit.ts'

/** What is to be done about each change, now that the registry was read again. */
export interface Selection {
  /** To be written. */
  readonly pending: readonly PreparedChange[]
  /** Written by us before, and still there. */
  readonly standing: readonly PreparedChange[]
  /** The row is no longer what the plan saw. */
  readonly contended: readonly PreparedChange[]
}

/** Sorts changes by what the registry holds now. `written` are the parties whose rows this pass has written before. */
export function selectChanges(
  changes: readonly PreparedChange[],
  observed: ObservedState,
  written: ReadonlySet<string>,
): Selection {
  const rows = groupByParty(observed)
  const pending: PreparedChange[] = []
  const standing: PreparedChange[] = []
  const contended: PreparedChange[] = []
  for (const prepared of changes) {
    const { change } = prepared
    const present = rows.get(change.partyId) ?? []
    if (isAsPlanned(change, present)) pending.push(prepared)
    else if (written.has(change.partyId) && isDone(change, present)) standing.push(prepared)
    else contended.push(prepared)
  }
  return { pending, standing, contended }
}

/**
 * Holds back what is to be put beside rows that the plan did not see there, and that its Fed-BioMed stumbles over: the bounds
 * of `confineVerdict`, of the registry as it is now.
 */
export function confineSelection(
  selection: Selection,
  observed: ObservedState,
  { layout, role }: Pick<Component, 'layout' | 'role'>,
): Selection {
  const { pending, contended } = selection
  const parties = new Set<string>(pending.map(({ change }) => change.partyId))
  const left = observed.registrations.filter(({ partyId }) => !parties.has(partyId))
  const [puts, deletions] = [pending.filter(isPut), pending.filter((prepared) => !isPut(prepared))]
  const isCrowded = layout === 'component' && role === 'node' && left.length + puts.length > 1
  if (!isCrowded && left.every(({ isOlder }) => isOlder !== true)) return selection
  return { ...selection, pending: deletions, contended: [...contended, ...puts] }
}

function isPut({ entry }: PreparedChange): boolean {
  return entry !== undefined
}

/** Makes the edit of the registry that carries out a change. */
export function makeEdit(prepared: PreparedChange): RowEdit {
  const { partyId } = prepared.change
  if (prepared.entry === undefined) return { kind: 'delete', partyId }
  const { role, address } = prepared.change.desired
  return { kind: 'put', partyId, role, address, certificatePem: prepared.certificatePem }
}

function isAsPlanned(change: Change, [row, second]: readonly Registration[]): boolean {
  if (change.kind === 'register') return row === undefined
  return second === undefined && row !== undefined && isSameHeld(row, change.before)
}

function isDone(change: Change, [row, second]: readonly Registration[]): boolean {
  if (change.kind === 'delete') return row === undefined
  const { certificate, address } = change.desired
  return row !== undefined && second === undefined && isSameHeld(row, { fingerprint: certificate.fingerprint, address })
}

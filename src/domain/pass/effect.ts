import type { Component } from '../component.ts'
import type { Change } from './change.ts'
import type { DriftItem } from './drift.ts'
import type { Outcome } from './outcome.ts'

/** When a running Fed-BioMed acts upon what was written, and what must be restarted for it. */
export type Effect =
  'none' | 'next-setup' | 'next-handshake' | 'restart-node' | 'stop-node' | 'restart-researcher' | 'stop-researcher'

interface EffectTraits {
  /** What it means to the operator of the component; absent where there is nothing to say. */
  readonly meaning?: string
  /** Whether it takes a person until a running component acts upon what was written. */
  readonly takesPerson: boolean
}

const TRAITS: Readonly<Record<Effect, EffectTraits>> = {
  none: { takesPerson: false },
  'next-setup': {
    meaning: 'It takes effect at the next set-up of secure aggregation; nothing need be restarted.',
    takesPerson: false,
  },
  'next-handshake': {
    meaning: 'It takes effect at the next handshake; nothing need be restarted.',
    takesPerson: false,
  },
  'restart-node': {
    meaning: 'Restart this node: it reads the registration of its researcher at its start only.',
    takesPerson: true,
  },
  'stop-node': {
    meaning:
      'No researcher is registered any more, and a running node goes on with the one it knew: stop this node. It does not start again without one.',
    takesPerson: true,
  },
  'restart-researcher': {
    meaning: 'A node that was deleted keeps working until its connection ends: restart the researcher to cut it off.',
    takesPerson: true,
  },
  'stop-researcher': {
    meaning:
      'No node is registered any more, and a running researcher goes on with those it knew: stop the researcher.',
    takesPerson: true,
  },
}

/** What the operator of the component is told of effects, each in a sentence or two; those that need no word are left out. */
export function wordEffects(effects: Iterable<Effect>): readonly string[] {
  return [...effects].flatMap((effect) => TRAITS[effect].meaning ?? [])
}

/** Whether it takes a person until a running component acts upon what was written. */
export function takesPerson(effect: Effect): boolean {
  return TRAITS[effect].takesPerson
}

/** What effects are told from. */
export interface EffectContext {
  readonly component: Pick<Component, 'role' | 'layout' | 'effect'>
  readonly drift: readonly DriftItem[]
}

/** Tells the effect of each change that was done, by party. */
export function findEffects(context: EffectContext, outcomes: readonly Outcome[]): ReadonlyMap<string, Effect> {
  const done = outcomes.filter(({ result }) => result === 'done').map(({ change }) => change)
  const isLast = countLeft(context, done) === 0
  return new Map(done.map((change) => [change.partyId, judge(context, change, isLast)]))
}

/** What the operator is told of all that was done, each thing once. */
export function describeEffects(context: EffectContext, outcomes: readonly Outcome[]): readonly string[] {
  return wordEffects(new Set(findEffects(context, outcomes).values()))
}

function countLeft({ drift }: EffectContext, done: readonly Change[]): number {
  const held = new Set(drift.filter(({ observed }) => observed !== undefined).map(({ partyId }) => partyId))
  for (const { kind, partyId } of done) {
    if (kind === 'delete') held.delete(partyId)
    else held.add(partyId)
  }
  return held.size
}

function judge({ component }: EffectContext, change: Change, isLast: boolean): Effect {
  if (component.effect !== 'read') return 'none'
  switch (component.layout) {
    case 'address':
      return 'next-setup'
    case 'party':
      return 'none'
    case 'component':
      return judgeTls(component, change, isLast)
  }
}

/** A row of an older Fed-BioMed had no effect before, and its deletion has none. */
function judgeTls({ role }: EffectContext['component'], change: Change, isLast: boolean): Effect {
  if (change.kind === 'delete' && change.before.isOlder) return 'none'
  if (role === 'node') return isLast ? 'stop-node' : 'restart-node'
  if (change.kind !== 'delete') return 'next-handshake'
  return isLast ? 'stop-researcher' : 'restart-researcher'
}

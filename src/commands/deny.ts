import { foldId, foldIds } from '../domain/denied.ts'
import { isPartyId, type PartyId } from '../domain/party.ts'
import type { LocalState } from '../domain/pass/assessment.ts'
import { quote } from '../domain/quote.ts'
import { federationError } from '../errors.ts'
import { readComponent } from '../io/component/component.ts'
import { withSession } from '../io/registrar/session.ts'
import type { World } from '../io/world/world.ts'
import { recallStatus } from '../status/recall-status.ts'
import type { CommandInput, Result } from './support/command.ts'
import { withSource } from './support/kept-source.ts'
import { completeRemedies } from './support/repeat.ts'

/** Puts a party on the local deny list: it is never registered here, and what we registered of it is deleted. */
export function deny(world: World, input: CommandInput): Promise<Result> {
  return changeDenied(world, input, {
    ofItself: false,
    known: ({ observed, inventory }) => [...observed.registrations.map(readId), ...inventory.entries.keys()],
    change: (denied, id) => (foldIds(denied).has(foldId(id)) ? [...denied] : [...denied, id]),
    say: sayDenied,
  })
}

/** Takes a party off the local deny list. */
export function allow(world: World, input: CommandInput): Promise<Result> {
  return changeDenied(world, input, {
    ofItself: true,
    known: ({ denied }) => [...denied],
    change: (denied, id) => [...denied].filter((each) => foldId(each) !== foldId(id)),
    say: sayAllowed,
  })
}

interface Decision {
  /** Whether the component may name itself. */
  readonly ofItself: boolean
  /** The ids that somebody is likely to mean. */
  readonly known: (local: LocalState) => readonly string[]
  readonly change: (denied: ReadonlySet<string>, id: string) => readonly string[]
  readonly say: (said: Said) => string
}

interface Said {
  readonly id: string
  readonly changed: boolean
  readonly isKnown: boolean
  readonly denied: readonly string[]
}

async function changeDenied(world: World, input: CommandInput, decision: Decision): Promise<Result> {
  const { component: directory, config, registry } = input.options
  const id = checkId(input.argument ?? '')
  const component = await readComponent(world, { directory, config, registry })
  if (!decision.ofItself && foldId(component.id) === foldId(id)) {
    const message = `${component.id} is this component itself.`
    throw federationError('USAGE', { message, remedy: 'To leave the federation: fbm-gitops leave' })
  }
  const outcome = await withSession(world, { component, mode: 'beside' }, (session) => {
    const known = decision.known(session)
    refuseBeginning(id, known)
    const after = new Set(decision.change(session.denied, id))
    const changed = after.size !== session.denied.size
    if (changed) session.writeDenied(after)
    const isKnown = foldIds(known).has(foldId(id))
    return Promise.resolve({ changed, isKnown, denied: [...after].sort(), notices: session.notices() })
  })
  const typed = withSource(input.options, recallStatus(world, component)?.source)
  const problems = completeRemedies(outcome.notices, typed)
  return {
    exitCode: 0,
    problems,
    remarks: problems,
    fields: { component: component.id, party: id, changed: outcome.changed, denied: outcome.denied },
    text: () => decision.say({ ...outcome, id }),
  }
}

function checkId(id: string): PartyId {
  if (isPartyId(id)) return id
  const message = `'${quote(id)}' is no party id.`
  throw federationError('USAGE', { message, remedy: 'Give the whole id: `fingerprint LABEL` shows it.' })
}

/**
 * Others show an id by its beginning, which is a good id itself, but nobody's: the decision would have no effect. An id that
 * people made up may well begin another one.
 */
function refuseBeginning(id: string, known: readonly string[]): void {
  const whole = known.find((each) => foldId(each).startsWith(`${foldId(id)}-`) && id.length > each.search(UUID_AT_END))
  if (whole === undefined || foldIds(known).has(foldId(id))) return
  throw federationError('USAGE', {
    message: `'${id}' is the beginning of an id, and not the id of anybody here.`,
    remedy: `Give the whole id: ${quote(whole)}`,
  })
}

const UUID_AT_END = /(?:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})?$/i

function readId({ partyId }: { readonly partyId: string }): string {
  return partyId
}

function sayDenied({ id, changed, isKnown }: Said): string {
  if (!changed) return `${id} was denied here already.\n`
  const effect = isKnown
    ? 'If fbm-gitops registered it, the next `fbm-gitops reconcile` deletes it.'
    : 'Nobody is registered here by this id: see that it is the right one.'
  return `${id} is denied here from now on.\n${effect}\n`
}

function sayAllowed({ id, changed, denied }: Said): string {
  if (changed)
    return `${id} is no longer denied here.\nThe next \`fbm-gitops reconcile\` registers what the federation declares.\n`
  return `${id} was not denied here.\n${denied.length === 0 ? '' : `Denied here: ${denied.join(', ')}.\n`}`
}

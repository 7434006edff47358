import { foldId, foldIds } from '../domain/denied.ts'
import { isPartyId } from '../domain/party.ts'
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
    change: (denied, id) => (foldIds(denied).has(foldId(id)) ? [...denied] : [...denied, id]),
    said: (id, changed) =>
      changed
        ? `${id} is denied here from now on.\nIf fbm-gitops registered it, the next \`fbm-gitops reconcile\` deletes it.\n`
        : `${id} was denied here already.\n`,
  })
}

/** Takes a party off the local deny list. */
export function allow(world: World, input: CommandInput): Promise<Result> {
  return changeDenied(world, input, {
    ofItself: true,
    change: (denied, id) => [...denied].filter((each) => foldId(each) !== foldId(id)),
    said: (id, changed) =>
      changed
        ? `${id} is no longer denied here.\nThe next \`fbm-gitops reconcile\` registers what the federation declares.\n`
        : `${id} was not denied here.\n`,
  })
}

interface Decision {
  /** Whether the component may name itself. */
  readonly ofItself: boolean
  readonly change: (denied: ReadonlySet<string>, id: string) => readonly string[]
  readonly said: (id: string, changed: boolean) => string
}

async function changeDenied(world: World, input: CommandInput, { change, said, ofItself }: Decision): Promise<Result> {
  const { component: directory, config, registry } = input.options
  const id = input.argument ?? ''
  if (!isPartyId(id)) {
    const message = `'${quote(id)}' is no party id.`
    const remedy =
      'Give an id such as NODE_964bdca9-809d-49b8-a9c4-8ba3d108c1ae, not a label: `status`, `plan` and `fingerprint LABEL` show ids.'
    throw federationError('USAGE', { message, remedy })
  }
  const component = await readComponent(world, { directory, config, registry })
  if (!ofItself && foldId(component.id) === foldId(id)) {
    const message = `${component.id} is this component itself.`
    throw federationError('USAGE', { message, remedy: 'To leave the federation: fbm-gitops leave' })
  }
  const outcome = await withSession(world, { component, mode: 'beside' }, (session) => {
    const after = new Set(change(session.denied, id))
    const changed = after.size !== session.denied.size
    if (changed) session.writeDenied(after)
    return Promise.resolve({ changed, denied: [...after].sort(), notices: session.notices() })
  })
  const typed = withSource(input.options, recallStatus(world, component)?.source)
  const problems = completeRemedies(outcome.notices, typed)
  return {
    exitCode: 0,
    problems,
    remarks: problems,
    fields: { component: component.id, party: id, changed: outcome.changed, denied: outcome.denied },
    text: () => said(id, outcome.changed),
  }
}

import type { Options } from '../../command-line/options.ts'
import { chooseOwnAddress } from '../../declaration/founding.ts'
import type { Component } from '../../domain/component.ts'
import type { Charter } from '../../domain/founding.ts'
import { isLabel, labelFor } from '../../domain/label.ts'
import type { Address } from '../../domain/party.ts'
import { isProblem, makeProblem, type Problem } from '../../domain/problem.ts'
import { FederationError } from '../../errors.ts'
import type { World } from '../../io/world/world.ts'
import type { Asker } from './init-question.ts'

/** The component that joins at once. */
export interface OwnComponent {
  readonly component: Component
  readonly name: string
  readonly address: Address | undefined
}

/** What is known before a component is asked about. */
export interface OwnContext {
  readonly options: Options
  readonly asker: Asker
  readonly component: Component
  readonly charter: Charter
}

/** Finds out how the component that joins at once is called, and where it is reached. */
export async function findOwn(world: World, context: OwnContext): Promise<OwnComponent> {
  const { component } = context
  const name = await findLabel(context)
  return { component, name, address: await findAddress(world, context) }
}

async function findLabel({ options, asker, component }: OwnContext): Promise<string> {
  const fallback = component.role === 'researcher' ? component.role : labelFor(component)
  const name = await asker.answer({
    flag: '--name',
    typed: options.name,
    text: `The label by which people call ${component.id} (Enter: ${fallback}): `,
    fallback,
    mayStayOpen: 'aside',
    object: (given) => Promise.resolve(isLabel(given) ? undefined : makeProblem('PUBLISH_NAME_FORM', {}, { given })),
  })
  return name ?? fallback
}

/** Fed-BioMed writes `localhost` where nobody said otherwise: then somebody must. */
async function findAddress(world: World, context: OwnContext): Promise<Address | undefined> {
  const { options, asker, component, charter } = context
  const { ip, port } = options
  const vpnAddress = world.env['VPN_IP']
  const choose = async (given: string | undefined): Promise<Address | Problem | undefined> => {
    return chooseOwnAddress(charter, { component, wishes: { ip: given, port }, vpnAddress })
  }
  const known = await choose(ip)
  if (known === undefined || !isProblem(known)) return known
  if (ip !== undefined) throw new FederationError([known])
  const said = await asker.answer({
    flag: '--ip',
    typed: undefined,
    text: `${known.message}\nThe address that the VPN assigned to it: `,
    mayStayOpen: 'without-terminal',
    object: async (given) => asProblem(await choose(given)),
  })
  const chosen = said === undefined ? known : await choose(said)
  if (chosen === undefined || !isProblem(chosen)) return chosen
  throw new FederationError([chosen])
}

function asProblem(chosen: Address | Problem | undefined): Problem | undefined {
  return chosen !== undefined && isProblem(chosen) ? chosen : undefined
}

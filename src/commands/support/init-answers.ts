import { usageError } from '../../command-line/usage.ts'
import type { Invocation } from '../../command-line/invocation.ts'
import { checkCharter, chooseOwnAddress } from '../../declaration/founding.ts'
import type { Component } from '../../domain/component.ts'
import type { Charter } from '../../domain/founding.ts'
import { isLabel, labelFor } from '../../domain/label.ts'
import type { Address } from '../../domain/party.ts'
import { checkProfile } from '../../domain/pass/profile-check.ts'
import { isProblem, makeProblem, type Problem } from '../../domain/problem.ts'
import { PROFILES, type ProfileName } from '../../domain/profiles.ts'
import { FederationError } from '../../errors.ts'
import { readComponent } from '../../io/component/component.ts'
import type { World } from '../../io/world/world.ts'
import { makeAsker, type Asker } from './init-question.ts'

/** The component that joins at once. */
export interface OwnComponent {
  readonly component: Component
  readonly name: string
  readonly address: Address | undefined
}

/** All that `init` must know before it writes. */
export interface Answers {
  readonly charter: Charter
  readonly owners: readonly string[]
  readonly own: OwnComponent | undefined
  readonly wantsHook: boolean
  /** Whether anything was asked, so that what follows from it is shown before it is written. */
  readonly wereAsked: boolean
  readonly asker: Asker
}

/** The range that Fed-BioMed's own VPN has. */
const FEDBIOMED_NETWORK = '10.220.0.0/14'

/** One owner, as GitHub and GitLab write it. */
const OWNER = /^(?:@{1,2}[\w.-]+(?:\/[\w.-]+)*|[\w.+-]+@[\w-]+(?:\.[\w-]+)+)$/

/**
 * Finds out what a new federation is to be: by flags, from the component, else by asking at the terminal.
 *
 * @throws FederationError USAGE (64) where something is missing and nobody can be asked, or contradicts itself
 */
export async function findAnswers(world: World, input: Invocation, isInGit: boolean): Promise<Answers> {
  const { options } = input
  refuseContradictions(input, isInGit)
  const asker = makeAsker(world, options, missingFlags(input))
  const name = await findName(input, asker)
  const directory = await findDirectory(input, asker)
  const { config, registry } = options
  const component = directory === undefined ? undefined : await readComponent(world, { directory, config, registry })
  const profile = await findProfile(options.profile, asker, component)
  const charter = { name, profile, network: await findNetwork(options.network, asker, profile) }
  const own = component && (await findOwn(world, input, { asker, component, charter }))
  const owners = await findOwners(input, asker)
  const wantsHook = await findWish(input, asker, isInGit)
  return { charter, owners, own, wantsHook, wereAsked: asker.wasAsked(), asker }
}

function refuseContradictions({ typed }: Invocation, isInGit: boolean): void {
  const isAlone = typed.component === undefined && typed.fromRegistry === undefined
  const stray = (['config', 'registry', 'name', 'ip', 'port'] as const).find((flag) => typed[flag] !== undefined)
  if (isAlone && stray !== undefined) {
    throw usageError(`--${stray} is about a component, and none is named.`, 'Name it: --component DIR')
  }
  if (typed.installHook !== undefined && !isInGit) {
    throw usageError('--install-hook needs a git repository, and this is none yet.', 'Make it one first: git init')
  }
}

function missingFlags({ options, typed }: Invocation): readonly string[] {
  const { federationName, profile, network } = options
  const isKnown = typed.component !== undefined || options.fromRegistry
  const needsNetwork = network === undefined && (profile === undefined ? isKnown : isAddressed(profile))
  return [
    ...(federationName === undefined ? ['--federation-name LABEL'] : []),
    ...(profile === undefined && !isKnown ? [`--profile ${Object.keys(PROFILES).join('|')}`] : []),
    ...(needsNetwork ? [`--network ${FEDBIOMED_NETWORK}`] : []),
  ]
}

function isAddressed(profile: string): boolean {
  return isProfile(profile) && PROFILES[profile].holdsAddress
}

function isProfile(text: string): text is ProfileName {
  return Object.hasOwn(PROFILES, text)
}

async function findDirectory({ options, typed }: Invocation, asker: Asker): Promise<string | undefined> {
  if (options.fromRegistry || typed.component !== undefined) return options.component
  const said = await asker.answer({
    flag: '--component DIR',
    typed: undefined,
    text: "The directory of a component here that joins at once, for example the researcher's (Enter: none): ",
    fallback: '',
    mayStayOpen: 'aside',
  })
  return said === '' ? undefined : said
}

async function findName({ options }: Invocation, asker: Asker): Promise<string> {
  const name = await asker.answer({
    flag: '--federation-name',
    typed: options.federationName,
    text: 'The name of the federation, for example oncology-network: ',
    object: (answer) => checkCharter({ name: answer, profile: 'party', network: undefined }),
  })
  return name ?? ''
}

async function findProfile(typed: string | undefined, asker: Asker, component?: Component): Promise<ProfileName> {
  const [only, another] = component?.profiles ?? []
  const known = only !== undefined && another === undefined ? only : undefined
  const offered = Object.entries(PROFILES).map(([name, { summary, supported }]) => {
    return `  ${name.padEnd(14)} ${summary}${supported ? '' : ' (only validated by this version)'}\n`
  })
  const profile = await asker.answer({
    flag: '--profile',
    typed: typed ?? known,
    text: `Who registers whom, by the version of Fed-BioMed:\n${offered.join('')}The profile: `,
    object: (answer) => {
      if (!isProfile(answer)) return Promise.resolve({ message: 'That is none of them.', remedy: 'Type its name.' })
      const misfit = component && checkProfile(component, { profile: answer })
      const remedy = `This component serves ${component?.profiles.join(', ') ?? ''}.`
      return Promise.resolve(misfit && { message: misfit.message, remedy })
    },
  })
  if (profile === undefined || !isProfile(profile)) throw new Error('A profile that is none was not objected to.')
  return profile
}

async function findNetwork(typed: string | undefined, asker: Asker, profile: ProfileName): Promise<string | undefined> {
  if (!PROFILES[profile].holdsAddress) {
    if (typed === undefined) return undefined
    throw usageError(`The profile ${profile} registers no addresses.`, 'Leave out --network.')
  }
  return asker.answer({
    flag: '--network',
    typed,
    text: `The VPN's range of addresses (Enter: ${FEDBIOMED_NETWORK}, as Fed-BioMed sets it up): `,
    fallback: FEDBIOMED_NETWORK,
    object: (network) => checkCharter({ name: 'x', profile, network }),
  })
}

interface OwnContext {
  readonly asker: Asker
  readonly component: Component
  readonly charter: Charter
}

async function findOwn(
  world: World,
  { options }: Invocation,
  { asker, component, charter }: OwnContext,
): Promise<OwnComponent> {
  const fallback = component.role === 'researcher' ? component.role : labelFor(component)
  const name = await asker.answer({
    flag: '--name',
    typed: options.name,
    text: `The label by which people call ${component.id} (Enter: ${fallback}): `,
    fallback,
    mayStayOpen: 'aside',
    object: (given) => Promise.resolve(isLabel(given) ? undefined : makeProblem('PUBLISH_NAME_FORM', {}, { given })),
  })
  const { port } = options
  const vpnAddress = world.env['VPN_IP']
  const choose = (ip: string | undefined): Promise<Address | Problem | undefined> =>
    chooseOwnAddress(charter, { component, wishes: { ip, port }, vpnAddress })
  const address = await choose(options.ip)
  if (address === undefined || !isProblem(address)) return { component, name: name ?? fallback, address }
  if (options.ip !== undefined) throw new FederationError([address])
  const ip = await asker.answer({
    flag: '--ip',
    typed: undefined,
    text: `${address.message}\nThe address that the VPN assigned to it: `,
    mayStayOpen: 'without-terminal',
    object: async (given) => {
      const chosen = await choose(given)
      return chosen !== undefined && isProblem(chosen) ? chosen : undefined
    },
  })
  const chosen = ip === undefined ? address : await choose(ip)
  if (chosen !== undefined && isProblem(chosen)) throw new FederationError([chosen])
  return { component, name: name ?? fallback, address: chosen }
}

async function findOwners({ options }: Invocation, asker: Asker): Promise<readonly string[]> {
  const said = await asker.answer({
    flag: '--owner',
    typed: options.owner.length === 0 ? undefined : options.owner.join(' '),
    text: 'Who must approve a change, for CODEOWNERS, for example @org/team (Enter: nobody is named yet): ',
    fallback: '',
    mayStayOpen: 'aside',
    object: (answer) => {
      const wrong = splitOwners(answer).find((owner) => !OWNER.test(owner))
      return Promise.resolve(wrong === undefined ? undefined : NO_OWNER)
    },
  })
  return splitOwners(said ?? '')
}

const NO_OWNER = { message: 'That is no owner.', remedy: 'Write @org/team, @user or a mail address.' }

function splitOwners(text: string): readonly string[] {
  return text.split(/[\s,]+/).filter((owner) => owner !== '')
}

async function findWish({ options }: Invocation, asker: Asker, isInGit: boolean): Promise<boolean> {
  if (options.installHook || !isInGit || !asker.wasAsked()) return options.installHook
  const said = await asker.answer({
    flag: '--install-hook',
    typed: undefined,
    text: 'Let git refuse private keys before each commit in this clone (git config core.hooksPath hooks)? [y/N] ',
    fallback: '',
  })
  return isYes(said)
}

/** Only a plain yes is one. */
export function isYes(answer: string | undefined): boolean {
  return /^y(?:es)?$/i.test(answer ?? '')
}

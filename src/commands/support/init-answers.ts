import type { Invocation } from '../../command-line/invocation.ts'
import { usageError } from '../../command-line/usage.ts'
import type { Component } from '../../domain/component.ts'
import type { Charter } from '../../domain/founding.ts'
import { PROFILES } from '../../domain/profiles.ts'
import { FederationError } from '../../errors.ts'
import { readComponent } from '../../io/component/component.ts'
import type { World } from '../../io/world/world.ts'
import { FEDBIOMED_NETWORK, findName, findNetwork, findProfile, isProfile } from './init-charter.ts'
import { findOwn, type OwnComponent } from './init-own.ts'
import { makeAsker, type Asker } from './init-question.ts'

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
  const named = isNamed(input) ? await readNamed(world, input, options.component) : undefined
  const asker = makeAsker(world, options, missingFlags(input, named))
  const name = await findName(input, asker)
  const component = named ?? (await readNamed(world, input, await findDirectory(world, input, asker)))
  const profile = await findProfile(options.profile, asker, component)
  const charter = { name, profile, network: await findNetwork(options.network, asker, profile) }
  const own = component && (await findOwn(world, { options, asker, component, charter }))
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

function missingFlags({ options }: Invocation, named: Component | undefined): readonly string[] {
  const { federationName, network, profile = named?.profiles[0] } = options
  const needsNetwork = network === undefined && profile !== undefined && isAddressed(profile)
  return [
    ...(federationName === undefined ? ['--federation-name LABEL'] : []),
    ...(profile === undefined ? [`--profile ${Object.keys(PROFILES).join('|')}`] : []),
    ...(needsNetwork ? [`--network ${FEDBIOMED_NETWORK}`] : []),
  ]
}

function isAddressed(profile: string): boolean {
  return isProfile(profile) && PROFILES[profile].holdsAddress
}

/** Whether a component is named by flags, or is the one at hand. */
function isNamed({ options, typed }: Invocation): boolean {
  return options.fromRegistry || typed.component !== undefined
}

async function readNamed(
  world: World,
  { options: { config, registry } }: Invocation,
  directory: string | undefined,
): Promise<Component | undefined> {
  return directory === undefined ? undefined : await readComponent(world, { directory, config, registry })
}

async function findDirectory(world: World, input: Invocation, asker: Asker): Promise<string | undefined> {
  const said = await asker.answer({
    flag: '--component DIR',
    typed: undefined,
    text: "The directory of a component here that joins at once, for example the researcher's (Enter: none): ",
    fallback: '',
    mayStayOpen: 'aside',
    object: (answer) => (answer === '' ? Promise.resolve(undefined) : objectToComponent(world, input, answer)),
  })
  return said === '' ? undefined : said
}

/** A slip in a path must not cost what was answered before. */
async function objectToComponent(
  world: World,
  input: Invocation,
  directory: string,
): Promise<{ readonly message: string; readonly remedy: string } | undefined> {
  try {
    await readNamed(world, input, directory)
    return undefined
  } catch (error) {
    const problem = error instanceof FederationError ? error.problems[0] : undefined
    if (problem === undefined) throw error
    return { message: problem.message, remedy: 'Give another directory, or nothing.' }
  }
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

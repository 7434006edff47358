import type { Invocation } from '../../command-line/invocation.ts'
import { usageError } from '../../command-line/usage.ts'
import { checkCharter } from '../../declaration/founding.ts'
import type { Component } from '../../domain/component.ts'
import { checkProfile } from '../../domain/pass/profile-check.ts'
import { PROFILES, type ProfileName } from '../../domain/profiles.ts'
import type { Asker } from './init-question.ts'

/** The range that Fed-BioMed's own VPN has. */
export const FEDBIOMED_NETWORK = '10.220.0.0/14'

/** Finds out what the federation is called. */
export async function findName({ options }: Invocation, asker: Asker): Promise<string> {
  const name = await asker.answer({
    flag: '--federation-name',
    typed: options.federationName,
    text: 'The name of the federation, for example oncology-network: ',
    object: (answer) => checkCharter({ name: answer, profile: 'party', network: undefined }),
  })
  return name ?? ''
}

/** Finds out who registers whom: where a component joins, its Fed-BioMed tells it. */
export async function findProfile(
  typed: string | undefined,
  asker: Asker,
  component?: Component,
): Promise<ProfileName> {
  const [only, another] = component?.profiles ?? []
  const known = only !== undefined && another === undefined ? only : undefined
  const offered = Object.entries(PROFILES).map(([name, { summary }]) => `  ${name.padEnd(14)} ${summary}\n`)
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

/** Finds out in which network all addresses lie; `undefined` in a profile without addresses. */
export async function findNetwork(
  typed: string | undefined,
  asker: Asker,
  profile: ProfileName,
): Promise<string | undefined> {
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

/** Tells whether a text names a profile. */
export function isProfile(text: string): text is ProfileName {
  return Object.hasOwn(PROFILES, text)
}

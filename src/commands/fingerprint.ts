import type { Options } from '../command-line/options.ts'
import { reachSource } from '../declaration/reach.ts'
import { readDeclaration } from '../declaration/read.ts'
import type { Party } from '../domain/party.ts'
import { FederationError } from '../errors.ts'
import { readComponent } from '../io/component/component.ts'
import { readOwnFingerprint } from '../io/component/own-certificate.ts'
import type { World } from '../io/world/world.ts'
import { renderFingerprint, type ShownCertificate } from '../render/fingerprint.ts'
import type { CommandInput, Result } from './support/command.ts'
import { findParty } from './support/find-party.ts'
import { makeSource } from './support/source.ts'

/** Shows the fingerprint of a declared party, or of this component's own certificate. */
export async function fingerprint(world: World, { argument, options }: CommandInput): Promise<Result> {
  const shown = argument === undefined ? await readOwn(world, options) : await readDeclared(world, argument, options)
  return {
    exitCode: 0,
    problems: [],
    remarks: [],
    fields: {
      party: shown.partyId,
      name: shown.name,
      fingerprint: shown.fingerprint,
      notAfter: shown.notAfter === undefined ? undefined : new Date(shown.notAfter).toISOString(),
    },
    text: (style) => renderFingerprint(shown, style),
  }
}

async function readOwn(world: World, { component, config, registry }: Options): Promise<ShownCertificate> {
  const own = await readComponent(world, { directory: component, config, registry })
  const { fingerprint: value, problems } = readOwnFingerprint(world, own)
  if (value === undefined) throw new FederationError(problems)
  return { name: 'this component', partyId: own.id, fingerprint: value, notAfter: undefined }
}

async function readDeclared(world: World, given: string, options: Options): Promise<ShownCertificate> {
  const source = await reachSource(world, { source: makeSource(world, options), component: undefined })
  const { federation, problems } = await readDeclaration(world, source)
  const party: Party = findParty(given, federation)
  if (party.certificate === undefined)
    throw new FederationError(problems.filter((problem) => problem.party === party.id))
  const { fingerprint: value, notAfter } = party.certificate
  return { name: party.name, partyId: party.id, fingerprint: value, notAfter }
}

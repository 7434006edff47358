import { readUnverified } from '../domain/certificate/examination.ts'
import type { Component } from '../domain/component.ts'
import type { DeclarationSource } from '../domain/declaration-source.ts'
import type { Facts } from '../domain/doctor/facts.ts'
import { found, unknown, valueOf, type Found } from '../domain/doctor/found.ts'
import { listTargets, parseEndpoint, type Endpoint } from '../domain/doctor/probe.ts'
import { federationError } from '../errors.ts'
import { readComponent, type ComponentSelection } from '../io/component/component.ts'
import { readServerEndpoint } from '../io/component/endpoint.ts'
import { readOwnCertificate } from '../io/component/own-certificate.ts'
import { probeTargets } from '../io/probe/probe.ts'
import type { World } from '../io/world/world.ts'
import { find, findBy, flatten } from './find.ts'
import { gatherFederationFacts } from './gather-federation.ts'
import { findKeyFile, findKeyPair } from './gather-key.ts'
import { gatherRegistryFacts, knowNoRegistry } from './gather-registry.ts'
import { gatherStateFacts, knowNoState } from './gather-state.ts'

/** What is to be looked at. */
export interface Examination {
  readonly component: ComponentSelection
  readonly source: DeclarationSource
  /** Whether peers are to be reached, too. */
  readonly probe: boolean
}

/**
 * Gathers the facts about one component. It writes nothing to it and takes no lock; nothing that is missing, damaged or
 * hostile keeps it from going on with what else there is.
 */
export async function gatherFacts(world: World, { component: selection, source, probe }: Examination): Promise<Facts> {
  const component = await find(() => readComponent(world, selection))
  const local = await gatherLocalFacts(world, component, source)
  const federation = await gatherFederationFacts(world, source, local.state.books)
  const endpoint = await findBy(component, 'the component', (self) => readEndpoint(world, self))
  const facts = { now: world.clock.now(), component, ...local, ...federation, endpoint }
  return { ...facts, probes: probe ? await reach(world, facts) : unknown('not asked for: --probe') }
}

type LocalFacts = Pick<
  Facts,
  'variables' | 'certificate' | 'ownFingerprint' | 'keyPair' | 'keyFile' | 'registry' | 'state'
>

async function gatherLocalFacts(
  world: World,
  component: Found<Component>,
  source: DeclarationSource,
): Promise<LocalFacts> {
  if (component.kind !== 'found') {
    const reason = 'the component is not known'
    const nothing: Found<never> = unknown(reason)
    return {
      variables: nothing,
      certificate: nothing,
      ownFingerprint: undefined,
      keyPair: nothing,
      keyFile: nothing,
      registry: knowNoRegistry(reason),
      state: knowNoState(reason),
    }
  }
  const { value: self } = component
  const certificate = await find(() => readOwnCertificate(world, self))
  const registry = await gatherRegistryFacts(world, self)
  return {
    variables: found((self.variables ?? []).filter((name) => world.env[name] !== undefined)),
    certificate,
    ownFingerprint: certificate.kind === 'found' ? readUnverified(certificate.value).fingerprint : undefined,
    keyPair: await findKeyPair(world, self, certificate),
    keyFile: await findBy(registry.owner, 'whose the registry is', ({ uid }) => {
      return findKeyFile(world, self, { source, owner: uid })
    }).then(flatten),
    registry,
    state: await gatherStateFacts(world, self, registry.owner),
  }
}

function readEndpoint(world: World, component: Component): Endpoint | undefined {
  const written = readServerEndpoint(world, component)
  if (written === undefined) return undefined
  const { host, port, origin } = written
  const endpoint = parseEndpoint(host, port)
  if (endpoint !== undefined) return endpoint
  const { configurationFile: file } = component
  throw federationError('PROBE_ADDRESS_UNUSABLE', { origin, value: `${host}:${port}` }, { place: { file } })
}

async function reach(
  { stderr }: World,
  { component, declaration, endpoint }: Pick<Facts, 'component' | 'declaration' | 'endpoint'>,
): Promise<Facts['probes']> {
  if (component.kind !== 'found') return unknown('the component is not known')
  const targets = listTargets(component.value, valueOf(declaration)?.federation, valueOf(endpoint))
  if (stderr.isTTY && targets.length > 0)
    stderr.write(`Reaching for ${targets.length} ${targets.length === 1 ? 'address' : 'addresses'} …\n`)
  return found(await probeTargets(targets))
}

import type { Role } from '../domain/party.ts'
import type { SupportedFamily, ValueSource } from './family.ts'

/** Lists the variables that outrank what the configuration of a family says, or name another configuration. */
export function listVariables(family: SupportedFamily, role: Role): readonly string[] {
  const { id, certificate, privateKey, address, registry, readsRegistrations, selectors } = family
  const sources: readonly Pick<ValueSource, 'variable'>[] = [
    id(role),
    certificate(role),
    privateKey(role),
    ...(address === undefined ? [] : [address.ip, address.port]),
    ...(registry.kind === 'configured' ? [registry] : []),
    ...(typeof readsRegistrations === 'object' ? [readsRegistrations] : []),
  ]
  return [...sources.flatMap(({ variable }) => variable ?? []), ...selectors(role)].sort()
}

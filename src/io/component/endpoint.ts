import type { Component } from '../../domain/component.ts'
import { readEndpoint, type WrittenEndpoint } from '../../fedbiomed/endpoint.ts'
import { isIniFault, parseIni } from '../../fedbiomed/ini.ts'
import { readFile } from '../world/file-system.ts'
import type { World } from '../world/world.ts'

/**
 * Reads where the researcher's server is, as the component's configuration says; `undefined` where it says nothing.
 *
 * @throws the system's own error
 */
export function readServerEndpoint({ files, env }: World, component: Component): WrittenEndpoint | undefined {
  const { configurationFile: file, role, profiles } = component
  const ini = parseIni(new TextDecoder().decode(readFile(files, file)))
  if (isIniFault(ini)) return undefined
  return readEndpoint({ file, ini, env }, role, !profiles.includes('secagg-mpspdz'))
}

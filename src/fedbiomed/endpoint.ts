import type { Role } from '../domain/party.ts'
import { isIniFault } from './ini.ts'
import { getOption } from './interpolation.ts'
import type { Configuration } from './setting.ts'

/** Where the researcher's server listens, as a configuration writes it. */
export interface WrittenEndpoint {
  /** `[researcher] ip and port`, for messages. */
  readonly origin: string
  readonly host: string
  readonly port: string
}

const OPTIONS: Readonly<Record<Role, readonly [section: string, host: string]>> = {
  node: ['researcher', 'ip'],
  researcher: ['server', 'host'],
}

/**
 * Reads where a node looks for the researcher's server, or where the researcher's own listens; `undefined` where the
 * family has no such server.
 *
 * @param hasVariables - whether the environment may replace any value, as from 6.0 on
 */
export function readEndpoint(
  { ini, env }: Configuration,
  role: Role,
  hasVariables: boolean,
): WrittenEndpoint | undefined {
  const [section, hostOption] = OPTIONS[role]
  const read = (option: string): string | undefined => {
    const found = getOption(ini, section, option)
    if (found === undefined || isIniFault(found)) return undefined
    const variable = `FBM_${section}_${option}`.toUpperCase()
    return (hasVariables ? env[variable] : undefined) ?? found.text
  }
  const host = read(hostOption)
  const port = read('port')
  if (host === undefined || port === undefined) return undefined
  return { origin: `[${section}] ${hostOption} and port`, host, port }
}

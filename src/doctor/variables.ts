import type { Component } from '../domain/component.ts'

/** What Fed-BioMed up to 5.3 looks for in the environment before it takes what its configuration says. */
const NAMED: readonly string[] = [
  'CONFIG_FILE',
  'MPSPDZ_CERTIFICATE_KEY',
  'MPSPDZ_CERTIFICATE_PEM',
  'MPSPDZ_IP',
  'MPSPDZ_PORT',
  'NODE_CONFIG_FILE',
  'NODE_ID',
  'RESEARCHER_CONFIG_FILE',
  'RESEARCHER_ID',
]

/** From 6.0 on `FBM_<SECTION>_<OPTION>` outranks any value. */
const BY_SECTION = /^FBM_(?!GITOPS_)[A-Z0-9]+_[A-Z0-9_]+$/

/** Lists the variables that are set and may outrank a component's configuration, by name; of any family where it is not known. */
export function listVariables(
  env: Readonly<Record<string, string | undefined>>,
  component: Component | undefined,
): readonly string[] {
  const isOld = component?.profiles.includes('secagg-mpspdz')
  return Object.keys(env)
    .filter((name) => env[name] !== undefined)
    .filter((name) => (isOld !== false && NAMED.includes(name)) || (isOld !== true && BY_SECTION.test(name)))
    .sort()
}

import type { Actor } from './stage.ts'

/** What the manifest says beside the parties themselves. */
export interface ManifestExtras {
  /** Fingerprints that a party gave up, by its name. */
  readonly replaces: Readonly<Record<string, readonly string[]>>
  /** Names of the parties that left. */
  readonly removed: readonly string[]
}

/** Writes the manifest of the demonstration, as a coordinator would. */
export function writeManifest(actors: readonly Actor[], { replaces, removed }: ManifestExtras): string {
  const members = actors.filter(({ name }) => !removed.includes(name))
  const entry = (actor: Actor, indent: string): string =>
    partyLines(actor, replaces[actor.name] ?? [])
      .map((line) => `${indent}${line}\n`)
      .join('')
  const researcher = members.filter(({ role }) => role === 'researcher').map((actor) => entry(actor, '  '))
  const nodes = members
    .filter(({ role, instanceOf }) => role === 'node' && instanceOf === undefined)
    .map((node) => {
      const second = members.find(({ instanceOf }) => instanceOf === node.name)
      const instance = second === undefined ? '' : `    secondInstance:\n${entry(second, '      ')}`
      return `${entry(node, '    ').replace('    ', '  - ')}${instance}`
    })
  const gone = actors
    .filter(({ name }) => removed.includes(name))
    .map(({ id }) => `  - id: ${id}\n    reason: study closed\n`)
  return [
    'apiVersion: fbm-gitops/v1\nfederation: demonstration\nprofile: secagg-mpspdz\nnetwork: 10.220.0.0/14\n',
    `researcher:\n${researcher.join('')}`,
    `nodes:\n${nodes.join('')}`,
    gone.length === 0 ? '' : `removed:\n${gone.join('')}`,
  ].join('')
}

function partyLines({ name, id, address }: Actor, replaces: readonly string[]): readonly string[] {
  const lines = [`name: ${name}`, `id: ${id}`, `ip: ${address.ip}`, `port: ${address.port}`]
  return replaces.length === 0 ? lines : [...lines, 'replaces:', ...replaces.map((each) => `  - ${each}`)]
}

import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Proof, HarnessOptions } from '../../../../scripts/harness.ts'
import type { ComponentTreePaths } from '../../../../src/demo/component-tree.ts'
import { locateState, type StateDirectory } from '../../../../src/io/state/state-directory.ts'
import { readRegistrations } from '../../../helpers/federation.ts'
import { replaceFlags } from '../../../helpers/typed-flags.ts'
import { startDaemon, type Daemon } from '../daemon.ts'
import { withEditor, type Editor } from '../editor.ts'
import { EVERYBODY, withNetwork, type Declared, type Network } from '../network.ts'
import { runProgram, type Ran } from '../reconcile.ts'
import { withRemote, type Remote } from '../remote.ts'
import { until } from '../until.ts'
import { describeDaemon, judgeSite } from './judge-site.ts'

/** Where a fault happens: the component of member a, with a daemon that fetches from the shared repository over ssh. */
export interface Site {
  readonly network: Network
  readonly remote: Remote
  readonly editor: Editor
  readonly tree: ComponentTreePaths
  readonly state: StateDirectory
  /** What tells a command the component and the repository. */
  readonly flags: readonly string[]
  /** Starts a daemon over the component, which is said to be stopped: a pass is short then. */
  readonly watch: (more?: readonly string[], env?: Readonly<Record<string, string>>) => Daemon
  /** The same beside the component as it runs. */
  readonly watchBeside: Site['watch']
  /** Watches over a daemon that was started by other means as over one of its own. */
  readonly adopt: (daemon: Daemon) => Daemon
  /** Runs a command of the program over the component. */
  readonly run: (command: string, ...more: readonly string[]) => Promise<Ran>
  /** Asks `status`; gives the exit code, and the text as JSON. */
  readonly status: () => Promise<Ran>
  /** Waits until the registry holds what is declared; that is what it must hold at the end, too. */
  readonly becomes: (declared: Declared) => Promise<void>
  /** Adds so many rows to another table, which must be there at the end. */
  readonly note: (count: number) => Promise<void>
  readonly book: SiteBook
}

/** What is kept of a site to judge it at the end. */
export interface SiteBook {
  readonly daemons: Daemon[]
  /** Those that were killed on purpose. */
  readonly killed: Set<Daemon>
  /** What the other tables held before anything began, as the file says it; empty where somebody else gave them up. */
  others: string
  notes: number
  /** What the registry must hold at the end. */
  final: Declared | undefined
}

/** Everybody, and member b with another certificate. */
export const B_ROTATED: Declared = { members: { server: 1, a: 1, b: 2 } }

const INTERVAL = '1s'
const FIRST_NOTES = 3

/** Makes a proof of what happens to a site where something fails. */
export function fault(name: string, body: (site: Site, options: HarnessOptions) => Promise<string>): Proof {
  return { name, beside: true, run: (options) => withSite((site) => body(site, options)) }
}

/** Lends a site, and judges at the end what every fault must leave. */
function withSite(body: (site: Site) => Promise<string>): Promise<string> {
  return withNetwork((network) =>
    withRemote(network, (remote) =>
      withEditor(async (editor) => {
        const site = makeSite({ network, remote, editor })
        await site.note(FIRST_NOTES)
        try {
          const figures = await body(site)
          await judgeSite(site)
          return figures
        } finally {
          for (const { signal } of site.book.daemons) signal('SIGKILL')
          await Promise.all(site.book.daemons.map(({ ended }) => ended))
        }
      }),
    ),
  )
}

function makeSite({ network, remote, editor }: Pick<Site, 'network' | 'remote' | 'editor'>): Site {
  const tree = network.trees.a
  const state = locateState(tree.registryFile)
  const book: SiteBook = {
    daemons: [],
    killed: new Set(),
    others: readFileSync(tree.registryFile, 'utf8').slice(1, -1),
    notes: 0,
    final: undefined,
  }
  const flags = ['--component', tree.directory, ...remote.flags]
  const adopt = (daemon: Daemon): Daemon => {
    book.daemons.push(daemon)
    return daemon
  }
  const watchBeside: Site['watch'] = (more = [], env = {}) => {
    return adopt(startDaemon(replaceFlags([...flags, '--interval', INTERVAL], more), env))
  }
  return {
    network,
    remote,
    editor,
    tree,
    state,
    flags,
    book,
    adopt,
    watch: (more = [], env = {}) => watchBeside(['--offline', ...more], env),
    watchBeside,
    run: (command, ...more) =>
      runProgram([command, ...flags, ...more], { XDG_CACHE_HOME: join(network.directory, 'cache') }),
    status: () => runProgram(['status', '--component', tree.directory, '--format', 'json']),
    becomes: async (declared) => {
      book.final = declared
      const describe = (): string => book.daemons.map(describeDaemon).join('\n')
      // The pass that made it so has ended, too: what is done to it now meets the next one.
      const isOver = (): boolean => !existsSync(state.journal) && !existsSync(state.lock)
      const holds = async (): Promise<boolean> => (await isRight(network, declared)) && isOver()
      await until('the registry is as declared', holds, { describe })
    },
    note: async (count) => {
      for (let left = count; left > 0; left -= 1) {
        await editor.note(tree.registryFile, book.notes)
        book.notes += 1
      }
    },
  }
}

/** Whether the registry of member a holds what is declared, and nothing else. */
export async function isRight({ trees, expected }: Network, declared: Declared = EVERYBODY): Promise<boolean> {
  const rows = await expected('a', declared)
  try {
    return sorted(readRegistrations(trees.a)) === sorted(rows)
  } catch {
    // It is being written, or away.
    return false
  }
}

function sorted(rows: Readonly<Record<string, string>>): string {
  return JSON.stringify(Object.entries(rows).sort(([a], [b]) => (a < b ? -1 : 1)))
}

import { quoteForShell } from '../../../src/domain/quote.ts'
import type { Proof } from '../../../scripts/harness.ts'
import { MEMBERS, readRegistrations, type MemberName } from '../../helpers/federation.ts'
import { startDaemon, type Daemon } from './daemon.ts'
import { ALL, EVERYBODY, withNetwork, type Declared, type Network } from './network.ts'
import { runProgram } from './reconcile.ts'
import { withRemote, type Remote } from './remote.ts'
import { until } from './until.ts'

const INTERVAL_MS = 2_000
/** A daemon that was just waiting may begin to look this long after a push: the interval, its jitter, and the pass itself. */
const LONGEST_MS = 120_000

/** From nothing but a manifest that names the researcher to a complete federation, over ssh alone. */
export const LOOP: readonly Proof[] = [
  {
    name: 'sites publish, a coordinator merges, and every daemon registers',
    run: () =>
      withNetwork((network) => withRemote(network, (remote) => play(network, remote)), { members: { server: 1 } }),
  },
]

/** At a site, one command is typed once: `publish`. Whatever else is typed, the coordinator types. */
async function play(network: Network, remote: Remote): Promise<string> {
  forgetCertificate(network, 'server')
  const daemons = new Map(ALL.map((name) => [name, watch(network, remote, name)]))
  try {
    const delays: string[] = []
    let members: Declared['members'] = {}
    for (const name of ALL) {
      await publish(network, remote, name)
      merge(network, name)
      members = { ...members, [name]: 1 }
      delays.push(`${name} ${await untilComplete(network, daemons, { members })} ms`)
    }
    await judge(network, daemons)
    return `registered everywhere after the coordinator's push, at an interval of ${INTERVAL_MS} ms: ${delays.join(', ')}`
  } finally {
    for (const { signal, ended } of daemons.values()) {
      signal('SIGTERM')
      await ended
    }
  }
}

/** As a coordinator begins: the researcher has an entry, and has not published yet. */
function forgetCertificate({ git }: Network, name: MemberName): void {
  git('rm', '--quiet', `federation/certificates/${MEMBERS[name].id}.pem`)
  git('commit', '--quiet', '--message', 'Wait for the researcher')
  git('push', '--quiet', 'origin', 'HEAD:main')
}

function watch({ trees }: Network, { flags }: Remote, name: MemberName): Daemon {
  return startDaemon(['--component', trees[name].directory, ...flags, '--interval', `${INTERVAL_MS}ms`])
}

async function publish({ trees }: Network, { url, server, wire }: Remote, name: MemberName): Promise<void> {
  const pinned = server.pin(`known_hosts_of_${name}`, Object.values(server.hostKeys), wire.port)
  const ssh = ['ssh', '-F', '/dev/null', '-i', server.key, '-o', `UserKnownHostsFile=${pinned}`, '-o', 'BatchMode=yes']
  const identity = { GIT_AUTHOR_NAME: name, GIT_AUTHOR_EMAIL: `${name}@example.org` }
  const env = {
    ...identity,
    GIT_COMMITTER_NAME: name,
    GIT_COMMITTER_EMAIL: `${name}@example.org`,
    GIT_SSH_COMMAND: ssh.map(quoteForShell).join(' '),
  }
  const named = name === 'server' ? [] : ['--name', name]
  const args = ['publish', '--component', trees[name].directory, '--repository', url, ...named]
  const { exitCode, stdout, stderr } = await runProgram(args, env)
  if (exitCode !== 0) throw new Error(`publish of ${name} ended with ${exitCode}: ${stdout}${stderr}`)
}

function merge({ git }: Network, name: MemberName): void {
  git('fetch', '--quiet', 'origin')
  git('merge', '--quiet', '--no-edit', `origin/publish/${name}`)
  git('push', '--quiet', 'origin', 'HEAD:main')
}

/** Waits until each member that is declared holds the certificates of the others, and gives how many milliseconds it took. */
async function untilComplete(
  network: Network,
  daemons: ReadonlyMap<MemberName, Daemon>,
  declared: Declared,
): Promise<string> {
  const start = performance.now()
  const declaredNames = ALL.filter((name) => declared.members[name] !== undefined)
  for (const name of declaredNames) {
    const expected = Object.entries(await network.expected(name, declared))
    const isComplete = (): boolean => {
      const held = holds(network, name)
      return expected.length === Object.keys(held).length && expected.every(([id, pem]) => held[id] === pem)
    }
    const log = (): string =>
      (daemons.get(name)?.lines() ?? [])
        .slice(-10)
        .map((line) => JSON.stringify(line))
        .join('\n')
    await until(`a complete registry of ${name}`, isComplete, { limitMs: LONGEST_MS, describe: log })
  }
  return (performance.now() - start).toFixed(0)
}

/** While it is written, it is no whole JSON. */
function holds({ trees }: Network, name: MemberName): Readonly<Record<string, string>> {
  try {
    return readRegistrations(trees[name])
  } catch {
    return {}
  }
}

async function judge(network: Network, daemons: ReadonlyMap<MemberName, Daemon>): Promise<void> {
  for (const [name, daemon] of daemons) {
    if (daemon.noise() !== '') throw new Error(`The daemon of ${name} said: ${daemon.noise()}`)
  }
  await untilComplete(network, daemons, EVERYBODY)
}

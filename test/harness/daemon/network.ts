import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Unavailable } from '../../../scripts/harness.ts'
import { layOutComponent, type ComponentTreePaths } from '../../../src/demo/component-tree.ts'
import { readFingerprint } from '../../../src/domain/certificate/certificate.ts'
import { certificateOf, manifestOf, MEMBERS, type MemberName } from '../../helpers/federation.ts'

/** What the coordinator declares: who is in, with which generation of its certificate, and who is out. */
export interface Declared {
  readonly members: Readonly<Partial<Record<MemberName, number>>>
  readonly removed?: readonly MemberName[]
  /** A text in place of the manifest that follows from the above. */
  readonly manifest?: string
  /** Texts in place of certificates. */
  readonly certificates?: Readonly<Partial<Record<MemberName, string>>>
}

/** A federation on this machine: a shared bare repository, its coordinator's clone, and a component for each member. */
export interface Network {
  readonly directory: string
  /** The shared repository, bare. */
  readonly shared: string
  /** The coordinator's clone. */
  readonly clone: string
  readonly trees: Readonly<Record<MemberName, ComponentTreePaths>>
  /** Writes and commits in the coordinator's clone, and pushes to the shared repository; gives the commit. */
  readonly declare: (declared: Declared, push?: boolean) => Promise<string>
  /** Runs git in the coordinator's clone. */
  readonly git: (...args: readonly string[]) => string
  /** What the registry of a member must hold: certificates by party id. */
  readonly expected: (of: MemberName, declared: Declared) => Promise<Readonly<Record<string, string>>>
}

/** Every member, in the order of the manifest. */
export const ALL: readonly MemberName[] = ['server', 'a', 'b']

/** Everybody with the first certificate. */
export const EVERYBODY: Declared = { members: { server: 1, a: 1, b: 1 } }

/** Lends a federation that declares everybody, or what is given; its directory stays to be looked at where the proof fails. */
export async function withNetwork(
  body: (network: Network) => Promise<string>,
  first: Declared = EVERYBODY,
): Promise<string> {
  if (process.platform !== 'linux') throw new Unavailable('registries are written on Linux only')
  const directory = realpathSync(mkdtempSync(join(tmpdir(), 'fbm-gitops-daemon-')))
  try {
    const network = await makeNetwork(directory)
    await network.declare(first)
    const figures = await body(network)
    rmSync(directory, { recursive: true, force: true })
    return figures
  } catch (error) {
    console.log(`What the proof that fails next worked on stays in ${directory}.`)
    throw error
  }
}

async function makeNetwork(directory: string): Promise<Network> {
  const shared = join(directory, 'shared.git')
  const clone = join(directory, 'coordinator')
  runGit(directory, ['init', '--quiet', '--bare', '--initial-branch=main', shared])
  runGit(directory, ['init', '--quiet', '--initial-branch=main', clone])
  const git = (...args: readonly string[]): string => runGit(clone, args)
  git('remote', 'add', 'origin', shared)
  mkdirSync(join(clone, 'federation/certificates'), { recursive: true })
  const trees = Object.fromEntries(
    await Promise.all(ALL.map(async (name) => [name, await layOut(directory, name)] as const)),
  ) as Readonly<Record<MemberName, ComponentTreePaths>>
  return { directory, shared, clone, trees, git, expected, declare: (declared, push) => declare(clone, declared, push) }
}

async function layOut(directory: string, name: MemberName): Promise<ComponentTreePaths> {
  const { role, id, address } = MEMBERS[name]
  return layOutComponent({
    directory: join(directory, name),
    family: 'A2',
    role,
    id,
    address,
    ...(await certificateOf(name)),
  })
}

async function declare(clone: string, declared: Declared, push = true): Promise<string> {
  const members = ALL.filter((name) => declared.members[name] !== undefined)
  const replaces = Object.fromEntries(
    await Promise.all(members.map(async (name) => [name, await givenUp(name, declared.members[name] ?? 1)] as const)),
  )
  const removed = (declared.removed ?? []).map((name) => MEMBERS[name].id)
  writeFileSync(
    join(clone, 'federation/federation.yaml'),
    declared.manifest ?? manifestOf(members, { replaces, removed }),
  )
  for (const name of members) {
    const pem = declared.certificates?.[name] ?? (await certificateOf(name, declared.members[name])).certificatePem
    writeFileSync(join(clone, 'federation/certificates', `${MEMBERS[name].id}.pem`), pem)
  }
  runGit(clone, ['add', '--all'])
  runGit(clone, ['commit', '--quiet', '--allow-empty', '--message', `Declare ${members.join(', ')}`])
  if (push) runGit(clone, ['push', '--quiet', '--force', 'origin', 'HEAD:main'])
  return runGit(clone, ['rev-parse', 'HEAD'])
}

/** The fingerprints of all earlier generations. */
async function givenUp(name: MemberName, generation: number): Promise<readonly string[]> {
  const earlier = Array.from({ length: generation - 1 }, (_, index) => certificateOf(name, index + 1))
  return (await Promise.all(earlier)).map(({ certificatePem }) => readFingerprint(certificatePem) ?? '')
}

async function expected(of: MemberName, { members }: Declared): Promise<Readonly<Record<string, string>>> {
  const others = ALL.filter((name) => name !== of && members[name] !== undefined)
  const rows = others.map(async (name) => {
    const { certificatePem } = await certificateOf(name, members[name])
    return [MEMBERS[name].id, certificatePem] as const
  })
  return Object.fromEntries(await Promise.all(rows))
}

const IDENTITY = { name: 'Coordinator', email: 'coordinator@example.org' }

/** Runs git as a made-up person, whatever this machine has configured. */
export function runGit(directory: string, args: readonly string[]): string {
  const { name, email } = IDENTITY
  const env = {
    PATH: process.env['PATH'],
    HOME: '/dev/null',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_AUTHOR_NAME: name,
    GIT_AUTHOR_EMAIL: email,
    GIT_COMMITTER_NAME: name,
    GIT_COMMITTER_EMAIL: email,
  }
  return execFileSync('git', ['-c', 'gc.auto=0', ...args], { cwd: directory, env, encoding: 'utf8' }).trim()
}

import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { isSea } from 'node:sea'
import { execa } from 'execa'
import { simpleGit } from 'simple-git'
import type { Address, Role } from '../domain/party.ts'
import { layOutComponent } from './component-tree.ts'
import { issueCertificate } from './issue-certificate.ts'

/** A member of the demonstration, with its component on disk. */
export interface Actor {
  readonly name: string
  readonly role: Role
  readonly id: string
  readonly address: Address
  /** The name of the node whose second instance this is. */
  readonly instanceOf?: string
  readonly directory: string
  readonly certificateFile: string
  readonly registryFile: string
}

/** How a child process ended. */
export interface Ended {
  readonly exitCode: number
  readonly stdout: string
  readonly stderr: string
}

/** The directory in which a demonstration plays: four components, and the git repository that they share. */
export interface Stage {
  readonly directory: string
  /** The federation directory inside the shared repository. */
  readonly federation: string
  readonly actors: readonly Actor[]
  /** Runs this very program in a process of its own. */
  readonly run: (args: readonly string[]) => Promise<Ended>
  /** Reads an actor's registry with nothing of what this program reads one with: certificates by party id. */
  readonly readRegistry: (actor: Actor) => ReadonlyMap<string, string>
  /** Writes files below the federation directory and commits them. */
  readonly commit: (message: string, files: ReadonlyMap<string, string>) => Promise<void>
  /** Gives an actor a new key and certificate, as Fed-BioMed's `certificate generate` does, and returns the latter. */
  readonly rotate: (actor: Actor) => Promise<string>
  readonly dismantle: () => void
}

const DAY_MS = 86_400_000
const VALIDITY_MS = 5 * 365 * DAY_MS

const CAST = [
  {
    name: 'inria-server',
    role: 'researcher',
    id: 'RESEARCHER_2bd34852-830b-48f0-9f58-613f3e643d42',
    address: { ip: '10.222.0.2', port: 14000 },
  },
  {
    name: 'hospital-a',
    role: 'node',
    id: 'NODE_964bdca9-809d-49b8-a9c4-8ba3d108c1ae',
    address: { ip: '10.221.0.2', port: 14001 },
  },
  {
    name: 'hospital-a-2',
    role: 'node',
    id: 'NODE_5f0d3f0e-2f0e-4f86-9a11-3c8f8c1c6f0a',
    address: { ip: '10.221.0.3', port: 14002 },
    instanceOf: 'hospital-a',
  },
  {
    name: 'hospital-b',
    role: 'node',
    id: 'NODE_7c1e2a90-4f1b-4f4e-8f43-0d6a4c1e9b55',
    address: { ip: '10.221.0.4', port: 14001 },
  },
] as const

/** Where the stage is set up: in a new directory that is kept, or in a temporary one. Time in milliseconds. */
export interface StageRequest {
  readonly directory: string | undefined
  readonly now: number
}

/** Sets the stage: lays out the components as Fed-BioMed 5.0–5.3 does, and an empty repository with one branch. */
export async function setStage({ directory, now }: StageRequest): Promise<Stage> {
  const root = directory ?? mkdtempSync(join(tmpdir(), 'fbm-gitops-demo-'))
  if (directory !== undefined) mkdirSync(directory)
  const actors = await Promise.all(CAST.map((member) => makeActor(root, member, now)))
  const repository = join(root, 'shared-repository')
  const federation = join(repository, 'federation')
  mkdirSync(join(federation, 'certificates'), { recursive: true })
  const config = [
    'user.name=Coordinator',
    'user.email=coordinator@example.org',
    'commit.gpgsign=false',
    'init.defaultBranch=main',
  ]
  const git = simpleGit({ baseDir: repository, config })
  await git.init()
  return {
    directory: root,
    federation,
    actors,
    run: (args) => runProgram(args),
    readRegistry,
    commit: async (message, files) => {
      for (const [name, text] of files) writeFileSync(join(federation, name), text)
      await git.add('.').commit(message)
    },
    rotate: async (actor) => (await giveCertificate(root, actor, now)).certificatePem,
    dismantle: () => {
      if (directory === undefined) rmSync(root, { recursive: true, force: true })
    },
  }
}

type Member = (typeof CAST)[number]

async function makeActor(root: string, member: Member, now: number): Promise<Actor> {
  const { paths } = await giveCertificate(root, member, now)
  return { ...member, ...paths }
}

async function giveCertificate(
  root: string,
  { name, role, id, address }: Pick<Actor, 'name' | 'role' | 'id' | 'address'>,
  now: number,
): Promise<{ readonly paths: ReturnType<typeof layOutComponent>; readonly certificatePem: string }> {
  const times = { notBefore: now - DAY_MS, notAfter: now - DAY_MS + VALIDITY_MS }
  const issued = await issueCertificate({ partyId: id, commonName: '*', ...times })
  const directory = join(root, name)
  const registryFile = join(directory, 'var', `db_${id}.json`)
  const kept = readIfThere(registryFile)
  const paths = layOutComponent({
    directory,
    family: 'A2',
    role,
    id,
    address,
    ...issued,
    ...(kept === undefined ? {} : { registry: kept }),
  })
  return { paths, certificatePem: issued.certificatePem }
}

function readIfThere(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return undefined
  }
}

async function runProgram(args: readonly string[]): Promise<Ended> {
  // The single executable is Node and program in one.
  const program = isSea() ? [] : [...process.execArgv, process.argv[1] ?? '']
  const { exitCode, stdout, stderr } = await execa(process.execPath, [...program, ...args], {
    reject: false,
    stdin: 'ignore',
    extendEnv: false,
    env: { PATH: process.env['PATH'], NO_COLOR: '1', LC_ALL: 'C.UTF-8' },
    timeout: 60_000,
  })
  return { exitCode: exitCode ?? -1, stdout, stderr }
}

/** A row of a registry, as far as the demonstration shows it. */
interface ShownRow {
  readonly party_id: string
  readonly certificate: string
}

/** Python writes NaN, which JSON does not know; it stands in other tables only. */
function readRegistry({ registryFile }: Actor): ReadonlyMap<string, string> {
  const text = readFileSync(registryFile, 'utf8').replaceAll(': NaN', ': null')
  const { Certificates = {} } = JSON.parse(text) as { readonly Certificates?: Readonly<Record<string, ShownRow>> }
  return new Map(Object.values(Certificates).map((row) => [row.party_id, row.certificate]))
}

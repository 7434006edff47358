import { copyFile, mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { execa } from 'execa'
import { git } from '../helpers/git.ts'
import type { RealComponent } from './fedbiomed.ts'

/** The built program. */
export const PROGRAM: string = join(import.meta.dirname, '../../dist/fbm-gitops.cjs')

/** What the manifest shall say beside the components' ids. */
export interface Declaration {
  readonly researcher: RealComponent
  readonly nodes: readonly RealComponent[]
  readonly removed?: readonly RealComponent[]
  /** Fingerprints given up, by party id. */
  readonly replaces?: Readonly<Record<string, readonly string[]>>
}

/** The JSON results of `plan` and `reconcile`, as far as they are looked at here. */
export interface PassResult {
  readonly exitCode: number
  readonly problems: readonly { readonly code: string; readonly message: string }[]
  readonly drift: readonly { readonly party: string; readonly class: string }[]
  readonly changes: readonly { readonly kind: string; readonly party: string }[]
  readonly outcomes?: readonly { readonly party: string; readonly kind: string; readonly result: string }[]
}

/** A federation directory in a git repository below `root`. */
export interface Repository {
  readonly root: string
  readonly directory: string
}

/** Creates the repository, without a commit. */
export async function createRepository(root: string): Promise<Repository> {
  const directory = join(root, 'federation')
  await mkdir(join(directory, 'certificates'), { recursive: true })
  git(root, 'init', '--quiet', '--initial-branch', 'main')
  return { root, directory }
}

/** Writes the manifest, copies each declared component's present certificate beside it, and commits both. */
export async function declare(repository: Repository, declaration: Declaration): Promise<void> {
  await writeFile(join(repository.directory, 'federation.yaml'), renderManifest(declaration))
  for (const { id, certificateFile } of [declaration.researcher, ...declaration.nodes]) {
    await copyFile(certificateFile, join(repository.directory, 'certificates', `${id}.pem`))
  }
  git(repository.root, 'add', '--all')
  git(repository.root, 'commit', '--quiet', '--message', 'Change the federation')
}

/** Runs the built program on one component, in its JSON form. */
export async function runPass(
  command: 'plan' | 'reconcile' | 'leave',
  component: RealComponent,
  repository: Repository,
  ...flags: readonly string[]
): Promise<PassResult> {
  const source = command === 'leave' ? [] : ['--federation', repository.directory]
  const args = [command, '--component', component.directory, ...source, '--format', 'json', ...flags]
  const { exitCode, stdout, stderr } = await execa(process.execPath, [PROGRAM, ...args], {
    reject: false,
    timeout: 120_000,
  })
  if (!stdout.startsWith('{')) throw new Error(`${command} ended with ${exitCode} and without a result: ${stderr}`)
  const result = JSON.parse(stdout) as PassResult
  if (result.exitCode !== exitCode) throw new Error(`${command} ended with ${exitCode} but says ${result.exitCode}.`)
  return result
}

function renderManifest({ researcher, nodes, removed = [], replaces = {} }: Declaration): string {
  const renderParty = (party: RealComponent, name: string): readonly string[] => [
    `    name: ${name}`,
    `    id: ${party.id}`,
    ...(replaces[party.id] === undefined
      ? []
      : [`    replaces: [${(replaces[party.id] ?? []).map((hash) => `'${hash}'`).join(', ')}]`]),
  ]
  return [
    'apiVersion: fbm-gitops/v1',
    'federation: real',
    'profile: party',
    'researcher:',
    ...renderParty(researcher, 'coordination'),
    'nodes:',
    ...nodes.flatMap((node, index) => ['  -', ...renderParty(node, `hospital-${index + 1}`)]),
    ...(removed.length === 0 ? [] : ['removed:']),
    ...removed.flatMap(({ id }) => [`  - id: ${id}`, '    reason: study closed']),
    '',
  ].join('\n')
}

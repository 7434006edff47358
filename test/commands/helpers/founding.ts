import { spawnSync } from 'node:child_process'
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { World } from '../../../src/io/world/world.ts'
import { captureJson, capture, type Captured } from '../../helpers/capture.ts'
import { withDirectory } from '../../helpers/directory.ts'
import { assertMatchesSchema } from '../../helpers/schema.ts'
import { ENV, git } from './publishing.ts'

/** The flags that answer all that must be known in the profile with addresses. */
export const CHARTER: readonly string[] = [
  ...['--federation-name', 'test-network'],
  ...['--profile', 'secagg-mpspdz'],
  ...['--network', '10.220.0.0/14'],
]

/** The built program, for hooks. */
const PROGRAM = join(import.meta.dirname, '../../../dist/fbm-gitops.cjs')

/** Runs `init` as an operator whose working directory this is. */
export function init(cwd: string, argv: readonly string[], overrides: Partial<World> = {}): Promise<Captured> {
  return capture(['init', ...argv], { cwd, env: ENV, ask: nobody, ...overrides })
}

/** Does the same, and checks its result against the schema. */
export async function initJson(cwd: string, argv: readonly string[]): ReturnType<typeof captureJson> {
  const captured = await captureJson(['init', ...argv], { cwd, env: ENV, ask: nobody })
  assertMatchesSchema('init', captured.json)
  return captured
}

/** No terminal. */
function nobody(): Promise<string | undefined> {
  return Promise.resolve(undefined)
}

/** Somebody at a terminal who gives these answers, one after the other; what they were asked is kept. */
export function somebody(answers: readonly string[]): World['ask'] & { readonly questions: string[] } {
  const questions: string[] = []
  const ask = (question: string): Promise<string | undefined> => {
    questions.push(question)
    return Promise.resolve(answers[questions.length - 1] ?? '')
  }
  return Object.assign(ask, { questions })
}

/** A repository with a federation that has just begun, and its hook switched on. */
export interface HookedRepository {
  readonly top: string
  readonly write: (path: string, content: string | Uint8Array) => void
  readonly git: (...args: readonly string[]) => string
  /** Commits what is staged, as git does it: with the hook. */
  readonly commit: (options?: {
    readonly withProgram?: boolean
    readonly args?: readonly string[]
    readonly env?: Readonly<Record<string, string>>
  }) => {
    readonly isCommitted: boolean
    readonly said: string
  }
}

/** Lends one. */
export async function withHook(
  body: (repository: HookedRepository) => void | Promise<void>,
  directory = 'federation',
): Promise<void> {
  await withDirectory({ 'bin/.keep': '' }, async (root) => {
    const top = join(root, 'work')
    const bin = join(root, 'bin')
    mkdirSync(top)
    git(top, ['init', '--quiet', '--initial-branch=main'])
    writeFileSync(join(bin, 'fbm-gitops'), `#!/bin/sh\nexec "${process.execPath}" "${PROGRAM}" "$@"\n`)
    chmodSync(join(bin, 'fbm-gitops'), 0o755)
    const { exitCode, stderr } = await init(top, [directory, ...CHARTER, '--install-hook'])
    if (exitCode !== 0) throw new Error(stderr)
    await body({
      top,
      git: (...args) => git(top, args),
      write: (path, content) => {
        mkdirSync(join(top, path, '..'), { recursive: true })
        writeFileSync(join(top, path), content)
      },
      commit: ({ withProgram = false, args = [], env: more = {} } = {}) => {
        const path = withProgram ? `${bin}:${ENV['PATH'] ?? ''}` : ENV['PATH']
        const env = { ...ENV, ...more, PATH: path, TMPDIR: root }
        const { status, stderr: said } = spawnSync('git', ['commit', '--quiet', '-m', 'x', ...args], {
          cwd: top,
          env,
          encoding: 'utf8',
        })
        return { isCommitted: status === 0, said }
      },
    })
  })
}

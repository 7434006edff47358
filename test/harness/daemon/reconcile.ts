import { join } from 'node:path'
import { execa } from 'execa'

const PROGRAM = join(import.meta.dirname, '../../../dist/fbm-gitops.cjs')

/** How a run of the built program ended. */
export interface Ran {
  readonly exitCode: number
  readonly stdout: string
  readonly stderr: string
}

/** Runs the built program once. */
export async function runProgram(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Ran> {
  const { exitCode, stdout, stderr } = await execa(process.execPath, [PROGRAM, ...args], {
    reject: false,
    stdin: 'ignore',
    extendEnv: false,
    env: { PATH: process.env['PATH'], HOME: '/dev/null', LC_ALL: 'C.UTF-8', ...env },
    timeout: 120_000,
  })
  return { exitCode: exitCode ?? -1, stdout, stderr }
}

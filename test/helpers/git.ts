import { execFileSync } from 'node:child_process'

const IDENTITY = ['-c', 'user.name=Coordinator', '-c', 'user.email=coordinator@example.org', '-c', 'gc.auto=0']

/** Runs git in a directory as a made-up person, whatever this machine has configured. */
export function git(directory: string, ...args: readonly string[]): void {
  const env = { PATH: process.env['PATH'], GIT_CONFIG_NOSYSTEM: '1', GIT_CONFIG_GLOBAL: '/dev/null' }
  execFileSync('git', [...IDENTITY, ...args], { cwd: directory, env, stdio: ['ignore', 'ignore', 'inherit'] })
}

import { spawnSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import * as assert from 'uvu/assert'
import type { World } from '../../../src/io/world/world.ts'
import { baseCertificate } from '../../helpers/bad-base.ts'
import { capture, captureJson, type Captured } from '../../helpers/capture.ts'
import { withDirectory } from '../../helpers/directory.ts'
import { manifestOf, MEMBERS, withFederation, type Member, type TestFederation } from '../../helpers/federation.ts'
import { assertMatchesSchema } from '../../helpers/schema.ts'

/** The member that is not declared yet, and the files that declare it. */
export const B: Member = MEMBERS.b
export const PEM: string = `federation/certificates/${B.id}.pem`
export const MANIFEST = 'federation/federation.yaml'
/** The manifest without `b`, laid out as nobody else would. */
export const WITHOUT_B: string = `# The network of the study\n${manifestOf(['server', 'a']).replace('nodes:\n', 'nodes: # all\n  # the first\n')}# end\n`

/** The operator, of whom git knows nothing but the name. */
export const ENV: Readonly<Record<string, string | undefined>> = {
  PATH: process.env['PATH'],
  HOME: '/nonexistent',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_AUTHOR_NAME: 'Ada Admin',
  GIT_AUTHOR_EMAIL: 'ada@hospital.example',
  GIT_COMMITTER_NAME: 'Ada Admin',
  GIT_COMMITTER_EMAIL: 'ada@hospital.example',
}

/** The federation before `b` published, with a bare repository as its only remote. */
export async function withoutB(body: (federation: TestFederation, remote: string) => Promise<void>): Promise<void> {
  await withFederation(async (federation) => {
    await withDirectory({}, async (directory) => {
      const { repository } = federation
      const remote = join(directory, 'remote.git')
      repository.plumb(['init', '--quiet', '--bare', remote])
      await repository.git.raw(['remote', 'add', 'origin', remote])
      repository.write({ [MANIFEST]: WITHOUT_B })
      repository.remove(PEM)
      await repository.commit('Before b published')
      await body(federation, remote)
    })
  })
}

/** The certificates of all but `b`, below a federation directory. */
export async function certificatesWithoutB(): Promise<Readonly<Record<string, string>>> {
  const [server, a] = await Promise.all([baseCertificate('server'), baseCertificate('a')])
  return {
    [`certificates/${MEMBERS.server.id}.pem`]: server.certificatePem,
    [`certificates/${MEMBERS.a.id}.pem`]: a.certificatePem,
  }
}

/** Runs `publish` as the operator. */
export function publish(argv: readonly string[], overrides: Partial<World> = {}): Promise<Captured> {
  return capture(['publish', ...argv], { env: ENV, ...overrides })
}

/** Runs `publish` as the operator, and checks its result against the schema. */
export async function publishJson(
  argv: readonly string[],
  overrides: Partial<World> = {},
): ReturnType<typeof captureJson> {
  const captured = await captureJson(['publish', ...argv], { env: ENV, ...overrides })
  assertMatchesSchema('publish', captured.json)
  return captured
}

/** Runs git as the operator, and gives what it printed. */
export function git(directory: string, args: readonly string[]): string {
  const { status, stdout, stderr } = spawnSync('git', args, { cwd: directory, env: ENV, encoding: 'utf8' })
  if (status !== 0) throw new Error(stderr)
  return stdout
}

/** Gives an object as git shows it. */
export function show(directory: string, object: string): string {
  return git(directory, ['show', object])
}

/** Configures git to sign with a new key of ssh, and to trust that one. */
export function configureSigning(directory: string): string {
  const [key, config, signers] = ['key', 'gitconfig', 'signers'].map((name) => join(directory, name))
  if (key === undefined || config === undefined || signers === undefined) throw new Error('No paths.')
  const { status } = spawnSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', '', '-f', key])
  if (status !== 0) throw new Error('ssh-keygen failed.')
  writeFileSync(signers, `ada@hospital.example ${readFileSync(`${key}.pub`, 'utf8')}`)
  const ssh = `[gpg]\n\tformat = ssh\n[gpg "ssh"]\n\tallowedSignersFile = ${signers}\n`
  writeFileSync(config, `${ssh}[user]\n\tsigningKey = ${key}\n[commit]\n\tgpgSign = true\n`)
  return config
}

/** Asserts that a commit has a good signature by that key. */
export function assertSigned(repository: string, commit: string, config: string): void {
  const env = { ...ENV, GIT_CONFIG_GLOBAL: config }
  const { status, stderr } = spawnSync('git', ['verify-commit', commit], { cwd: repository, env, encoding: 'utf8' })
  assert.is(status, 0, stderr)
  assert.match(stderr, 'Good "git" signature for ada@hospital.example')
}

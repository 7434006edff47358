import { resolve } from 'node:path'
import { federationError } from '../../errors.ts'
import { describeSystemError, isSystemError } from '../world/fault.ts'
import { readFile, type FileStatus } from '../world/file-system.ts'
import type { World } from '../world/world.ts'
import type { RemoteOrder } from './fetch-order.ts'

/** A file that fetching needs. */
export interface CredentialFile {
  readonly file: string
  /** For people, for example `ssh key`. */
  readonly what: string
  /** Whether nobody else may read it. */
  readonly isSecret?: boolean
}

const MOST_BYTES = 64 * 1024
const READABLE_BY_OTHERS = 0o077

/**
 * Makes sure that a file can be read by whoever fetches.
 *
 * @throws CREDENTIAL_UNREADABLE, CREDENTIAL_EXPOSED
 */
export async function checkCredentialFile(world: World, order: RemoteOrder, wanted: CredentialFile): Promise<void> {
  await readCredential(world, order, wanted)
}

/**
 * Makes sure that a file may be that of an ssh key, and is not the public half, which ssh takes for one with a passphrase.
 *
 * @throws CREDENTIAL_UNREADABLE, CREDENTIAL_EXPOSED, SSH_KEY_PUBLIC
 */
export async function checkSshKey(world: World, order: RemoteOrder, file: string): Promise<void> {
  const wanted = { file, what: 'ssh key' }
  const text = (await readCredential(world, order, wanted)).toString('latin1')
  if (PUBLIC_KEY.test(text)) {
    const secret = await findPrivateHalf(world, order, file)
    throw federationError('SSH_KEY_PUBLIC', { file, secret }, { place: { file } })
  }
  await readCredential(world, order, { ...wanted, isSecret: true })
}

/** As OpenSSH writes one, and as RFC 4716 has it. */
const PUBLIC_KEY = /^\s*(?:(?:ssh-|ecdsa-|sk-)[a-z0-9@.-]+ AAAA|---- BEGIN SSH2 PUBLIC KEY)/

/**
 * Reads the token: from its file, or else from the variable FBM_GITOPS_TOKEN; `undefined` where there is neither.
 *
 * @throws CREDENTIAL_UNREADABLE, CREDENTIAL_EXPOSED
 */
export async function readToken(world: World, order: RemoteOrder): Promise<string | undefined> {
  const { tokenFile } = order.source.access
  const variable = world.env['FBM_GITOPS_TOKEN']?.trim()
  if (tokenFile === undefined) {
    if (variable === undefined || variable === '') return undefined
    if (isToken(variable)) return variable
    throw unreadable(order, { file: 'FBM_GITOPS_TOKEN', what: 'variable' }, NO_TOKEN)
  }
  const wanted = { file: tokenFile, what: 'file of the token', isSecret: true }
  const token = (await readCredential(world, order, wanted)).toString('utf8').trim()
  if (isToken(token)) return token
  throw unreadable(order, wanted, NO_TOKEN)
}

const NO_TOKEN = 'it holds no token: one line, without spaces'

/** A line break in it would add a line to what git is told. */
function isToken(text: string): boolean {
  return /^[\u0021-\u007e]{1,8192}$/.test(text)
}

/** What cannot be read is not named. */
async function findPrivateHalf(world: World, order: RemoteOrder, file: string): Promise<string> {
  const secret = file.replace(/\.pub$/, '')
  if (secret === file) return ''
  const reading = readCredential(world, order, { file: secret, what: 'ssh key' })
  return reading.then(
    () => secret,
    () => '',
  )
}

function readCredential(world: World, order: RemoteOrder, wanted: CredentialFile): Promise<Buffer> {
  const { files } = world
  const path = resolve(world.cwd, wanted.file)
  return order.place.asOwner(() => {
    try {
      const fault = judge(files.stat(path), wanted)
      if (fault === 'exposed') throw exposed(wanted, files.stat(path)?.mode ?? 0)
      if (fault !== undefined) throw unreadable(order, wanted, fault)
      return readFile(files, path)
    } catch (error) {
      if (!isSystemError(error)) throw error
      throw unreadable(order, wanted, describeSystemError(error))
    }
  })
}

function judge(status: FileStatus | undefined, { isSecret = false }: CredentialFile): string | undefined {
  if (status === undefined) return 'it does not exist'
  if (status.kind !== 'file') return 'it is no file'
  if (status.size > MOST_BYTES * (isSecret ? 1 : 64)) return 'it is too large'
  return isSecret && (status.mode & READABLE_BY_OTHERS) !== 0 ? 'exposed' : undefined
}

function exposed({ file, what }: CredentialFile, mode: number): Error {
  const facts = { file, what, mode: mode.toString(8).padStart(4, '0') }
  return federationError('CREDENTIAL_EXPOSED', facts, { place: { file } })
}

function unreadable({ user }: RemoteOrder, { file, what }: CredentialFile, reason: string): Error {
  const as = user === undefined ? '' : ` by user ${user.uid}, who owns the registry`
  return federationError('CREDENTIAL_UNREADABLE', { file, what, reason, user: as }, { place: { file } })
}

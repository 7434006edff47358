import { Buffer } from 'node:buffer'
import { join } from 'node:path'
import type { RepositorySource } from '../../domain/declaration-source.ts'
import { countOf, parseObject, textOf } from '../state/json.ts'
import { removeFile, replaceCache } from '../world/disk.ts'
import { isSystemError } from '../world/fault.ts'
import { readFile } from '../world/file-system.ts'
import type { MirrorPlace } from './mirror-place.ts'

/** When a repository was last reached, and what was found. */
export interface ContactRecord {
  /** Milliseconds since the epoch. */
  readonly reachedAt: number
  readonly head: string
  /** The accepted commit that is kept in the mirror, whatever the repository does. */
  readonly kept: string | undefined
}

const NAME = 'contact.json'
const SCHEMA_VERSION = 1

/** Reads what is known of the last contact; `undefined` where there was none that could be read. */
export function readContactRecord(
  { files, directory }: MirrorPlace,
  source: Pick<RepositorySource, 'url' | 'ref'>,
): ContactRecord | undefined {
  const object = parseObject(readText(files, join(directory, NAME)))
  if (object?.['schemaVersion'] !== SCHEMA_VERSION) return undefined
  const [head = '', reachedAt, kept] = [textOf(object, 'head'), countOf(object, 'reachedAt'), textOf(object, 'kept')]
  const isOurs = textOf(object, 'url') === source.url && textOf(object, 'ref') === source.ref
  if (!isOurs || reachedAt === undefined || !/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(head)) return undefined
  return { reachedAt, head, kept }
}

/** Remembers a contact. Where the system refuses that, the next one takes the repository for longer unheard of than it was. */
export function writeContactRecord(place: MirrorPlace, source: RepositorySource, record: ContactRecord): void {
  const { url, ref, path } = source
  const content = { schemaVersion: SCHEMA_VERSION, url, ref, path, ...record }
  try {
    replaceCache(place.files, join(place.directory, NAME), Buffer.from(`${JSON.stringify(content, undefined, 2)}\n`))
  } catch (error) {
    if (!isSystemError(error)) throw error
  }
}

/** Forgets that there was any contact. */
export function forgetContact({ files, directory }: MirrorPlace): void {
  removeFile(files, join(directory, NAME))
}

function readText(files: MirrorPlace['files'], path: string): string {
  try {
    return readFile(files, path).toString('utf8')
  } catch (error) {
    if (!isSystemError(error)) throw error
    return ''
  }
}

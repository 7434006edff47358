import { isUtf8 } from 'node:buffer'
import { join, resolve } from 'node:path'
import { isProblem, makeProblem, type Problem } from '../../domain/problem.ts'
import { describeComponent, type Description } from '../../fedbiomed/describe.ts'
import { readFile, type FileSystem } from '../world/file-system.ts'
import type { World } from '../world/world.ts'

/** One configuration of a component directory, as it was read. */
export interface ConfigurationReading {
  readonly name: string
  readonly file: string
  readonly description: Description | Problem
  /** Whether the file ends with a line end, as a file does that was written to its end. */
  readonly complete: boolean
}

const LONGEST_CONFIGURATION = 1024 * 1024

// Python keeps a byte order mark, and then misses the first section.
const DECODER = new TextDecoder('utf-8', { ignoreBOM: true })

/** Lists the configurations in a directory `etc`, by name; none where there is no such directory. */
export function listConfigurations({ files }: World, etc: string): readonly string[] {
  if (files.stat(etc)?.kind !== 'directory') return []
  return files.list(etc).filter((name) => /^[^.].*\.ini$/.test(name) && files.stat(join(etc, name))?.kind === 'file')
}

/** Reads one configuration and what it describes, in the environment that is given. */
export function readConfiguration(world: World, etc: string, name: string): ConfigurationReading {
  const file = join(etc, name)
  const text = readText(world, file)
  if (isProblem(text)) return { name, file, description: text, complete: false }
  const marker = readMarker(world, resolve(etc, '..', '.fedbiomed'))
  const description = describeComponent({ file, name, text, marker, env: world.env })
  return { name, file, description, complete: text.endsWith('\n') }
}

/** Words the system's refusal to read something; throws anything else again. */
export function wordRefusal(file: string, cause: unknown): Problem {
  if (!(cause instanceof Error) || !('code' in cause)) throw cause
  return makeProblem('CONFIG_UNREADABLE', { file }, { reason: cause.message })
}

function readText({ files }: World, file: string): string | Problem {
  const refuse = (reason: string): Problem => makeProblem('CONFIG_UNREADABLE', { file }, { reason })
  let bytes: Uint8Array
  try {
    if ((files.stat(file)?.size ?? 0) > LONGEST_CONFIGURATION) return refuse('it is larger than 1 MiB')
    bytes = readStable(files, file)
  } catch (cause) {
    return wordRefusal(file, cause)
  }
  return isUtf8(bytes) ? DECODER.decode(bytes) : refuse('it is not UTF-8 text')
}

/** Reads until two readings agree, so that a write that is going on is noticed. */
function readStable(files: FileSystem, file: string): Uint8Array {
  let bytes = readFile(files, file)
  for (let reading = 0; reading < 3; reading += 1) {
    const again = readFile(files, file)
    if (Buffer.compare(bytes, again) === 0) break
    bytes = again
  }
  return bytes
}

function readMarker({ files }: World, file: string): string | undefined {
  return files.stat(file)?.kind === 'file' ? DECODER.decode(readFile(files, file)) : undefined
}

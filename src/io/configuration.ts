import { join, resolve } from 'node:path'
import { makeProblem, type Problem } from '../domain/problem.ts'
import { describeComponent, isProblem, type Description } from '../fedbiomed/describe.ts'
import { readFile } from './file-system.ts'
import type { World } from './world.ts'

/** One configuration of a component directory, as it was read. */
export interface ConfigurationReading {
  readonly name: string
  readonly file: string
  readonly description: Description | Problem
  /** Whether the file ends with a line end, as a file does that was written to its end. */
  readonly complete: boolean
}

const LONGEST_CONFIGURATION = 1024 * 1024

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

/** Reads until two readings agree, so that a write that is going on is noticed. */
function readText({ files }: World, file: string): string | Problem {
  let bytes = readFile(files, file)
  for (let reading = 0; reading < 3; reading += 1) {
    const again = readFile(files, file)
    if (Buffer.compare(bytes, again) === 0) break
    bytes = again
  }
  if (bytes.length > LONGEST_CONFIGURATION)
    return makeProblem('CONFIG_UNREADABLE', { file }, { reason: 'it is larger than 1 MiB' })
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    return makeProblem('CONFIG_UNREADABLE', { file }, { reason: 'it is not UTF-8 text' })
  }
}

function readMarker({ files }: World, file: string): string | undefined {
  return files.stat(file)?.kind === 'file' ? new TextDecoder().decode(readFile(files, file)) : undefined
}

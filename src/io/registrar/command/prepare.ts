import { basename, isAbsolute, join, relative } from 'node:path'
import type { CommandWriting } from '../../../domain/writing-mode.ts'
import { federationError } from '../../../errors.ts'
import type { CommandLine, CommandSubject } from '../../../fedbiomed/command-line.ts'
import { COMMAND_LINES } from '../../../fedbiomed/command-lines.ts'
import { tolerate } from '../../processes/proc.ts'
import { ownerOf } from '../../state/local-state.ts'
import { readFile } from '../../world/file-system.ts'
import { findProgram } from '../../world/search-path.ts'
import type { World } from '../../world/world.ts'
import type { Registrar } from '../registrar.ts'
import { makeMark } from './mark.ts'
import type { CommandCall } from './run-command.ts'

/** Fed-BioMed's own command, as far as it is the same for every change. */
export interface OfficialCommand {
  readonly line: CommandLine
  readonly writing: CommandWriting
  /** The file that the certificate is read from, as the command sees it. */
  readonly certificateFile: string
  /** Calls it with what stands behind `certificate`. */
  readonly call: (words: readonly string[]) => Omit<CommandCall, 'answer'>
}

const ROOT = 0
/** Banners hold more than ASCII. */
const LOCALE = { LANG: 'C.UTF-8' }
const WHOLE_WORD = /^[\w./:@%+=,-]+$/

/**
 * Finds out how Fed-BioMed's own command is called for a component.
 *
 * @throws COMMAND_MISSING, COMMAND_PATH: then nothing was written
 */
export function prepareCommand(registrar: Registrar, writing: CommandWriting): OfficialCommand {
  const { component } = registrar
  const line = COMMAND_LINES[component.commandLine]
  const directory = writing.inside ?? component.directory
  const subject = { role: component.role, directory, configurationName: basename(component.configurationFile) }
  const surroundings = writing.prefix.length === 0 ? surroundHere : surroundBehindPrefix
  const { words, ...rest } = surroundings(registrar, { line, writing, subject })
  const [program, ...before] = words
  if (program === undefined) throw new Error('A command has at least one word.')
  const select = line.select(subject)
  const { timeoutMs } = writing
  return {
    line,
    writing,
    certificateFile: nameInside(registrar, { line, writing, directory }),
    call: (behind) => ({ ...rest, timeoutMs, words: [program, ...before, ...select, 'certificate', ...behind] }),
  }
}

interface Setting {
  readonly line: CommandLine
  readonly writing: CommandWriting
  readonly subject: CommandSubject
}

type Surroundings = Pick<CommandCall, 'cwd' | 'env' | 'user'> & { readonly words: readonly string[] }

/** Here it finds nothing in its environment but what it needs, and what the component was read by. */
function surroundHere(registrar: Registrar, { line, subject }: Setting): Surroundings {
  const { world, component } = registrar
  const mark = makeMark(registrar)
  const { env, host, files } = world
  const owner = ownerOf(files, component)
  const isRoot = (host.asStarter(() => host.userId()) ?? host.userId()) === ROOT
  const becomes = isRoot && owner.uid !== ROOT
  const kept = Object.fromEntries(
    ['PATH', 'TMPDIR', ...line.outranking(component.role)].flatMap((name) => {
      const value = env[name]
      return value === undefined ? [] : [[name, value] as const]
    }),
  )
  const home = becomes ? homeOf(world, owner.uid) : env['HOME']
  return {
    words: [locateProgram(world, line, subject.directory)],
    cwd: component.directory,
    env: {
      [mark.name]: mark.value,
      ...kept,
      ...(home === undefined ? {} : { HOME: home }),
      ...LOCALE,
      ...line.environment(subject),
    },
    user: becomes ? owner : undefined,
  }
}

/**
 * Behind a prefix, `env` sets what selects the component, and takes away what would select another one. The prefix itself
 * needs what its user has set for it, for example where the containers are; never what is for us alone.
 */
function surroundBehindPrefix(registrar: Registrar, { line, writing, subject }: Setting): Surroundings {
  const { world, component } = registrar
  const mark = makeMark(registrar)
  const { prefix, isRegistryNamed } = writing
  const [program = '', ...args] = prefix
  const outranking = isRegistryNamed ? [] : line.outranking(component.role)
  const unset = outranking.filter((name) => world.env[name] === undefined).flatMap((name) => ['-u', name])
  const kept = outranking.flatMap((name) => {
    const value = world.env[name]
    return value === undefined ? [] : [`${name}=${value}`]
  })
  const selected = Object.entries({ ...LOCALE, ...line.environment(subject) }).map(
    ([name, value]) => `${name}=${value}`,
  )
  const { kind, name } = line.program
  const command = kind === 'installed' ? name : join(subject.directory, name)
  return {
    words: [findInPath(world, program), ...args, 'env', ...unset, ...kept, ...selected, command],
    cwd: world.cwd,
    env: { [mark.name]: mark.value, ...withoutOurs(world.env) },
    user: undefined,
  }
}

function locateProgram(world: World, { program: { kind, name } }: CommandLine, directory: string): string {
  if (kind === 'installed') return findInPath(world, name)
  const script = join(directory, name)
  const status = tolerate(() => world.files.stat(script))
  if (status?.kind === 'file' && (status.mode & 0o111) !== 0) return script
  throw federationError('COMMAND_MISSING', { program: script, isScript: true })
}

function findInPath(world: World, program: string): string {
  const found = isAbsolute(program) ? program : findProgram(world, program)
  if (found === undefined) throw federationError('COMMAND_MISSING', { program, isScript: false })
  return found
}

function withoutOurs(env: World['env']): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(env).flatMap(([name, value]) => {
      return value === undefined || name.startsWith('FBM_GITOPS_') ? [] : [[name, value] as const]
    }),
  )
}

/** As the container's own table of users has it. */
function homeOf({ files }: World, uid: number): string | undefined {
  const table = tolerate(() => readFile(files, '/etc/passwd').toString()) ?? ''
  return table
    .split('\n')
    .map((row) => row.split(':'))
    .find(([, , user]) => user === String(uid))?.[5]
}

/** The file of the certificate lies in the state directory, which the command must be able to name. */
function nameInside(
  { component, state }: Registrar,
  { line, writing, directory }: Omit<Setting, 'subject'> & { readonly directory: string },
): string {
  const below = relative(component.directory, state.certificate)
  const isBelow = !below.startsWith('../')
  const file = isBelow ? join(directory, below) : state.certificate
  if (!isBelow && writing.inside !== undefined)
    throw federationError('COMMAND_PATH', { file, reason: "it lies outside the component's directory" })
  if (line.program.kind === 'script' && !WHOLE_WORD.test(file))
    throw federationError('COMMAND_PATH', { file, reason: 'this version of Fed-BioMed splits its arguments at spaces' })
  return file
}

import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { preparePython } from '../../../../scripts/python-environment.ts'
import type { CommandLineName } from '../../../../src/domain/command-line.ts'
import type { Component } from '../../../../src/domain/component.ts'
import type { LayoutName } from '../../../../src/domain/layout.ts'
import { quoteForShell } from '../../../../src/domain/quote.ts'
import type { CommandWriting } from '../../../../src/domain/writing-mode.ts'
import type { World } from '../../../../src/io/world/world.ts'
import { withPython } from '../../../helpers/python.ts'
import { withSite, type Site } from './site.ts'

/** The faults that the stand-in of Fed-BioMed's own command can have. */
export type CommandFault =
  | 'broken'
  | 'caller-killed-after'
  | 'caller-killed-before'
  | 'complaint'
  | 'cut'
  | 'emptied'
  | 'gone'
  | 'hang'
  | 'late-child'
  | 'linked'
  | 'no-row'
  | 'noise'
  | 'opened'
  | 'other-certificate'
  | 'other-order'
  | 'question'
  | 'replaced'
  | 'row-lost'
  | 'second-instance-writes'
  | 'stray'
  | 'table-lost'

/** One call, as the stand-in saw it. */
export interface SeenCall {
  readonly argv: readonly string[]
  readonly env: Readonly<Record<string, string>>
  readonly cwd: string
  readonly uid: number
  /** Of the file that the certificate was read from. */
  readonly mode?: string
}

/** The stand-in of Fed-BioMed's own command, installed where the program looks for it. */
export interface StandIn {
  readonly executable: string
  /** From the next call on. */
  misbehave(fault: CommandFault | undefined): void
  calls(): readonly SeenCall[]
}

/** The families whose command line the stand-in has. */
export type OfficialFamily = 'A' | 'B' | 'C' | 'D'

export interface StandInRequest {
  readonly family: OfficialFamily
  /** The root of the component as the command sees it. */
  readonly root: string
  /** Where the executable goes. */
  readonly executable: string
  /** The registry that the fault `stray` writes. */
  readonly stray?: string
}

const SCRIPT = join(import.meta.dirname, '../../../fixtures/official-command/stand_in.py')

/** Puts the stand-in into its place: a program in Python, with the real TinyDB. */
export async function installStandIn({ executable, ...request }: StandInRequest): Promise<StandIn> {
  const python = await preparePython()
  const setup = `${executable}.json`
  const misbehave = (fault: CommandFault | undefined): void => {
    writeFileSync(setup, JSON.stringify({ ...request, fault }))
  }
  mkdirSync(dirname(executable), { recursive: true })
  const words = [python, '-B', SCRIPT, setup].map(quoteForShell).join(' ')
  writeFileSync(executable, `#!/bin/sh\nexec ${words} "$@"\n`)
  chmodSync(executable, 0o755)
  misbehave(undefined)
  const calls = (): readonly SeenCall[] => {
    if (!existsSync(`${setup}.calls`)) return []
    const lines = readFileSync(`${setup}.calls`, 'utf8').trimEnd().split('\n')
    return lines.map((line) => JSON.parse(line) as SeenCall)
  }
  return { executable, misbehave, calls }
}

/** How the command is run here, with time enough on a busy machine. */
export const HERE: CommandWriting = { prefix: [], inside: undefined, timeoutMs: 60_000, isRegistryNamed: false }

/** A component for whose version no Fed-BioMed can be installed here, with the stand-in of its command. */
export interface OfficialSite extends Site {
  readonly standIn: StandIn
  /** The world in whose PATH the stand-in is. */
  readonly world: World
}

const COMMAND_LINES: Readonly<Record<OfficialFamily, CommandLineName>> = {
  A: 'script-address',
  B: 'script',
  C: 'program',
  D: 'program-identity',
}

const LAYOUTS: Readonly<Record<OfficialFamily, LayoutName>> = { A: 'address', B: 'party', C: 'party', D: 'component' }

/** Lends a component of a family whose registry holds this text, with the stand-in of its command. */
export async function withOfficialSite(
  registry: string | undefined,
  family: OfficialFamily,
  body: (site: OfficialSite) => Promise<void>,
): Promise<void> {
  await withPython("the stand-in of Fed-BioMed's own command", () =>
    withSite(registry, async (site) => {
      const { directory } = site.component
      const isScript = family === 'A' || family === 'B'
      const executable = join(directory, isScript ? 'scripts/fedbiomed_run' : 'bin/fedbiomed')
      const stray = join(directory, 'var', 'db_NODE_second.json')
      const configurationFile = join(directory, 'etc', isScript ? 'config_other.ini' : 'config.ini')
      writeFileSync(configurationFile, `[default]\ndb = ../var/db_${site.component.id}.json\n`)
      writeFileSync(stray, '{}')
      const standIn = await installStandIn({ family, root: directory, executable, stray })
      const component: Component = {
        ...site.component,
        configurationFile,
        commandLine: COMMAND_LINES[family],
        layout: LAYOUTS[family],
        siblingRegistries: [stray],
      }
      const env = {
        PATH: `${dirname(executable)}:/usr/bin:/bin`,
        HOME: '/nowhere',
        FBM_GITOPS_TOKEN: 'secret',
        OTHER: 'x',
      }
      await body({ ...site, component, standIn, world: { ...site.world, env } })
    }),
  )
}

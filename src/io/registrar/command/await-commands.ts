import { federationError } from '../../../errors.ts'
import { findMarked } from '../../processes/marked.ts'
import type { Registrar } from '../registrar.ts'
import { makeMark } from './mark.ts'

const STEP_MS = 200
const LONGEST_MS = 120_000

/**
 * Waits for a command of Fed-BioMed's that an interrupted pass left running, or for what a command has left running: it may
 * be about to write. It is not killed,
 * since that could cut its write short.
 *
 * @throws COMMAND_RUNNING where it does not end
 */
export async function awaitCommands(registrar: Registrar): Promise<void> {
  const { world, component } = registrar
  const { name, value } = makeMark(registrar)
  const { clock, stderr } = world
  const deadline = clock.monotonic() + LONGEST_MS
  for (let isFirst = true; ; isFirst = false) {
    const pids = findMarked(world, `${name}=${value}`)
    if (pids.length === 0) return
    const facts = { file: component.registryFile, pids, seconds: LONGEST_MS / 1000 }
    if (clock.monotonic() >= deadline) throw federationError('COMMAND_RUNNING', facts)
    if (isFirst && stderr.isTTY) {
      stderr.write("Waiting for what a command of Fed-BioMed's has left running …\n")
    }
    await clock.sleep(STEP_MS)
  }
}

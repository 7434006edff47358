import { readFile } from '../world/file-system.ts'
import type { World } from '../world/world.ts'
import { listProcesses, tolerate } from './proc.ts'

/**
 * Finds the processes that have a variable with this value in their environment, as far as `/proc` shows it: it is handed
 * on to all that a program starts, also where that leaves the process group.
 */
export function findMarked({ files, host }: Pick<World, 'files' | 'host'>, mark: string): readonly number[] {
  const wanted = `\0${mark}\0`
  const isMarked = (pid: number): boolean =>
    tolerate(() => `\0${readFile(files, `/proc/${pid}/environ`).toString()}\0`.includes(wanted)) === true
  const search = (): readonly number[] => listProcesses(files).filter((pid) => pid !== host.pid && isMarked(pid))
  // Each user may look at the own processes only.
  return [...new Set([...search(), ...(host.asStarter(search) ?? [])])]
}

import { FederationError } from '../../src/errors.ts'
import { realWorld, type World } from '../../src/io/world/world.ts'

/** The real world, seen from another working directory. */
export function worldIn(cwd: string): World {
  return { ...realWorld(), cwd }
}

/** Tells the code of the first problem with which an act fails; `undefined` where it succeeds. */
export async function codeOf(act: () => unknown): Promise<string | undefined> {
  try {
    await act()
    return undefined
  } catch (error) {
    if (error instanceof FederationError) return error.problems[0]?.code
    throw error
  }
}

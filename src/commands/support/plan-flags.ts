import { wordOf, type FlagName } from '../../command-line/flags.ts'
import type { Invocation } from '../../command-line/invocation.ts'
import { usageError } from '../../command-line/usage.ts'

/** The flags of `plan` that are about one component. */
const OF_ONE: readonly FlagName[] = [
  'component',
  'config',
  'registry',
  'planDigest',
  'adopt',
  'overwrite',
  'allowDelete',
  'allowReplace',
  'acceptHistory',
]

/**
 * Refuses flags of `plan` that do not go together.
 *
 * @throws FederationError USAGE (64)
 */
export function checkPlanFlags({ typed, options }: Pick<Invocation, 'typed' | 'options'>): void {
  if (!options.all) {
    if (typed.base !== undefined) throw usageError('--base belongs to --all.', 'Add --all, or leave --base out.')
    if (options.format === 'markdown')
      throw usageError('--format markdown belongs to --all: the plan of one component has no such form.')
    return
  }
  const stray = OF_ONE.find((flag) => typed[flag] !== undefined)
  if (stray === undefined) return
  const message = `--all and ${wordOf(stray)} contradict each other: --all is about every party, and reads no component.`
  throw usageError(message, `Leave one of them out: fbm-gitops plan ${wordOf(stray)} … is about one component.`)
}

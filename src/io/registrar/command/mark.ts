import type { Registrar } from '../registrar.ts'

/** The variable by which a command that outlives us is known again. */
const NAME = 'GITOPS_REGISTRAR_CALL'

/** Marks whatever is started for one component. */
export function makeMark({ state }: Pick<Registrar, 'state'>): { readonly name: string; readonly value: string } {
  return { name: NAME, value: state.path }
}

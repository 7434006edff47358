import type { CommandLine } from '../command-line.ts'
import { SCRIPT } from './script.ts'

/** Family C: the installed program, with the component's directory before `certificate`. */
export const PROGRAM: CommandLine = {
  ...SCRIPT,
  program: { kind: 'installed', name: 'fedbiomed' },
  select: ({ role, directory }) => [role, '--path', directory],
  environment: () => ({}),
  outranking: () => ['FBM_DEFAULT_ID', 'FBM_DEFAULT_DB', 'FBM_DEFAULT_COMPONENT'],
}

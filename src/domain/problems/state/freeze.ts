import { quote } from '../../quote.ts'
import { INFO, WARNING } from '../grade.ts'
import type { Catalogue } from '../kind.ts'
import type { FileFacts } from './facts.ts'

/** The facts of stopping processes while the registry is written. */
export interface FreezeFacts {
  readonly FREEZE_DONE: { readonly holders: readonly string[]; readonly milliseconds: number }
  readonly FREEZE_IDLE: FileFacts
  readonly FREEZE_REFUSED: { readonly reason: string }
}

/** What is said of `--freeze`, which stops processes while the registry is written. */
export const freezeProblems: Catalogue<FreezeFacts> = {
  FREEZE_DONE: {
    ...INFO,
    meaning: 'With `--freeze`, processes stood still while the registry was written; they run again.',
    message: ({ holders, milliseconds }) =>
      `${holders.map(quote).join(', ')} stood still for ${milliseconds} ms while the registry was written.`,
    remedy: () => 'Nothing to do.',
  },
  FREEZE_IDLE: {
    ...WARNING,
    meaning: 'With `--freeze`, no process that can be seen had the registry open: the longer waits were kept instead.',
    message: ({ file }) =>
      `No process that can be seen from here had the registry ${quote(file)} open, so nothing was stopped, and it was written as beside a running component.`,
    remedy: () =>
      'If the component runs as another user, run this as root; if it runs in another container, let both share a PID namespace. Else leave out `--freeze`.',
  },
  FREEZE_REFUSED: {
    ...WARNING,
    meaning: 'With `--freeze`, a process that has the registry open could not be stopped: the longer waits were kept.',
    message: ({ reason }) =>
      `Not every process that has the registry open may be stopped, so it was written as beside a running component: ${quote(reason)}.`,
    remedy: () => 'Run fbm-gitops as the user of the component, or as root; or leave out `--freeze`.',
  },
}

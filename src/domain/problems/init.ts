import { quote, quoteForShell } from '../quote.ts'
import { FAILED, INFO, PARTY, USAGE } from './grade.ts'
import type { Catalogue, NoFacts } from './kind.ts'

/** The facts of beginning a federation. */
export interface InitFacts {
  readonly INIT_EXISTS: { readonly directory: string; readonly file: string }
  readonly INIT_FILE_IN_THE_WAY: { readonly file: string }
  readonly INIT_HOOK_NOT_INSTALLED: { readonly directory: string; readonly reason: string }
  readonly INIT_HOOK_OTHER: { readonly file: string }
  readonly INIT_HOOKS_IN_USE: { readonly hooks: string; readonly names: readonly string[] }
  readonly INIT_LEFT_OUT: { readonly id: string; readonly reason: string; readonly remedy: string }
  readonly INIT_NOT_WRITTEN: { readonly file: string; readonly reason: string }
  readonly INIT_OWN_ROW: { readonly id: string }
  readonly INIT_UNANSWERED: NoFacts
}

/** What is said where a federation cannot begin, or not as a registry has it. */
export const initProblems: Catalogue<InitFacts> = {
  INIT_EXISTS: {
    ...USAGE,
    meaning: 'The directory in which a federation was to begin holds one already.',
    message: ({ directory, file }) => `${quote(directory)} holds a federation already: ${quote(file)}.`,
    remedy: ({ directory }) =>
      `See what it declares: fbm-gitops validate ${quoteForShell(directory)}. To begin another one, name a new directory.`,
  },
  INIT_FILE_IN_THE_WAY: {
    ...USAGE,
    meaning: 'A file that a new federation needs is there already, with other content. It is not replaced.',
    message: ({ file }) => `${quote(file)} is there already, and is not replaced.`,
    remedy: () => 'Move it away, or name a new directory.',
  },
  INIT_HOOK_NOT_INSTALLED: {
    ...FAILED,
    meaning: 'The files of a new federation were written, but git could not be told to run the hook.',
    message: ({ reason }) => `Everything is written, but git could not be told to run the hook: ${quote(reason)}.`,
    remedy: ({ directory }) =>
      `Mend that, then tell it: git -C ${quoteForShell(directory)} config core.hooksPath hooks`,
  },
  INIT_HOOK_OTHER: {
    ...USAGE,
    meaning: 'The hook that git was to run is another one, or cannot be executed.',
    message: ({ file }) =>
      `${quote(file)} is not the hook of fbm-gitops, or cannot be executed: git would refuse no private key.`,
    remedy: () => 'Move it away, and the hook is written in its place; or leave out --install-hook.',
  },
  INIT_HOOKS_IN_USE: {
    ...USAGE,
    meaning: 'Git runs other hooks in this clone already, which the new one would switch off.',
    message: ({ hooks, names }) =>
      `Git runs other hooks here already: ${names.map(quote).join(', ')} in ${quote(hooks)}.`,
    remedy: () => 'Leave out --install-hook, and let your own pre-commit hook call `sh hooks/pre-commit`.',
  },
  INIT_LEFT_OUT: {
    ...PARTY,
    meaning: 'A registration was not declared in a new federation: it cannot be verified, or is not unambiguous.',
    message: ({ id, reason }) => `${quote(id)} is registered here, but was not declared: ${reason}`,
    remedy: ({ remedy }) => `${remedy} Then let its own component publish. Until then nothing touches its row.`,
  },
  INIT_NOT_WRITTEN: {
    ...FAILED,
    meaning: 'A file of a new federation could not be written. What had been written before it was taken away again.',
    message: ({ file, reason }) =>
      `${quote(file)} cannot be written (${quote(reason)}). What had been written before it was taken away again.`,
    remedy: ({ file }) => `See who may write there: ls -ld ${quoteForShell(file.replace(/[^/]+$/, '') || '.')}`,
  },
  INIT_OWN_ROW: {
    ...INFO,
    meaning: 'The registry from which a federation was made holds a registration of its own component.',
    message: ({ id }) => `${quote(id)} is this component itself, declared by its own files; nobody registers itself.`,
    remedy: () => 'Nothing need be done: `plan` lists that row as foreign.',
  },
  INIT_UNANSWERED: {
    ...FAILED,
    meaning: 'The questions of `init` were not answered to the end.',
    message: () => 'Not all questions were answered.',
    remedy: () => 'Run the same command again, or give the answers by flags, which `--help` lists.',
  },
}

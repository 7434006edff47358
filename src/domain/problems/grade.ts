import type { ErrorGrade, RemarkGrade } from './kind.ts'

/** Told without any effect on the exit code: something that should be looked at. */
export const WARNING: RemarkGrade = { severity: 'warning' }

/** Told without any effect on the exit code: nothing need be done. */
export const INFO: RemarkGrade = { severity: 'info' }

/** A fault of the machine, of what lies on it, or of fbm-gitops itself. */
export const FAILED: ErrorGrade = { severity: 'error', exitCode: 1 }

/** Something that waits for a decision: a brake or a conflict. */
export const REFUSED: ErrorGrade = { severity: 'error', exitCode: 20 }

/** A fault that leaves out one party: its certificate cannot be trusted. */
export const PARTY: ErrorGrade = { severity: 'error', exitCode: 21 }

/** A source whose history is not the one that was accepted. */
export const ROLLED_BACK: ErrorGrade = { severity: 'error', exitCode: 22 }

/** Something that others hold now: the same command can succeed later. */
export const BUSY: ErrorGrade = { severity: 'error', exitCode: 24 }

/** A component or a registry that cannot be worked with as it is. */
export const UNUSABLE: ErrorGrade = { severity: 'error', exitCode: 25 }

/** A fault of the federation directory, or of the settings, that concerns the whole of it. */
export const WHOLE: ErrorGrade = { severity: 'error', exitCode: 26 }

/** A command line that cannot be carried out. */
export const USAGE: ErrorGrade = { severity: 'error', exitCode: 64 }

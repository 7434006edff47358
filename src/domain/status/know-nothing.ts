import type { Finding } from './condition.ts'

/** What is found where no pass has ended yet. */
export function knowNothing(): Finding {
  return { status: 'unknown', reason: 'NoPassYet', message: 'No pass has ended here yet.', revision: undefined }
}

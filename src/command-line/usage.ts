import { federationError } from '../errors.ts'

/** Makes the error for a command line that cannot be understood. */
export function usageError(message: string, remedy = 'See `fbm-gitops --help`, or `fbm-gitops help COMMAND`.'): Error {
  return federationError('USAGE', { message, remedy })
}

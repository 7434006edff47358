import { join } from 'node:path'

/** Where the published Fed-BioMed is installed. */
export function environment(): string {
  const directory = process.env['FEDBIOMED_ENVIRONMENT']
  if (directory === undefined) throw new Error('These tests need Fed-BioMed: run npm run test:fedbiomed.')
  return directory
}

/** Nothing of the caller's: any `FBM_…` variable would change what Fed-BioMed reads from its configuration. */
export function plainEnvironment(): Record<string, string> {
  return { PATH: `${join(environment(), 'bin')}:/usr/bin:/bin`, HOME: environment(), LANG: 'C.UTF-8' }
}

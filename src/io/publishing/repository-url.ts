import { resolve } from 'node:path'
import { isProblem } from '../../domain/problem.ts'
import { parseRepositoryUrl } from '../../domain/repository-url.ts'
import { FederationError } from '../../errors.ts'

/**
 * Makes sure that a repository is named in a form that starts no program and holds no secret, and gives what git is told.
 *
 * @throws as `parseRepositoryUrl` has it: `SECRET_IN_URL`, `URL_INVALID`, `URL_SCHEME`
 */
export function checkRepositoryUrl(url: string, cwd: string): string {
  const parsed = parseRepositoryUrl(url)
  if (isProblem(parsed)) throw new FederationError([parsed])
  return parsed.transport === 'file' ? resolve(cwd, parsed.directory) : parsed.url
}

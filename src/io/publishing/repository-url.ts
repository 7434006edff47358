import { resolve } from 'node:path'
import { federationError } from '../../errors.ts'

const HOST = '[A-Za-z0-9](?:[A-Za-z0-9.-]{0,251}[A-Za-z0-9])?'
const USER = '[A-Za-z0-9_][A-Za-z0-9._-]{0,63}'
const PATH = '[A-Za-z0-9_.~/][A-Za-z0-9_.~/+@,-]*'

const FORMS: readonly RegExp[] = [
  new RegExp(`^https://${HOST}(?::[0-9]{1,5})?/${PATH}$`),
  new RegExp(`^ssh://(?:${USER}@)?${HOST}(?::[0-9]{1,5})?/${PATH}$`),
  new RegExp(`^(?:${USER}@)?${HOST}:(?!/?/)${PATH}$`),
  new RegExp(`^(?:${USER}@)?${HOST}:/(?!/)${PATH}$`),
]
const SECRET = /^[a-z][a-z0-9+.-]*:\/\/[^/]*:[^/]*@|^https?:\/\/[^/]*@/i

/**
 * Makes sure that a repository is named in a form that starts no program and holds no secret, and gives what git is told.
 *
 * @throws `PUBLISH_URL`: nothing of a URL that holds a secret is shown.
 */
export function checkRepositoryUrl(url: string, cwd: string): string {
  if (SECRET.test(url)) throw federationError('PUBLISH_URL', { reason: 'must not hold a password or a token' })
  if (/^\.{0,2}\//.test(url) && !/[\u0000-\u001f\u007f]/.test(url)) return resolve(cwd, url)
  if (FORMS.some((form) => form.test(url))) return url
  throw federationError('PUBLISH_URL', { reason: 'names no repository in a form that is allowed' })
}

/** What stands before the `@` of an address. Bounded, so that a long hostile text takes no longer. */
const USER_PART = /(\bhttps?)?:\/\/([^\s'"@/?#]{0,512})@/gi

/** A password with a `/`, which no program would understand, but which would be shown all the same. A port is none. */
const BROKEN_PASSWORD = /:\/\/[^\s'"@/]{0,256}:(?![0-9]{1,5}(?:[/?#]|$))[^\s'"]{0,512}@/

/** Tells whether a text holds an address with a password or a token in it: of https any user part is taken for one. */
export function hasUrlSecret(text: string): boolean {
  return BROKEN_PASSWORD.test(text) || Array.from(text.matchAll(USER_PART)).some(isSecret)
}

/** Writes a text without what `hasUrlSecret` finds in it, so that it can be shown. */
export function hideUrlSecrets(text: string): string {
  const shown = text.replace(USER_PART, (...[whole, scheme = '', user = '']: readonly string[]) => {
    return isSecret([whole ?? '', scheme, user]) ? `${scheme}://…@` : (whole ?? '')
  })
  return shown.replace(new RegExp(BROKEN_PASSWORD, 'g'), '://…@')
}

function isSecret([, scheme = '', user = '']: readonly (string | undefined)[]): boolean {
  return scheme !== '' || user.includes(':')
}

/** Of https any user is taken for a token, also where the scheme is written badly. */
const USER_OF_HTTPS = /https?:?\/+[^/?#]*@/i

/** Colons that stand before no password: of a scheme, and of a port with a path behind it. Bounded for long hostile texts. */
const HARMLESS_COLON = /[a-z][a-z0-9+.-]{0,30}:\/\/|(?:https?|ssh):\/|:[0-9]{1,5}(?=[/?#])/gi

const KNOWN_SCHEME = /^(?:https?|ssh|socks5h?):\/\//i
const DIRECTORY = /^\.{0,2}\/(?!\/)/

/**
 * Tells whether a text says more than where something is: a password, or a token in the place of the user of https. The text
 * need not be a URL: before the last `@` anything behind a colon is taken for a password.
 */
export function holdsSecret(text: string): boolean {
  const user = text.slice(0, Math.max(0, text.lastIndexOf('@')))
  return USER_OF_HTTPS.test(text) || /:[^]/.test(user.replaceAll(HARMLESS_COLON, ' '))
}

/** Tells whether a word of a line holds one, wherever it stands. */
export function lineHoldsSecret(line: string): boolean {
  const words = line.replaceAll(/\bmailto:/gi, ' ').match(/[^\s'"]+/g) ?? []
  return words.some(holdsSecret)
}

/** Takes out of a URL whatever might let somebody in, so that it can be shown. */
export function hideSecret(text: string): string {
  return holdsSecret(text) ? hideUser(text) : hideQuery(text)
}

/** Takes out whatever stands before the last `@`: for a text that is no URL, and of which nobody knows what it says. */
export function hideUser(text: string): string {
  const user = text.slice(0, text.lastIndexOf('@') + 1)
  if (user === '') return hideQuery(text)
  const scheme = KNOWN_SCHEME.exec(text)?.[0] ?? ''
  // The last `@` may stand in a query, and so may a secret behind it.
  return /[?#]/.test(user) ? `${scheme}…` : `${scheme}…@${cutQuery(text.slice(user.length))}`
}

function hideQuery(text: string): string {
  const isUrl = /:\/|\/\/|@/.test(text) && !DIRECTORY.test(text)
  return isUrl ? cutQuery(text) : text
}

function cutQuery(text: string): string {
  return text.replace(/[?#][^]*$/, '?…')
}

/**
 * Tells whether a text is the URL of a proxy by its beginning. Without a scheme git would take it for a proxy all the same, but
 * nobody else could tell a password in it.
 */
export function isProxyUrl(text: string): boolean {
  return /^(?:https?|socks5h?):\/\/[^/\s]/i.test(text)
}

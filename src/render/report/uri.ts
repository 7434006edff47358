/** Writes a path as a URI reference: relative for what lies in the repository, with a scheme for an absolute one. */
export function toUri(file: string): string {
  const segments = file
    .replace(/\p{Surrogate}/gu, '\ufffd')
    .split('/')
    .map(encodeURIComponent)
  return `${file.startsWith('/') ? 'file://' : ''}${segments.join('/')}`
}

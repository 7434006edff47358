import type { Place } from '../../domain/problem.ts'

/** Programs want a file for every finding. What concerns the whole is declared in the manifest. */
const MANIFEST = 'federation.yaml'

/** The file of a finding, as a path with slashes. */
export function fileOf({ file }: Place): string {
  return file ?? MANIFEST
}

/** Writes a path as a URI reference: relative for what lies in the repository, with a scheme for an absolute one. */
export function toUri(file: string): string {
  const segments = file
    .replace(/\p{Surrogate}/gu, '\ufffd')
    .split('/')
    .map(encodeURIComponent)
  return `${file.startsWith('/') ? 'file://' : ''}${segments.join('/')}`
}

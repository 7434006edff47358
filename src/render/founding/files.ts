import { Buffer } from 'node:buffer'
import type { Charter, NewFile } from '../../domain/founding.ts'
import { CERTIFICATES_README } from './certificates-readme.ts'
import { renderCodeOwners } from './code-owners.ts'
import { renderHook } from './hook.ts'
import { renderPrePush } from './pre-push.ts'
import { renderReadme } from './readme.ts'

/** A file that people may have already: then it stays, or another name is taken. */
export interface HelpfulFile extends NewFile {
  /** Where it goes if the first name is taken. */
  readonly otherwise?: string
  /** Where else its purpose is served already. */
  readonly alsoServedBy?: readonly string[]
}

/** Renders what a new federation directory holds besides what is validated. */
export function renderHelpfulFiles(
  charter: Charter,
  prefix: string,
  owners: readonly string[],
): readonly HelpfulFile[] {
  const below = (path: string): string => (prefix === '' ? path : `${prefix}/${path}`)
  return [
    { path: below('certificates/README.md'), bytes: Buffer.from(CERTIFICATES_README) },
    {
      path: below('README.md'),
      bytes: Buffer.from(renderReadme(charter, prefix)),
      otherwise: below('MEMBERS.md'),
    },
    {
      path: 'CODEOWNERS',
      bytes: Buffer.from(renderCodeOwners(prefix, owners)),
      alsoServedBy: ['.github/CODEOWNERS', '.gitlab/CODEOWNERS', 'docs/CODEOWNERS'],
    },
    { path: 'hooks/pre-commit', bytes: Buffer.from(renderHook(prefix)), isExecutable: true },
    { path: 'hooks/pre-push', bytes: Buffer.from(renderPrePush()), isExecutable: true },
  ]
}

import { staysGoodUntil } from './certificate/validity-checks.ts'
import type { Federation, Revision } from './federation.ts'
import type { Problem } from './problem.ts'
import type { SnapshotFile } from './snapshot.ts'

/** What a declaration was read from. Only for exactly the same is a cached one taken. */
export interface DeclarationOrigin {
  /** As the operator typed it: problems name it. */
  readonly label: string
  /** Absolute, with every link resolved. */
  readonly directory: string
  readonly gitDirectory: string
  /** The id of the directory's own tree: equal ids mean equal contents. */
  readonly treeId: string
  /** The version of fbm-gitops that judged it. */
  readonly version: string
}

/** A declaration without any error, so that the next pass need not read and judge it again. It holds no certificates. */
export interface CachedDeclaration {
  readonly origin: DeclarationOrigin
  readonly revision: Revision
  readonly federation: Federation
  /** Without what the work tree adds, which is looked at in each pass. */
  readonly problems: readonly Problem[]
  /** Every file that is committed, without its bytes. */
  readonly files: readonly SnapshotFile[]
  /** From when to when the clock changes no verdict, both included; milliseconds since the epoch. */
  readonly madeAt: number
  readonly validUntil: number
}

/** What is cached, but for how long. */
export type Cacheable = Omit<CachedDeclaration, 'madeAt' | 'validUntil'>

/**
 * Makes what is to be cached of a declaration without any error.
 *
 * @remarks Certificates that are good now can only come nearer to their end, so that their beginnings need no instant.
 * @param now - the instant against which the certificates were judged.
 */
export function makeCachedDeclaration(declaration: Cacheable, now: number): CachedDeclaration {
  let validUntil = Number.MAX_SAFE_INTEGER
  for (const { certificate } of declaration.federation.parties) {
    if (certificate !== undefined) validUntil = Math.min(validUntil, staysGoodUntil(certificate.notAfter, now))
  }
  const files = declaration.files.map((file) => ({ ...file, bytes: undefined }))
  return { ...declaration, files, madeAt: now, validUntil }
}

/** Tells whether a cached declaration was read from just this, and no verdict in it can have changed since. */
export function isUsable(remembered: CachedDeclaration, origin: DeclarationOrigin, now: number): boolean {
  const before = remembered.origin
  const isSame =
    before.label === origin.label &&
    before.directory === origin.directory &&
    before.gitDirectory === origin.gitDirectory &&
    before.treeId === origin.treeId &&
    before.version === origin.version
  return isSame && remembered.madeAt <= now && now <= remembered.validUntil
}

import type { X509Certificate } from 'node:crypto'
import type { Judgement } from '../domain/certificate/judge.ts'
import { makeProblem, type Place, type Problem } from '../domain/problem.ts'
import type { CertificateOwner } from './certificate-files.ts'
import type { DeclaredParty } from './outline.ts'
import { findRepeats } from './rule.ts'

/** A certificate file with its party, and what was found about it. */
export interface Presented extends Omit<Judgement, 'problems'> {
  readonly owner: CertificateOwner
  readonly file: string
}

/** What is wrong with certificates beside each other. */
export interface Comparison {
  readonly problems: readonly Problem[]
  /** The parties whose own certificate must not be trusted therefore. */
  readonly refused: ReadonlySet<DeclaredParty>
}

/** Compares the certificates of all parties, also those that were refused. */
export function compareCertificates(presented: readonly Presented[]): Comparison {
  const signers = findSigners(presented)
  return {
    problems: [
      ...findSameCertificates(presented),
      ...findSameKeys(presented),
      ...signers.map(({ signer, signed }) => ({
        ...makeProblem('CERTIFICATE_SIGNS_ANOTHER', placeIn(signer), { other: signed.owner.label }),
        party: signer.owner.id,
      })),
    ],
    refused: new Set(signers.map(({ signer }) => signer.owner)),
  }
}

function findSameCertificates(presented: readonly Presented[]): readonly Problem[] {
  return findRepeats(presented, ({ unverified }) => unverified.fingerprint)
    .filter(({ item, first }) => item.file !== first.file)
    .map(({ item, first }) => makeProblem('CERTIFICATE_TWICE', placeIn(item), { first: first.file }))
}

function findSameKeys(presented: readonly Presented[]): readonly Problem[] {
  return findRepeats(presented, ({ certificate }) => certificate?.publicKeyHash)
    .filter(({ item, first }) => item.certificate?.fingerprint !== first.certificate?.fingerprint)
    .map(({ item, first }) => makeProblem('PUBLIC_KEY_TWICE', placeIn(item), { first: first.file }))
}

/**
 * Finds the good certificates that have signed a refused one.
 *
 * @remarks A certificate issued by another is refused as not self-signed; its issuer could issue more of them.
 */
function findSigners(
  presented: readonly Presented[],
): readonly { readonly signer: Presented; readonly signed: Presented }[] {
  const issued = presented.filter(({ certificate }) => certificate === undefined).flatMap(openIssued)
  if (issued.length === 0) return []
  const signers = new Map(
    presented.flatMap((signer) => {
      const { certificate, unverified } = signer
      const x509 = certificate && unverified.x509
      return x509 === undefined ? [] : [[foldName(x509.subject), { signer, x509 }] as const]
    }),
  )
  return issued.flatMap(({ signed, x509 }) => {
    const candidate = signers.get(foldName(x509.issuer))
    const hasSigned = candidate !== undefined && x509.verify(candidate.x509.publicKey)
    return hasSigned ? [{ signer: candidate.signer, signed }] : []
  })
}

function openIssued(signed: Presented): readonly { readonly signed: Presented; readonly x509: X509Certificate }[] {
  const { x509 } = signed.unverified
  return x509 === undefined || foldName(x509.subject) === foldName(x509.issuer) ? [] : [{ signed, x509 }]
}

/** As RFC 5280 compares names: without regard to case and to the width of white space. */
function foldName(name: string): string {
  return name.toLowerCase().replace(/[ \t]+/g, ' ')
}

function placeIn({ file }: Presented): Place {
  return { file, line: 1, column: 1 }
}

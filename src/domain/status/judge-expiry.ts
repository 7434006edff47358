import { EXPIRY_NOTICE_MS } from '../pass/certificate-ends.ts'
import type { CertificateEnd } from '../pass/pass-record.ts'
import type { Finding } from './condition.ts'
import type { Endings, Evidence } from './evidence.ts'
import { knowNothing } from './know-nothing.ts'

const NAMES_SHOWN = 5

/** Judges whether a certificate ends within 30 days, or has ended since. */
export function judgeExpiringSoon({ pass, endings }: Evidence, now: number): Finding {
  const revision = pass?.revision?.id
  const expired = pass?.problems.find(({ code }) => code === 'EXPIRED')
  if (expired !== undefined) return { status: 'true', reason: 'CertificateExpired', message: expired.message, revision }
  if (endings === undefined) return knowNothing()
  const soon = findSoon(endings, now)
  const [first] = soon
  if (first === undefined)
    return { status: 'false', reason: 'NoCertificateEnds', message: describeNext(endings.nextEnding), revision }
  const reason = first.notAfter < now ? 'CertificateExpired' : 'CertificateEnds'
  return { status: 'true', reason, message: describeEnds(soon), revision, turnedAt: first.notAfter - EXPIRY_NOTICE_MS }
}

function findSoon({ expiring, nextEnding }: Endings, now: number): readonly CertificateEnd[] {
  const all = nextEnding === undefined ? expiring : [...expiring, nextEnding]
  return all.filter(({ notAfter }) => notAfter - now < EXPIRY_NOTICE_MS)
}

function describeNext(end: CertificateEnd | undefined): string {
  return end === undefined ? 'There is no certificate.' : `The first certificate to end is that of ${describe(end)}.`
}

function describeEnds(ends: readonly CertificateEnd[]): string {
  const shown = ends.slice(0, NAMES_SHOWN).map(describe)
  const others = ends.length - shown.length
  const more = others === 0 ? '' : `, and of ${others} more`
  return `The certificate of ${shown.join(', of ')}${more}.`
}

function describe({ name, notAfter }: CertificateEnd): string {
  return `${name} on ${new Date(notAfter).toISOString().slice(0, 10)}`
}

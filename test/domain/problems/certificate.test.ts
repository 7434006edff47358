import * as assert from 'uvu/assert'
import { certificateProblems, type CertificateFacts } from '../../../src/domain/problems/certificate.ts'
import type { CertificateOwner } from '../../../src/domain/problems/certificate/remedy.ts'
import type { CertificateKeeper } from '../../../src/domain/profile.ts'
import { assertGolden } from '../../helpers/golden.ts'
import { suite } from '../../helpers/suite.ts'

const owner: CertificateOwner = {
  partyId: 'NODE_1',
  profile: 'secagg-mpspdz',
  role: 'node',
  file: 'certificates/a.pem',
}
const researcher: CertificateOwner = { ...owner, partyId: 'RESEARCHER_1', role: 'researcher' }
const fingerprint = `SHA256:${'0123456789abcdef'.repeat(4)}`
const at = Date.UTC(2026, 11, 24, 18)
const ending = { owner, fingerprint, at }
const tls = { owner: { ...owner, profile: 'mutual-tls' as const }, fingerprint }
const identified = { owner, attribute: 'O' }

/** Facts for each kind of problem; the type makes a forgotten one an error. */
const samples: CertificateFacts = {
  CERTIFICATE_TOO_BIG: { owner, size: 4_000_000, limit: 16_384 },
  CERTIFICATE_EMPTY: { owner },
  CERTIFICATE_BINARY: { owner },
  CERTIFICATE_BOM: { owner },
  CERTIFICATE_NOT_ASCII: { owner, byte: 7 },
  CERTIFICATE_NO_BLOCK: { owner },
  CERTIFICATE_LABEL: { owner, label: 'X509 \u001bCERTIFICATE' },
  CERTIFICATE_SEVERAL: { owner, count: 2 },
  CERTIFICATE_SURROUNDED: { owner, where: 'before' },
  CERTIFICATE_CUT: { owner },
  CERTIFICATE_HEADERS: { owner },
  CERTIFICATE_BASE64: { owner },
  CERTIFICATE_DAMAGED: { owner },
  IDENTITY_MISSING: identified,
  IDENTITY_SEVERAL: { ...identified, count: 2 },
  IDENTITY_TYPE: identified,
  IDENTITY_OTHER: { ...identified, found: 'NODE_2\u202e' },
  COMMON_NAME: { owner: researcher, found: '10.222.0.2' },
  NOT_SELF_SIGNED: { owner: { ...owner, profile: 'party' } },
  SIGNATURE_INVALID: { owner: { ...researcher, profile: 'party' } },
  WEAK_SIGNATURE: { owner: { ...researcher, profile: 'party' }, algorithm: 'SHA-1' },
  KEY_TYPE: { owner: { ...owner, profile: 'mutual-tls' }, type: 'ec' },
  KEY_SIZE: { owner: { ...researcher, profile: 'mutual-tls' }, bits: 1024 },
  WEAK_EXPONENT: { owner, exponent: '3' },
  EXPIRED: ending,
  NOT_YET_VALID: { owner, at, now: at - 3_600_000 },
  VALIDITY_REVERSED: { owner, notBefore: at, notAfter: at - 3_600_000 },
  VALIDITY_LONG: { owner, fingerprint, days: 36_500 },
  EXPIRES_IN_90_DAYS: ending,
  EXPIRES_IN_30_DAYS: ending,
  EXPIRES_IN_7_DAYS: ending,
  VERSION_OLD: { owner, fingerprint, version: 1 },
  CERTIFICATE_AUTHORITY: { owner, fingerprint },
  CRITICAL_EXTENSION: { owner, oid: '2.5.29.30' },
  CERTIFICATE_MAY_SIGN: tls,
  CERTIFICATE_OLDER_FORM: tls,
  CERTIFICATE_PLAIN: { ...tls, owner: { ...researcher, profile: 'mutual-tls' } },
  ORGANIZATION_OTHER: { owner: tls.owner, found: 'ACME\u202e' },
  TLS_ROLE_OPEN: { ...tls, role: 'node', needed: 'clientAuth' },
  TLS_ROLE_OTHER: { ...tls, role: 'node', needed: 'clientAuth' },
  SAN_OTHER_IP: { owner, fingerprint, found: '10.221.0.9', declared: '10.221.0.2' },
}

suite('problems of certificates', (test) => {
  test('are worded as the golden file says', () => {
    assertGolden(codes().map(word).join('\n'), new URL('certificate.golden.txt', import.meta.url))
  })

  test('tell nobody to copy a file over the one that is not in a federation directory', () => {
    for (const code of codes()) {
      for (const keptBy of ['itself', 'others'] as const) {
        const remedy = remedyWith(code, keptBy)
        assert.not.match(remedy, /certificates\/a\.pem|commit/, code)
        assert.match(remedy, keptBy === 'itself' ? /: fbm-gitops publish$|valid/ : /site|valid/, code)
      }
    }
  })

  test('are errors with exit code 21, or warnings', () => {
    for (const code of codes()) {
      const { severity, exitCode, meaning } = certificateProblems[code]
      assert.ok(severity === 'warning' || exitCode === 21, code)
      assert.match(meaning, /^[A-Z].*\.$/, code)
    }
  })
})

// eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- it ties the facts to the code.
function remedyWith<Code extends keyof CertificateFacts>(code: Code, keptBy: CertificateKeeper): string {
  const facts = samples[code]
  return certificateProblems[code].remedy({ ...facts, owner: { ...facts.owner, keptBy } })
}

function codes(): readonly (keyof CertificateFacts)[] {
  return Object.keys(samples) as (keyof CertificateFacts)[]
}

// eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- it ties the facts to the code.
function word<Code extends keyof CertificateFacts>(code: Code): string {
  const { severity, message, remedy } = certificateProblems[code]
  const facts = samples[code]
  return `${code} (${severity})\n  ${message(facts)}\n  ${remedy(facts)}\n`
}

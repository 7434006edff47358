import type { ProfileName } from '../federation.ts'
import type { Role } from '../party.ts'
import { quote } from '../quote.ts'
import type { Catalogue, ProblemKind } from './kind.ts'

/** Whose certificate is judged, and the file that holds it: what every remedy is worded from. */
export interface CertificateOwner {
  readonly partyId: string
  readonly profile: ProfileName
  readonly role: Role
  readonly file: string
}

interface Owned {
  readonly owner: CertificateOwner
}

/** The attribute of the subject from which a party is known: `O`, in `mutual-tls` `CN`. */
interface Identified extends Owned {
  readonly attribute: string
}

/** A certificate that ends: `at` in milliseconds since the epoch. */
interface Ending extends Owned {
  readonly at: number
  readonly fingerprint: string
}

export interface CertificateFacts {
  readonly CERTIFICATE_TOO_BIG: Owned & { readonly size: number; readonly limit: number }
  readonly CERTIFICATE_EMPTY: Owned
  readonly CERTIFICATE_BINARY: Owned
  readonly CERTIFICATE_BOM: Owned
  readonly CERTIFICATE_NOT_ASCII: Owned & { readonly byte: number }
  readonly CERTIFICATE_NO_BLOCK: Owned
  readonly CERTIFICATE_LABEL: Owned & { readonly label: string }
  readonly CERTIFICATE_SEVERAL: Owned & { readonly count: number }
  readonly CERTIFICATE_SURROUNDED: Owned & { readonly where: 'before' | 'after' }
  readonly CERTIFICATE_CUT: Owned
  readonly CERTIFICATE_HEADERS: Owned
  readonly CERTIFICATE_BASE64: Owned
  readonly CERTIFICATE_DAMAGED: Owned
  readonly NOT_SELF_SIGNED: Owned
  readonly SIGNATURE_INVALID: Owned
  readonly WEAK_SIGNATURE: Owned & { readonly algorithm: string }
  readonly KEY_TYPE: Owned & { readonly type: string }
  readonly KEY_SIZE: Owned & { readonly bits: number }
  readonly WEAK_EXPONENT: Owned & { readonly exponent: string }
  readonly IDENTITY_MISSING: Identified
  readonly IDENTITY_SEVERAL: Identified & { readonly count: number }
  readonly IDENTITY_TYPE: Identified
  readonly IDENTITY_OTHER: Identified & { readonly found: string }
  readonly COMMON_NAME: Owned & { readonly found: string }
  readonly EXPIRED: Ending
  readonly NOT_YET_VALID: Owned & { readonly at: number; readonly now: number }
  readonly VALIDITY_REVERSED: Owned & { readonly notBefore: number; readonly notAfter: number }
  readonly VALIDITY_LONG: Owned & { readonly days: number }
  readonly EXPIRES_IN_90_DAYS: Ending
  readonly EXPIRES_IN_30_DAYS: Ending
  readonly EXPIRES_IN_7_DAYS: Ending
  readonly VERSION_OLD: Owned & { readonly version: number }
  readonly CERTIFICATE_AUTHORITY: Owned
  readonly CRITICAL_EXTENSION: Owned & { readonly oid: string }
  readonly SAN_OTHER_IP: Owned & { readonly found: string; readonly declared: string }
}

const error = { severity: 'error', exitCode: 21 } as const
const warning = { severity: 'warning', exitCode: 21 } as const

export const certificateProblems: Catalogue<CertificateFacts> = {
  CERTIFICATE_TOO_BIG: {
    ...error,
    meaning: 'The file of a certificate is larger than any certificate.',
    message: ({ size, limit }) => `The file has ${size} bytes; a certificate has at most ${limit}.`,
    remedy: ({ owner }) => publishAgain(owner),
  },
  CERTIFICATE_EMPTY: {
    ...error,
    meaning: 'The file of a certificate is empty or holds white space only.',
    message: () => 'The file is empty.',
    remedy: ({ owner }) => publishAgain(owner),
  },
  CERTIFICATE_BINARY: {
    ...error,
    meaning: 'The file of a certificate holds binary DER instead of PEM text.',
    message: () => 'The file holds a certificate in binary form (DER); Fed-BioMed reads PEM text only.',
    remedy: ({ owner }) => publishAgain(owner),
  },
  CERTIFICATE_BOM: {
    ...error,
    meaning: 'The file of a certificate begins with a byte order mark, behind which MP-SPDZ finds no certificate.',
    message: () =>
      'The file begins with a byte order mark, as some editors write it; MP-SPDZ then finds no certificate.',
    remedy: ({ owner }) => `Do not edit the certificate. ${publishAgain(owner)}`,
  },
  CERTIFICATE_NOT_ASCII: {
    ...error,
    meaning: 'The file of a certificate holds a byte that PEM text cannot hold.',
    message: ({ byte }) => `The line holds the byte 0x${byte.toString(16).padStart(2, '0')}; PEM text is plain ASCII.`,
    remedy: ({ owner }) => publishAgain(owner),
  },
  CERTIFICATE_NO_BLOCK: {
    ...error,
    meaning: 'The file of a certificate holds no PEM block.',
    message: () => 'The file holds no certificate: there is no line "-----BEGIN CERTIFICATE-----".',
    remedy: ({ owner }) => publishAgain(owner),
  },
  CERTIFICATE_LABEL: {
    ...error,
    meaning: 'The file of a certificate holds a PEM block of another kind.',
    message: ({ label }) => `The file holds a block "${quote(label)}" where only "CERTIFICATE" may stand.`,
    remedy: ({ owner }) => publishAgain(owner),
  },
  CERTIFICATE_SEVERAL: {
    ...error,
    meaning: 'The file of a certificate holds more than one PEM block.',
    message: ({ count }) => `The file holds ${count} certificates; each party has exactly one.`,
    remedy: ({ owner }) => publishAgain(owner),
  },
  CERTIFICATE_SURROUNDED: {
    ...error,
    meaning: 'The file of a certificate holds something before or behind its one PEM block.',
    message: ({ where }) => `There is text ${where} the certificate; the file may hold nothing else.`,
    remedy: ({ owner }) => publishAgain(owner),
  },
  CERTIFICATE_CUT: {
    ...error,
    meaning: 'The PEM block of a certificate has no end.',
    message: () => 'The certificate is cut off: there is no line "-----END CERTIFICATE-----".',
    remedy: ({ owner }) => publishAgain(owner),
  },
  CERTIFICATE_HEADERS: {
    ...error,
    meaning: 'The PEM block of a certificate holds header lines.',
    message: () => 'The certificate has a header line, such as "Proc-Type:"; only base64 may stand in its block.',
    remedy: ({ owner }) => publishAgain(owner),
  },
  CERTIFICATE_BASE64: {
    ...error,
    meaning: 'The PEM block of a certificate is no well-formed base64.',
    message: () => 'The line is no well-formed base64 of at most 76 characters: the certificate was edited or damaged.',
    remedy: ({ owner }) => publishAgain(owner),
  },
  CERTIFICATE_DAMAGED: {
    ...error,
    meaning: 'The content of a PEM block is no X.509 certificate in DER.',
    message: () => 'The block holds no well-formed X.509 certificate: it was cut, edited or damaged.',
    remedy: ({ owner }) => publishAgain(owner),
  },
  NOT_SELF_SIGNED: {
    ...error,
    meaning: 'A certificate was issued by somebody else: its issuer is not its subject.',
    message: () =>
      'Issuer and subject differ: another party or an authority signed it. Fed-BioMed uses self-signed ones.',
    remedy: ({ owner }) => generateAgain(owner),
  },
  SIGNATURE_INVALID: {
    ...error,
    meaning: 'The signature of a certificate does not belong to its own public key.',
    message: () =>
      'The signature does not belong to the certificate and its key: it was altered, or is no self-signed one.',
    remedy: ({ owner }) => publishAgain(owner),
  },
  WEAK_SIGNATURE: {
    ...error,
    meaning: 'A certificate is signed with something weaker than, or other than, RSA with SHA-256, SHA-384 or SHA-512.',
    message: ({ algorithm }) => `The certificate is signed with ${algorithm}; SHA-256 or better is needed.`,
    remedy: ({ owner }) => generateAgain(owner),
  },
  KEY_TYPE: {
    ...error,
    meaning: 'The public key of a certificate is not RSA.',
    message: ({ type }) => `The public key is of type ${quote(type)}; Fed-BioMed uses RSA.`,
    remedy: ({ owner }) => generateAgain(owner),
  },
  KEY_SIZE: {
    ...error,
    meaning: 'The RSA key of a certificate is shorter than 2048 or longer than 8192 bits.',
    message: ({ bits }) => `The RSA key has ${bits} bits; 2048 to 8192 are accepted.`,
    remedy: ({ owner }) => generateAgain(owner),
  },
  WEAK_EXPONENT: {
    ...error,
    meaning: 'The public exponent of an RSA key is even or less than 65537.',
    message: ({ exponent }) =>
      `The RSA key has the public exponent ${quote(exponent)}; an odd one from 65537 on is needed.`,
    remedy: ({ owner }) => generateAgain(owner),
  },
  IDENTITY_MISSING: {
    ...error,
    meaning: 'A certificate does not say whose it is.',
    message: ({ attribute, owner }) => `The subject has no ${attribute}; it must be ${quote(owner.partyId)}.`,
    remedy: ({ owner }) => generateAgain(owner),
  },
  IDENTITY_SEVERAL: {
    ...error,
    meaning: 'A certificate says more than once whose it is.',
    message: ({ attribute, count }) =>
      `The subject has ${count} times ${attribute}; which one names the party is unclear.`,
    remedy: ({ owner }) => generateAgain(owner),
  },
  IDENTITY_TYPE: {
    ...error,
    meaning: 'A certificate says whose it is in a type of string that programs read differently.',
    message: ({ attribute }) => `The ${attribute} of the subject is neither a UTF8String nor a PrintableString.`,
    remedy: ({ owner }) => generateAgain(owner),
  },
  IDENTITY_OTHER: {
    ...error,
    meaning: 'A certificate belongs to another component than the party that it is declared for.',
    message: ({ attribute, found, owner }) =>
      `The certificate is that of another component: its ${attribute} is "${quote(found)}", not "${quote(owner.partyId)}".`,
    remedy: ({ owner }) => publishAgain(owner),
  },
  COMMON_NAME: {
    ...error,
    meaning: 'In secagg-mpspdz: the CN of a certificate is not "*", so that MP-SPDZ refuses it at run time.',
    message: ({ found }) =>
      `CN is "${quote(found)}", but MP-SPDZ accepts only "*": every secure aggregation with this party would fail at run time.`,
    remedy: ({ owner }) => `The usual mix-up is the gRPC certificate (server_certificate.pem). ${publishAgain(owner)}`,
  },
  EXPIRED: {
    ...error,
    meaning: 'A certificate has expired.',
    message: ({ at }) => `The certificate expired on ${formatTime(at)}.`,
    remedy: renew,
  },
  NOT_YET_VALID: {
    ...error,
    meaning: 'A certificate is not valid yet, by more than five minutes.',
    message: ({ at, now }) => `The certificate is valid from ${formatTime(at)} on; this clock says ${formatTime(now)}.`,
    remedy: ({ owner }) =>
      `Check the clocks of both machines with \`date -u\`. If they are right: ${generateAgain(owner)}`,
  },
  VALIDITY_REVERSED: {
    ...error,
    meaning: 'A certificate ends before it begins.',
    message: ({ notBefore, notAfter }) =>
      `The certificate ends (${formatTime(notAfter)}) before it begins (${formatTime(notBefore)}).`,
    remedy: ({ owner }) => generateAgain(owner),
  },
  VALIDITY_LONG: {
    ...warning,
    meaning: 'A certificate is valid for more than ten years.',
    message: ({ days }) => `The certificate is valid for ${days} days; Fed-BioMed's own are valid for 1825.`,
    remedy: ({ owner }) => generateAgain(owner),
  },
  EXPIRES_IN_90_DAYS: expiresSoon(90),
  EXPIRES_IN_30_DAYS: expiresSoon(30),
  EXPIRES_IN_7_DAYS: expiresSoon(7),
  VERSION_OLD: {
    ...warning,
    meaning: 'A certificate is of X.509 version 1 or 2.',
    message: ({ version }) => `The certificate is of X.509 version ${version}; Fed-BioMed's own are of version 3.`,
    remedy: ({ owner }) => generateAgain(owner),
  },
  CERTIFICATE_AUTHORITY: {
    ...warning,
    meaning: 'A certificate may sign others (CA:TRUE), which is what `openssl req -x509` makes.',
    message: () => 'The certificate may sign others (CA:TRUE): who holds its key can make certificates in other names.',
    remedy: ({ owner }) => generateAgain(owner),
  },
  CRITICAL_EXTENSION: {
    ...error,
    meaning: 'A certificate holds a critical extension that is unknown here.',
    message: ({ oid }) =>
      `The certificate has the critical extension ${quote(oid)}, which is unknown and must be understood.`,
    remedy: ({ owner }) => generateAgain(owner),
  },
  SAN_OTHER_IP: {
    ...warning,
    meaning: 'A certificate names another IP address than the manifest does.',
    message: ({ found, declared }) =>
      `The certificate was made for ${quote(found)}; the manifest declares ${declared}.`,
    remedy: ({ owner }) => `Correct \`ip:\` of this party in the manifest, or: ${generateAgain(owner)}`,
  },
}

function expiresSoon(days: number): ProblemKind<Ending> {
  return {
    ...warning,
    meaning: `A certificate ends in less than ${days} days.`,
    message: ({ at }) => `The certificate ends in less than ${days} days, on ${formatTime(at)}.`,
    remedy: renew,
  }
}

/** Peers follow a new key only where the old certificate is named, so that the remedy gives its fingerprint. */
function renew({ owner, fingerprint }: Ending): string {
  return `${generateAgain(owner)} Append ${fingerprint} to \`replaces:\` of this party in the manifest.`
}

function publishAgain(owner: CertificateOwner): string {
  return `Publish the certificate again: copy ${certificateFile(owner)} of this component to ${quote(owner.file)} unchanged, and commit it.`
}

function generateAgain(owner: CertificateOwner): string {
  return `${generate(owner)} ${publishAgain(owner)}`
}

function generate({ partyId, profile, role }: CertificateOwner): string {
  if (profile === 'secagg-mpspdz') {
    return `Run \`./scripts/fedbiomed_run ${role} certificate generate --force\` in this component.`
  }
  if (profile === 'party' && role === 'researcher') {
    // `certificate generate` writes other files than the researcher's configuration names.
    return `Replace server_certificate.key and server_certificate.pem of this component by a new pair with O=${quote(partyId)}.`
  }
  const force = profile === 'mutual-tls' ? ' --force' : ''
  return `Run \`fedbiomed ${role} --path DIR certificate generate${force}\` for this component.`
}

function certificateFile({ partyId, profile, role }: CertificateOwner): string {
  if (profile === 'secagg-mpspdz') return `etc/certs/cert_${quote(partyId)}/MPSPDZ_certificate.pem`
  return role === 'researcher' ? 'etc/certs/server_certificate.pem' : 'etc/certs/FBM_certificate.pem'
}

/** Writes a time as `2026-11-01 00:00 UTC`. */
function formatTime(time: number): string {
  return `${new Date(time).toISOString().slice(0, 16).replace('T', ' ')} UTC`
}

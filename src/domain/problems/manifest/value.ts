import { quote } from '../../quote.ts'
import { WHOLE } from '../grade.ts'
import type { Catalogue } from '../kind.ts'

interface WrittenFacts {
  /** As the file has it. */
  readonly value: string
}

/** The facts of single values, as the schema judges them. */
export interface ValueFacts {
  readonly ADDRESS_FORM: WrittenFacts & { readonly reason: string }
  readonly CERTIFICATE_PATH: WrittenFacts
  readonly FINGERPRINT_FORM: WrittenFacts
  readonly FINGERPRINT_TWICE: WrittenFacts
  readonly KEY_MISSING: { readonly key: string; readonly owner: string }
  readonly KEY_UNKNOWN: {
    readonly key: string
    readonly nearest: string | undefined
    readonly known: readonly string[]
  }
  readonly LIST_TOO_LONG: { readonly key: string; readonly limit: number }
  readonly MANIFEST_VERSION: WrittenFacts & { readonly newer: boolean }
  readonly MORE_PROBLEMS: { readonly count: number }
  readonly NAME_FORM: WrittenFacts
  readonly NETWORK_FORM: WrittenFacts
  readonly PARTY_ID_FORM: WrittenFacts
  readonly PARTY_ID_PREFIX: WrittenFacts & { readonly role: string }
  readonly PORT_OUT_OF_RANGE: WrittenFacts
  readonly PROFILE_UNKNOWN: WrittenFacts & { readonly nearest: string | undefined; readonly known: readonly string[] }
  readonly TEXT_TOO_LONG: { readonly key: string; readonly limit: number }
  readonly VALUE_TYPE: {
    readonly key: string
    readonly expected: string
    readonly found: string
    readonly hint: string
  }
}

/** What is said of single values. */
export const valueProblems: Catalogue<ValueFacts> = {
  ADDRESS_FORM: {
    ...WHOLE,
    meaning: 'An address is not an IPv4 address in four plain decimal parts.',
    message: ({ value, reason }) => `'${quote(value)}' ${reason}.`,
    remedy: () =>
      'Write the IPv4 address that the VPN assigned (`wg show wg0` in the container), for example 10.221.0.2.',
  },
  CERTIFICATE_PATH: {
    ...WHOLE,
    meaning: 'The path of a certificate leaves the federation directory, or is not a plain path of a .pem file.',
    message: ({ value }) => `'${quote(value)}' is not the path of a .pem file below this directory.`,
    remedy: () =>
      'Write it as certificates/NAME.pem, with letters, digits, -, _ and . only; or delete the line for certificates/<id>.pem.',
  },
  FINGERPRINT_FORM: {
    ...WHOLE,
    meaning: 'An entry of `replaces` is not a SHA-256 fingerprint.',
    message: ({ value }) => `'${quote(value)}' is not a SHA-256 fingerprint: SHA256: and 64 hexadecimal digits.`,
    remedy: () => 'Take it from the certificate that was given up: openssl x509 -noout -fingerprint -sha256 -in FILE',
  },
  FINGERPRINT_TWICE: {
    ...WHOLE,
    meaning: 'A list `replaces` names one fingerprint twice.',
    message: ({ value }) => `'${quote(value)}' is listed before.`,
    remedy: () => 'Delete this line; `replaces` names each certificate once.',
  },
  KEY_MISSING: {
    ...WHOLE,
    meaning: 'A required key is missing.',
    message: ({ key, owner }) => `The key '${quote(key)}' of ${owner} is missing.`,
    remedy: ({ key }) => `Add the line \`${quote(key)}: …\` here.`,
  },
  KEY_UNKNOWN: {
    ...WHOLE,
    meaning: 'A key is none that the file has at this place.',
    message: ({ key }) => `There is no key '${quote(key)}' at this place.`,
    remedy: ({ nearest, known }) =>
      nearest === undefined
        ? `Delete it, or use one of: ${known.join(', ')}.`
        : `Write \`${nearest}\`, if that is meant; else delete it.`,
  },
  LIST_TOO_LONG: {
    ...WHOLE,
    meaning: 'A list has more entries than it may have.',
    message: ({ key, limit }) => `The list '${quote(key)}' has more than ${limit} entries.`,
    remedy: () => 'Delete the oldest entries.',
  },
  MANIFEST_VERSION: {
    ...WHOLE,
    meaning: 'The manifest is of a form that this version does not know.',
    message: ({ value, newer }) =>
      newer
        ? `The form '${quote(value)}' is newer than this version of fbm-gitops.`
        : `'${quote(value)}' is no form of a manifest.`,
    remedy: ({ newer }) =>
      newer ? 'Update fbm-gitops wherever it reads this federation.' : 'Write apiVersion: fbm-gitops/v1',
  },
  MORE_PROBLEMS: {
    ...WHOLE,
    meaning: 'There are more problems than are listed.',
    message: ({ count }) => `${count} more problems are not listed.`,
    remedy: () => 'Mend those above first, then run the same command again.',
  },
  NAME_FORM: {
    ...WHOLE,
    meaning: 'A name is not made of 1 to 63 letters, digits, dots, - and _.',
    message: ({ value }) =>
      `The name '${quote(value)}' is not made of 1 to 63 letters, digits, ., - and _, the first a letter or digit.`,
    remedy: () => 'Write a short label that can be typed and said over the telephone, for example hospital-a.',
  },
  NETWORK_FORM: {
    ...WHOLE,
    meaning: 'The network is not an IPv4 range from /8 to /30.',
    message: ({ value }) => `'${quote(value)}' is not an IPv4 range from /8 to /30.`,
    remedy: () => 'Write the range of the VPN, for example network: 10.220.0.0/14',
  },
  PARTY_ID_FORM: {
    ...WHOLE,
    meaning: 'A party id has characters that no id of Fed-BioMed has, or more than 64 of them.',
    message: ({ value }) =>
      `'${quote(value)}' is no id that Fed-BioMed gives: at most 64 letters, digits, - and _ behind its prefix.`,
    remedy: () =>
      'Copy the id from the component: the line `id` of its .ini, or its `certificate registration-instructions`.',
  },
  PARTY_ID_PREFIX: {
    ...WHOLE,
    meaning: 'The prefix of a party id does not belong to its role.',
    message: ({ value, role }) => `'${quote(value)}' is not the id of a ${role}.`,
    remedy: ({ role }) =>
      `Copy the id exactly as the component writes it: ${role}_… up to Fed-BioMed 4.5, ${role.toUpperCase()}_… from 5.0 on.`,
  },
  PORT_OUT_OF_RANGE: {
    ...WHOLE,
    meaning: 'A port is not between 1 and 65535.',
    message: ({ value }) => `${quote(value)} is not a port: ports go from 1 to 65535.`,
    remedy: () =>
      'Write the port of the MP-SPDZ of this party: 14000 for a researcher, 14001 for a node, 14002 for a second instance.',
  },
  PROFILE_UNKNOWN: {
    ...WHOLE,
    meaning: 'The profile is none that exists.',
    message: ({ value }) => `There is no profile '${quote(value)}'.`,
    remedy: ({ nearest, known }) =>
      `Write ${nearest === undefined ? `one of: ${known.join(', ')}` : `profile: ${nearest}`}`,
  },
  TEXT_TOO_LONG: {
    ...WHOLE,
    meaning: 'A text is longer than it may be.',
    message: ({ key, limit }) => `The text of '${quote(key)}' has more than ${limit} characters.`,
    remedy: () => 'Shorten it.',
  },
  VALUE_TYPE: {
    ...WHOLE,
    meaning: 'A value is of another type than its key asks for.',
    message: ({ key, expected, found }) => `'${quote(key)}' must be ${expected}, but is ${found}.`,
    remedy: ({ hint }) => hint,
  },
}

import { quote } from '../../quote.ts'
import { WARNING, WHOLE } from '../grade.ts'
import type { Catalogue, NoFacts } from '../kind.ts'

interface TwiceFacts {
  readonly value: string
  /** Where it was declared first, as `file:line`. */
  readonly first: string
}

interface AddressFacts {
  /** The name of the party. */
  readonly party: string
  readonly ip: string
}

/** The facts of what no single value can show: the rules across a federation. */
export interface RuleFacts {
  readonly ADDRESS_OUTSIDE_NETWORK: AddressFacts & { readonly network: string }
  readonly ADDRESS_REFUSED: { readonly key: string; readonly profile: string }
  readonly ADDRESS_REQUIRED: { readonly key: string; readonly owner: string; readonly profile: string }
  readonly ADDRESS_RESERVED: AddressFacts & { readonly reason: string }
  readonly ADDRESS_TWICE: TwiceFacts
  readonly CERTIFICATE_PATH_OWNER: { readonly path: string; readonly owner: string }
  readonly CERTIFICATE_PATH_TWICE: TwiceFacts
  readonly CERTIFICATE_TWICE: { readonly first: string }
  readonly NAME_IS_AN_ID: { readonly value: string }
  readonly NAME_TWICE: TwiceFacts
  readonly NETWORK_NOT_CANONICAL: { readonly value: string; readonly canonical: string }
  readonly NODES_FEW: { readonly count: number; readonly profile: string | undefined }
  readonly PARTIES_TOO_MANY: { readonly count: number; readonly limit: number }
  readonly PARTY_DECLARED_AND_REMOVED: TwiceFacts
  readonly PARTY_TWICE: TwiceFacts
  readonly PORT_CLASH: { readonly port: number }
  readonly PORT_PRIVILEGED: { readonly port: number }
  readonly PUBLIC_KEY_TWICE: { readonly first: string }
  readonly RESEARCHER_MISSING: NoFacts
}

const NEW_KEY =
  'Generate a certificate of its own in one of the two components (`… certificate generate` of Fed-BioMed), and commit it in place of this one.'

/** What is said of a federation that breaks a rule. */
export const ruleProblems: Catalogue<RuleFacts> = {
  ADDRESS_OUTSIDE_NETWORK: {
    ...WHOLE,
    meaning: 'The address of a party lies outside `network`.',
    message: ({ ip, network }) => `${quote(ip)} is not in ${quote(network)}.`,
    remedy: ({ party }) =>
      `Give ${quote(party)} the address that its VPN assigned (\`wg show wg0\` in its container), or widen \`network\`.`,
  },
  ADDRESS_REFUSED: {
    ...WHOLE,
    meaning: '`ip`, `port` or `network` is given in a profile that registers no address.',
    message: ({ key, profile }) => `The profile ${profile} registers no address, so '${key}' has no meaning here.`,
    remedy: () => 'Delete the line, or write profile: secagg-mpspdz if the components are of Fed-BioMed 4.2 to 5.3.',
  },
  ADDRESS_REQUIRED: {
    ...WHOLE,
    meaning: '`ip`, `port` or `network` is missing in `secagg-mpspdz`.',
    message: ({ key, owner, profile }) =>
      `The key '${key}' of ${quote(owner)} is missing: the profile ${profile} needs it.`,
    remedy: ({ key }) => `Add the line \`${key}: …\` here.`,
  },
  ADDRESS_RESERVED: {
    ...WHOLE,
    meaning: 'An address is one that no component can have: loopback, broadcast, the network itself, and the like.',
    message: ({ ip, reason }) => `${quote(ip)} is ${reason}: nobody can reach a party there.`,
    remedy: ({ party }) => `Give ${quote(party)} the address that its VPN assigned (\`wg show wg0\` in its container).`,
  },
  ADDRESS_TWICE: {
    ...WHOLE,
    meaning: 'Two parties have one address and port.',
    message: ({ value, first }) => `${quote(value)} is the address of another party already (${quote(first)}).`,
    remedy: () => 'Give each party its own VPN address; on one machine also its own port (14001, 14002).',
  },
  CERTIFICATE_PATH_OWNER: {
    ...WHOLE,
    meaning: 'The path of a certificate is the one that belongs to another party.',
    message: ({ path, owner }) => `'${quote(path)}' is the place of the certificate of ${quote(owner)}.`,
    remedy: () => 'Delete the line: the default is certificates/<id>.pem.',
  },
  CERTIFICATE_PATH_TWICE: {
    ...WHOLE,
    meaning: 'Two parties name one certificate file.',
    message: ({ value, first }) => `'${quote(value)}' is the certificate of another party already (${quote(first)}).`,
    remedy: () => 'Give each party its own file, or delete the line: the default is certificates/<id>.pem.',
  },
  CERTIFICATE_TWICE: {
    ...WHOLE,
    meaning: 'Two parties have one certificate.',
    message: ({ first }) =>
      `This is the same certificate as ${quote(first)}: one of the two parties is not who it says.`,
    remedy: () => 'Copy into each file the public certificate of its own party, and commit it.',
  },
  NAME_IS_AN_ID: {
    ...WHOLE,
    meaning: 'A name looks like a party id, so that a command could mean either.',
    message: ({ value }) => `The name '${quote(value)}' looks like a party id.`,
    remedy: () => 'Write a label that people use, for example hospital-a.',
  },
  NAME_TWICE: {
    ...WHOLE,
    meaning: 'Two parties have one name, apart from upper and lower case.',
    message: ({ value, first }) => `The name '${quote(value)}' is taken already (${quote(first)}).`,
    remedy: () => 'Give each party, also a second instance (`name:`), a name of its own.',
  },
  NETWORK_NOT_CANONICAL: {
    ...WHOLE,
    meaning: 'The network is written with an address inside it instead of its first one.',
    message: ({ value, canonical }) =>
      `'${quote(value)}' is an address inside the range ${canonical}, not the range itself.`,
    remedy: ({ canonical }) => `Write network: ${canonical}, if that range is meant.`,
  },
  NODES_FEW: {
    ...WARNING,
    meaning: 'There are fewer than two nodes: in `secagg-mpspdz` too few for secure aggregation.',
    message: ({ count, profile }) => {
      if (profile === 'secagg-mpspdz')
        return `The federation has ${count === 0 ? 'no node' : 'one node'}; secure aggregation needs two.`
      return count === 0 ? 'The federation has no node.' : 'The federation has one node: it learns from its data alone.'
    },
    remedy: () => 'Add the others under `nodes:` when they join.',
  },
  PARTIES_TOO_MANY: {
    ...WHOLE,
    meaning: 'The federation has more than 10,000 parties.',
    message: ({ count, limit }) => `The federation declares ${count} parties; at most ${limit} are supported.`,
    remedy: () => 'Split it into federations of their own, each with its directory.',
  },
  PARTY_DECLARED_AND_REMOVED: {
    ...WHOLE,
    meaning: 'A party is declared and listed under `removed:` at once.',
    message: ({ value, first }) => `'${quote(value)}' is declared as well (${quote(first)}).`,
    remedy: () => 'Delete its entry if it left; delete this line if it joined again.',
  },
  PARTY_TWICE: {
    ...WHOLE,
    meaning: 'Two entries have one party id, apart from upper and lower case.',
    message: ({ value, first }) => `The id '${quote(value)}' is declared already (${quote(first)}).`,
    remedy: () => 'Keep one of the two entries; a second instance has an id of its own.',
  },
  PORT_CLASH: {
    ...WHOLE,
    meaning: "A port on the researcher's address is the one of its gRPC server.",
    message: ({ port }) =>
      `${port} is the port of the researcher's gRPC server, so nothing else can listen on it there.`,
    remedy: () => 'Write the port of its MP-SPDZ, by default 14000.',
  },
  PORT_PRIVILEGED: {
    ...WARNING,
    meaning: 'A port is below 1024, where only root may listen.',
    message: ({ port }) => `Only root may listen on port ${port}, and Fed-BioMed does not run as root.`,
    remedy: () => 'Write the port of the MP-SPDZ of this party: by default 14000, 14001 or 14002.',
  },
  PUBLIC_KEY_TWICE: {
    ...WHOLE,
    meaning: 'The certificates of two parties hold one public key.',
    message: ({ first }) =>
      `This certificate holds the same public key as ${quote(first)}: each could act as the other.`,
    remedy: () => NEW_KEY,
  },
  RESEARCHER_MISSING: {
    ...WARNING,
    meaning:
      'The manifest declares no researcher. A federation begins like that; nobody can register it before it has published.',
    message: () => 'No researcher is declared yet.',
    remedy: () => 'In its component: fbm-gitops publish --component DIR --name LABEL',
  },
}

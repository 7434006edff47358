import { Buffer, isUtf8 } from 'node:buffer'
import { BEGIN, decodeBase64, END } from '../domain/certificate/pem.ts'
import { holdsPrivateKey } from '../domain/certificate/private-key.ts'
import { isPartyId, roleOf } from '../domain/party.ts'
import { makeProblem, type Problem } from '../domain/problem.ts'
import type { Candidate } from '../domain/publication.ts'
import { quote } from '../domain/quote.ts'

/** What a component says of itself in the instructions by which others are to register it. */
export interface Instructions {
  readonly candidate: Candidate
  /** In PEM, its lines as Fed-BioMed writes them. */
  readonly certificate: Uint8Array
}

/** One of the commands that the instructions give as examples. */
interface RegisterCommand {
  readonly program: keyof typeof FORMS
  readonly id: string
  /** As `ip:port`; absent where the command has none. */
  readonly address: string | undefined
  /** Whether a quotation mark ends the command, so that nothing of its last word is missing. */
  readonly isClosed: boolean
}

/** What tells the versions apart: up to 5.3 the commands hold an address and start a script. */
const FORMS = {
  fedbiomed_run: { familyLabel: 'Fed-BioMed 4.2–5.3', profiles: ['secagg-mpspdz'], hasAddress: true },
  fedbiomed: { familyLabel: 'Fed-BioMed 6.0–6.4', profiles: ['party'], hasAddress: false },
} as const

/** 6.0 to 6.4 forget the space before `-pk` in the first of their commands. */
const COMMAND =
  /\b(fedbiomed(?:_run)?) (?:\[node (?:\| )?researcher\]|node|researcher) certificate register ?-pk (?:\[PATH WHERE CERTIFICATE IS SAVED\]|\S+) -pi (\S+)(?: --ip (\S+) --port (\S+))?/g
const PARTY_FLAG = /(?<=^| )(?:-pi|--party-id)(?=[ =]|$)/g
const PORT = /^([0-9]+)(["”“„]?)$/

const CERTIFICATE = /-----BEGIN CERTIFICATE-----([^-]*)-----END CERTIFICATE-----/g
const CERTIFICATE_LABEL = /-----(?:BEGIN|END) [^-\n]{0,64}CERTIFICATE[^-\n]{0,64}-----/g
const LINE = /.{1,64}/g

const COLOUR = /\u001b\[[0-9;]*m/g
/** What mail programs put before a line: quotation marks, also as HTML writes them, white space, and OpenPGP's dash. */
const BEFORE_LINE = /^(?:[>|\s]|&gt;|- (?=-))+/

/** Why a text is refused. */
interface Unclear {
  readonly reason: string
}

/**
 * Reads the output of Fed-BioMed's `certificate registration-instructions`, as it arrives by mail: quoted, indented, wrapped
 * between words, coloured, with other text around it.
 *
 * @remarks Of what a mail may lose, nothing is guessed: all commands must agree, each must be whole, and there is one
 * certificate. That it bears the id of the commands is for the judge of certificates to see.
 * @param file - the file's path, to name in messages.
 */
export function readRegistrationInstructions(file: string, bytes: Uint8Array): Instructions | Problem {
  const text = decode(bytes)
  if (holdsPrivateKey(bytes) || (text !== undefined && holdsPrivateKey(Buffer.from(text)))) {
    return makeProblem('INSTRUCTIONS_HOLD_KEY', { file }, { file })
  }
  const found = text === undefined ? { reason: 'they are not UTF-8 text' } : findInstructions(file, text)
  return 'reason' in found ? makeProblem('INSTRUCTIONS_UNCLEAR', { file }, { file, reason: found.reason }) : found
}

/** Decodes a text, and takes off its lines what mail programs and terminals add. */
function decode(bytes: Uint8Array): string | undefined {
  if (!isUtf8(bytes)) return undefined
  const lines = new TextDecoder()
    .decode(bytes)
    .replaceAll(COLOUR, '')
    .split(/\r\n?|\n/)
  return lines.map((line) => line.replace(BEFORE_LINE, '').trimEnd()).join('\n')
}

function findInstructions(file: string, text: string): Instructions | Unclear {
  const certificate = findCertificate(text)
  if (typeof certificate !== 'string') return certificate
  const words = text.replaceAll(CERTIFICATE, ' ').replaceAll(/\s+/g, ' ')
  const candidate = findCandidate(file, words)
  return 'reason' in candidate ? candidate : { candidate, certificate: Buffer.from(certificate) }
}

/** Finds the one certificate. One that is there twice, as in an answer below the mail that it quotes, is still one. */
function findCertificate(text: string): string | Unclear {
  const bodies = Array.from(text.matchAll(CERTIFICATE), ([, body = '']) => body.replaceAll(/\s+/g, ''))
  const labels = Array.from(text.matchAll(CERTIFICATE_LABEL)).length
  if (labels === 0) return { reason: 'they hold no certificate' }
  if (labels !== 2 * bodies.length) return { reason: 'a certificate in them is cut, or stands under another label' }
  const [body = '', ...others] = new Set(bodies)
  if (others.length > 0) return { reason: 'they hold more than one certificate' }
  if (decodeBase64(body) === undefined) return { reason: 'the certificate in them was changed on the way' }
  const lines = Array.from(body.matchAll(LINE), ([line]) => line)
  return `${[BEGIN, ...lines, END].join('\n')}\n`
}

function findCandidate(certificateFile: string, words: string): Candidate | Unclear {
  const [first, ...others] = Array.from(words.matchAll(COMMAND), readCommand)
  if (first === undefined) return { reason: 'they hold no command `certificate register … -pi ID`' }
  if (others.length + 1 !== Array.from(words.matchAll(PARTY_FLAG)).length) {
    return { reason: 'one of the commands in them is not whole' }
  }
  const contrary = others.find((other) => !isSame(other, first))
  if (contrary !== undefined) return { reason: `the commands in them disagree: ${show(first)}, and ${show(contrary)}` }
  const reason = objectTo(first, others.length)
  return reason === undefined ? makeCandidate(certificateFile, first) : { reason }
}

/** What ends with the text may have been cut: a port is believed if something follows it, or if it is said twice. */
function objectTo({ program, address, isClosed }: RegisterCommand, others: number): string | undefined {
  const { hasAddress } = FORMS[program]
  if (hasAddress && address === undefined) return 'their commands lack --ip and --port'
  if (!hasAddress && address !== undefined) return 'no version of Fed-BioMed writes such commands with --ip'
  return hasAddress && others === 0 && !isClosed ? 'the end of their only command is missing' : undefined
}

function makeCandidate(certificateFile: string, { program, id, address }: RegisterCommand): Candidate | Unclear {
  if (!isPartyId(id)) return { reason: `'${quote(id)}' is no id of a component` }
  const { familyLabel, profiles } = FORMS[program]
  const candidate = { id, role: roleOf(id), familyLabel, profiles, certificateFile }
  return address === undefined ? candidate : { ...candidate, configuredAddress: address }
}

function readCommand([, program, id = '', ip, end = '']: RegExpMatchArray): RegisterCommand {
  const [, port = end, closing = ''] = PORT.exec(end) ?? []
  return {
    program: program === 'fedbiomed_run' ? program : 'fedbiomed',
    id,
    address: ip === undefined ? undefined : `${ip}:${port}`,
    isClosed: closing !== '',
  }
}

function isSame(one: RegisterCommand, other: RegisterCommand): boolean {
  return one.program === other.program && one.id === other.id && one.address === other.address
}

function show({ program, id, address }: RegisterCommand): string {
  return quote([program, id, address].filter((each) => each !== undefined).join(' '))
}

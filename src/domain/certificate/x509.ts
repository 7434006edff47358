import { readElements, readOid, readText, TAG, type Element } from './der.ts'

/** One attribute of a subject, for example `2.5.4.10` for `O`; `tag` tells the type of its string. */
export interface Attribute {
  readonly oid: string
  readonly tag: number
  readonly text: string
}

/** One extension; `value` is the DER inside its octet string. */
export interface Extension {
  readonly oid: string
  readonly critical: boolean
  readonly value: Uint8Array
}

/** What a certificate says, read from its bytes alone: nothing of it is verified. Times are milliseconds since the epoch. */
export interface X509Fields {
  readonly version: number
  /** Object identifier of the algorithm that signed it. */
  readonly signatureAlgorithm: string
  readonly issuer: Uint8Array
  readonly subject: Uint8Array
  readonly subjectAttributes: readonly Attribute[]
  readonly notBefore: number
  readonly notAfter: number
  readonly publicKeyInfo: Uint8Array
  readonly extensions: readonly Extension[]
}

/** RFC 5280 §4.1: body, algorithm, signature. */
const CERTIFICATE_TAGS = '30 30 03'
/** Version?, serial, algorithm, issuer, validity, subject, key, two unique ids?, extensions?. */
const BODY_TAGS = /^(?:a0 )?02 30 30 30 30 30(?: 81)?(?: 82)?(?: a3)?$/
const EXPLICIT_VERSION = 0xa0
const EXPLICIT_EXTENSIONS = 0xa3
const ABSENT: Element = { tag: 0, content: new Uint8Array(), whole: new Uint8Array(), children: [] }

/**
 * Reads the fields of a DER certificate; bytes of any other form give `undefined`.
 *
 * @remarks Our own, since Node 20 tells neither version nor signature algorithm, and since OpenSSL overlooks bytes behind
 * the certificate.
 */
export function parseX509(der: Uint8Array): X509Fields | undefined {
  const parts = split(der)
  if (parts === undefined) return undefined
  const { body, algorithm } = parts
  const fields = body.filter(({ tag }) => tag !== EXPLICIT_VERSION)
  const subject = at(fields, 4)
  const [notBefore, notAfter] = at(fields, 3).children.map(parseTime)
  if (notBefore === undefined || notAfter === undefined) return undefined
  return {
    version: parseVersion(find(body, EXPLICIT_VERSION)),
    signatureAlgorithm: readOid(at(algorithm.children, 0).content),
    issuer: at(fields, 2).whole,
    subject: subject.whole,
    subjectAttributes: subject.children.flatMap(({ children }) => children).map(parseAttribute),
    notBefore,
    notAfter,
    publicKeyInfo: at(fields, 5).whole,
    extensions: at(find(fields, EXPLICIT_EXTENSIONS).children, 0).children.map(parseExtension),
  }
}

/** Takes a certificate apart, if it is one and all that there is; which elements there are is known from then on. */
function split(der: Uint8Array): { readonly body: readonly Element[]; readonly algorithm: Element } | undefined {
  const elements = readElements(der) ?? []
  const parts = at(elements, 0).children
  const body = at(parts, 0).children
  const isCertificate = elements.length === 1 && tagsOf(parts) === CERTIFICATE_TAGS && BODY_TAGS.test(tagsOf(body))
  return isCertificate ? { body, algorithm: at(parts, 1) } : undefined
}

function at(elements: readonly Element[], index: number): Element {
  return elements[index] ?? ABSENT
}

function find(elements: readonly Element[], tag: number): Element {
  return elements.find((element) => element.tag === tag) ?? ABSENT
}

function tagsOf(elements: readonly Element[]): string {
  return elements.map(({ tag }) => tag.toString(16).padStart(2, '0')).join(' ')
}

/** An absent version means 1; what is written is one less than what is meant. */
function parseVersion({ children }: Element): number {
  return 1 + (at(children, 0).content[0] ?? 0)
}

function parseAttribute({ children }: Element): Attribute {
  const { tag, content } = at(children, 1)
  return { oid: readOid(at(children, 0).content), tag, text: readText(content) }
}

function parseExtension({ children }: Element): Extension {
  const oid = readOid(at(children, 0).content)
  const critical = find(children, TAG.boolean).content[0] ?? 0
  return { oid, critical: critical !== 0, value: find(children, TAG.octetString).content }
}

/** RFC 5280 §4.1.2.5: seconds are given and the zone is `Z`. */
function parseTime({ tag, content }: Element): number | undefined {
  const text = readText(content)
  if (tag === TAG.utcTime) return /^\d{12}Z$/.test(text) ? parseDigits(`${centuryOf(text)}${text}`) : undefined
  return tag === TAG.generalizedTime && /^\d{14}Z$/.test(text) ? parseDigits(text) : undefined
}

function centuryOf(utcTime: string): string {
  return utcTime < '50' ? '20' : '19'
}

function parseDigits(digits: string): number | undefined {
  const iso = digits.replace(/^(....)(..)(..)(..)(..)(..)Z$/, '$1-$2-$3T$4:$5:$6.000Z')
  const time = Date.parse(iso)
  // The parser moves 30 February into March: only what comes back unchanged exists.
  return !Number.isNaN(time) && new Date(time).toISOString() === iso ? time : undefined
}

import { contentOf, readElements, readOid, readText, TAG, wholeOf, type Element } from './der.ts'

/** One attribute of a subject, for example `2.5.4.10` for `O`; `tag` tells the type of its string. */
export interface Attribute {
  readonly oid: string
  readonly tag: number
  readonly text: string
}

/** One extension; `value` is the DER inside its octet string. */
interface Extension {
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
const ABSENT: Element = { tag: 0, source: new Uint8Array(), start: 0, contentStart: 0, end: 0, children: [] }

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
  const extensions = at(find(fields, EXPLICIT_EXTENSIONS).children, 0).children.map(parseExtension)
  if (notBefore === undefined || notAfter === undefined || !areClear(extensions)) return undefined
  return {
    version: parseVersion(find(body, EXPLICIT_VERSION)),
    signatureAlgorithm: readOid(contentOf(at(algorithm.children, 0))),
    issuer: wholeOf(at(fields, 2)),
    subject: wholeOf(subject),
    subjectAttributes: subject.children.flatMap(({ children }) => children).map(parseAttribute),
    notBefore,
    notAfter,
    publicKeyInfo: wholeOf(at(fields, 5)),
    extensions,
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
  return 1 + (contentOf(at(children, 0))[0] ?? 0)
}

function parseAttribute({ children }: Element): Attribute {
  const value = at(children, 1)
  return { oid: readOid(contentOf(at(children, 0))), tag: value.tag, text: readText(contentOf(value)) }
}

function parseExtension({ children }: Element): Extension {
  const oid = readOid(contentOf(at(children, 0)))
  const critical = contentOf(find(children, TAG.boolean))[0] ?? 0
  return { oid, critical: critical !== 0, value: contentOf(find(children, TAG.octetString)) }
}

/** RFC 5280 §4.2: each stands once, and holds DER; of two, one reader takes the first and another the last. */
function areClear(extensions: readonly Extension[]): boolean {
  const isDer = ({ value }: Extension): boolean => readElements(value)?.length === 1
  return new Set(extensions.map(({ oid }) => oid)).size === extensions.length && extensions.every(isDer)
}

/** RFC 5280 §4.1.2.5: seconds are given, the zone is `Z`, and two-digit years below 50 are of this century. */
function parseTime(element: Element): number | undefined {
  const text = readText(contentOf(element))
  const century = text < '50' ? '20' : '19'
  const digits = element.tag === TAG.utcTime ? `${century}${text}` : text
  const isTime = element.tag === TAG.utcTime || element.tag === TAG.generalizedTime
  return isTime && /^\d{14}Z$/.test(digits) ? parseDigits(digits) : undefined
}

/** `Date.UTC` moves 30 February into March: only a date that comes back unchanged exists. */
function parseDigits(digits: string): number | undefined {
  const pair = (start: number): number => Number(digits.slice(start, start + 2))
  const date = new Date(Date.UTC(Number(digits.slice(0, 4)), pair(4) - 1, pair(6), pair(8), pair(10), pair(12)))
  const day = date.getUTCFullYear() * 10_000 + (date.getUTCMonth() + 1) * 100 + date.getUTCDate()
  const time = date.getUTCHours() * 10_000 + date.getUTCMinutes() * 100 + date.getUTCSeconds()
  return day === Number(digits.slice(0, 8)) && time === Number(digits.slice(8, 14)) ? date.getTime() : undefined
}

import { Buffer } from 'node:buffer'

/** A DER or BER length, also the indefinite one that some tools write into PKCS#12. */
const LENGTH = String.raw`(?:[\x00-\x80]|\x81.|\x82..|\x83...|\x84....)`

/** The first bytes of each binary form that holds a private key: what tells it from a certificate. */
const BINARY_FORMS: readonly RegExp[] = [
  // PKCS#8: version, algorithm.
  String.raw`^0${LENGTH}\x02\x01[\x00\x01]0${LENGTH}\x06`,
  // PKCS#1, DSA: version, then more integers.
  String.raw`^0${LENGTH}\x02\x01[\x00\x01]\x02${LENGTH}`,
  // SEC 1 (elliptic curves): version, then the key itself.
  String.raw`^0${LENGTH}\x02\x01\x01\x04`,
  // PKCS#8 encrypted: an algorithm of PKCS#5 or PKCS#12.
  String.raw`^0${LENGTH}0${LENGTH}\x06[\x09\x0a]\x2a\x86\x48\x86\xf7\x0d\x01(?:\x05|\x0c\x01)`,
  // PKCS#12: version 3, then PKCS#7 data, plain or signed.
  String.raw`^0${LENGTH}\x02\x01\x030${LENGTH}\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07[\x01\x02]`,
].map((form) => new RegExp(form, 's'))

// Bounded, so that the time stays linear in the size of the text.
const LABEL = /-\s{0,8}BEGIN[\s\w]{0,40}PRIVATE\s{0,8}KEY/i
const BLOCK = /-----BEGIN [^-\n]{0,64}-----([A-Za-z0-9+/=\s]{0,64})/g

/** The label of a PEM text that was encoded once more, as a Secret of Kubernetes has it; one form for each place among three bytes. */
const ENCODED_LABEL = new RegExp(
  [0, 1, 2]
    .map((before) => {
      const encoded = Buffer.from(`${'x'.repeat(before)}PRIVATE KEY-----`).toString('base64')
      // What depends on the bytes around is left out.
      return encoded.slice(before === 0 ? 0 : before + 1, -4)
    })
    .join('|'),
)

const KEY_FILE = /\.(?:key|p12|pfx)$/i

/** Tells whether a file is named as private keys are. */
export function isNamedLikeKey(path: string): boolean {
  return KEY_FILE.test(path)
}

/**
 * Tells whether bytes hold a private key: PEM in any case and spacing, PKCS#1, PKCS#8, SEC 1 or PKCS#12, bare or under
 * another label; and PEM in base64.
 *
 * @remarks Errs on the side of yes: a key that was committed is lost, a false alarm is not.
 */
export function holdsPrivateKey(bytes: Uint8Array): boolean {
  const latin1 = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1')
  // As UTF-16 every second byte of a PEM text is zero.
  const text = latin1.replaceAll('\0', '')
  if (LABEL.test(text) || ENCODED_LABEL.test(text) || isBinaryKey(latin1)) return true
  return Array.from(text.matchAll(BLOCK), ([, start = '']) => start).some(isLabelledKey)
}

function isLabelledKey(start: string): boolean {
  return isBinaryKey(Buffer.from(start, 'base64').toString('latin1'))
}

function isBinaryKey(latin1: string): boolean {
  return BINARY_FORMS.some((form) => form.test(latin1))
}

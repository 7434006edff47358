import { Buffer } from 'node:buffer'

/** The line that a certificate begins with in PEM. */
export const BEGIN = '-----BEGIN CERTIFICATE-----'

/** The line that a certificate ends with in PEM. */
export const END = '-----END CERTIFICATE-----'

/** Gives a PEM text LF line ends, and exactly one at its end. */
export function normalisePem(text: string): string {
  return `${text.replaceAll('\r\n', '\n').trimEnd()}\n`
}

/** Decodes base64 that is written exactly as an encoder writes it; anything looser gives `undefined`. */
export function decodeBase64(text: string): Uint8Array | undefined {
  const bytes = Buffer.from(text, 'base64')
  return bytes.length > 0 && bytes.toString('base64') === text ? bytes : undefined
}

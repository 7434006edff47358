declare const fingerprint: unique symbol

/** `SHA256:` and 64 lower-case hexadecimal digits. */
export type Fingerprint = string & { readonly [fingerprint]: true }

/** A certificate that was judged and found good. Times are milliseconds since the epoch. */
export interface Certificate {
  /** One PEM block with LF line ends and one at the end. */
  readonly pem: string
  /** Of the DER bytes. */
  readonly fingerprint: Fingerprint
  /** Of the DER bytes of the SubjectPublicKeyInfo. */
  readonly publicKeyHash: Fingerprint
  readonly notBefore: number
  readonly notAfter: number
}

/**
 * How a registration is laid out in a registry: with an address (families A), with the party id alone (B and C), or with
 * the id of the component (D).
 */
export type LayoutName = 'address' | 'party' | 'component'

interface LayoutTraits {
  /** Whether a row holds the address of its party. */
  readonly holdsAddress: boolean
  /** What stands for the profile in the digest of leaving, where there is none: audit logs hold such digests. */
  readonly digestedAs: string
}

/** What is known of the layouts beyond the bytes, which `fedbiomed/registry/layouts/` holds. */
export const LAYOUTS: Readonly<Record<LayoutName, LayoutTraits>> = {
  address: { holdsAddress: true, digestedAs: 'secagg-mpspdz' },
  party: { holdsAddress: false, digestedAs: 'party' },
  component: { holdsAddress: false, digestedAs: 'mutual-tls' },
}

import type { Ini } from './ini.ts'

/** What the families differ in, as far as a component's files show it. */
export interface Features {
  /** The file's name, for example `config_node.ini`. */
  readonly configurationName: string
  /** The file `.fedbiomed`, which marks a component directory from 6.0 on. */
  readonly hasMarker: boolean
  /** `[mpspdz]`. */
  readonly hasMpspdz: boolean
  /** `[mpspdz] allow_default_biprimes` or `[security] secure_aggregation`: secure aggregation is wired in. */
  readonly knowsSecureAggregation: boolean
  /** `[default] db`. */
  readonly namesRegistry: boolean
  /** `[certificate]`. */
  readonly hasCertificate: boolean
  /** The certificate lies in `certs/cert_<id>/` rather than in `certs/`. */
  readonly hasCertificateDirectory: boolean
  /** `[authentication]`: mutual TLS in its present form. */
  readonly hasAuthentication: boolean
  /** `[mtls]`: mutual TLS in the form of a preview. */
  readonly hasPreviewOfMutualTls: boolean
}

/** Looks for the features in a configuration. */
export function detectFeatures(ini: Ini, configurationName: string, marker: string | undefined): Features {
  const has = (section: string, option: string): boolean => ini.sections.get(section)?.has(option) ?? false
  return {
    configurationName,
    hasMarker: marker !== undefined,
    hasMpspdz: ini.sections.has('mpspdz'),
    knowsSecureAggregation: has('mpspdz', 'allow_default_biprimes') || has('security', 'secure_aggregation'),
    namesRegistry: has('default', 'db'),
    hasCertificate: ini.sections.has('certificate'),
    hasCertificateDirectory: /(?:^|\/)cert_[^/]+\//.test(
      ini.sections.get('certificate')?.get('public_key')?.text ?? '',
    ),
    hasAuthentication: ini.sections.has('authentication'),
    hasPreviewOfMutualTls: ini.sections.has('mtls'),
  }
}

import type { Catalogue } from './kind.ts'
import { certificateFileProblems, type CertificateFileFacts } from './manifest/certificate-file.ts'
import { entryProblems, type EntryFacts } from './manifest/entry.ts'
import { ruleProblems, type RuleFacts } from './manifest/rule.ts'
import { valueProblems, type ValueFacts } from './manifest/value.ts'
import { yamlProblems, type YamlFacts } from './manifest/yaml.ts'

/** The facts of what can be wrong in a federation directory, apart from what is wrong inside a certificate. */
export interface ManifestFacts extends EntryFacts, YamlFacts, ValueFacts, RuleFacts, CertificateFileFacts {}

/** What is said of a federation directory. */
export const manifestProblems: Catalogue<ManifestFacts> = {
  ...entryProblems,
  ...yamlProblems,
  ...valueProblems,
  ...ruleProblems,
  ...certificateFileProblems,
}

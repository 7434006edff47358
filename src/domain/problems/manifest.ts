import type { Catalogue } from './kind.ts'

export interface ManifestFacts {}

export const manifestProblems: Catalogue<ManifestFacts> = {}

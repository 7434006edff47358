import type { Catalogue } from './kind.ts'

export interface SourceFacts {}

export const sourceProblems: Catalogue<SourceFacts> = {}

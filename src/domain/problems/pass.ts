import type { Catalogue } from './kind.ts'

export interface PassFacts {}

export const passProblems: Catalogue<PassFacts> = {}

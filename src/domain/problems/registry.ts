import type { Catalogue } from './kind.ts'

export interface RegistryFacts {}

export const registryProblems: Catalogue<RegistryFacts> = {}

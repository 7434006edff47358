import type { Catalogue } from './kind.ts'

export interface ComponentFacts {}

export const componentProblems: Catalogue<ComponentFacts> = {}

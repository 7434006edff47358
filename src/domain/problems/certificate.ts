import type { Catalogue } from './kind.ts'

export interface CertificateFacts {}

export const certificateProblems: Catalogue<CertificateFacts> = {}

import { readFingerprint, type Fingerprint } from '../../domain/certificate/certificate.ts'
import type { Component } from '../../domain/component.ts'
import { makeProblem, type Problem } from '../../domain/problem.ts'
import { readFile } from '../world/file-system.ts'
import type { World } from '../world/world.ts'

/** The fingerprint of a component's own certificate, or the problem that keeps it from being read. */
export interface OwnFingerprint {
  readonly fingerprint: Fingerprint | undefined
  readonly problems: readonly Problem[]
}

/** Reads the component's own public certificate. It is compared with the declared one, not judged. */
export function readOwnFingerprint(world: World, { certificateFile }: Component): OwnFingerprint {
  const refuse = (reason: string): OwnFingerprint => ({
    fingerprint: undefined,
    problems: [
      makeProblem('SELF_CERTIFICATE_UNREADABLE', { file: certificateFile }, { file: certificateFile, reason }),
    ],
  })
  try {
    const text = new TextDecoder().decode(readFile(world.files, certificateFile))
    const fingerprint = readFingerprint(text)
    return fingerprint === undefined ? refuse('it holds no certificate') : { fingerprint, problems: [] }
  } catch (error) {
    return refuse(error instanceof Error ? error.message : String(error))
  }
}

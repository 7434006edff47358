import type { DriftReport } from '../../domain/report/drift-report.ts'

type Scoped = Pick<DriftReport, 'federation' | 'scope'>

/**
 * Names whose report it is: the federation, or one component of it.
 *
 * @param show - writes an untrusted name so that it is nothing but text where it is shown
 */
export function nameSubject({ federation, scope }: Scoped, show: (name: string) => string): string {
  return scope.kind === 'federation' ? show(federation) : `${show(scope.party.name)} in ${show(federation)}`
}

/** Says of a report on one component that it is that; nothing of one on all. */
export function describeScope({ scope }: Scoped, show: (name: string) => string): string {
  return scope.kind === 'federation'
    ? ''
    : `Of this component alone (${show(scope.party.id)}), compared here and now: no other was asked.`
}

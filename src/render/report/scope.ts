import type { DriftReport } from '../../domain/report/drift-report.ts'

type Scoped = Pick<DriftReport, 'federation' | 'scope' | 'members'>

/**
 * Names whose report it is: the federation, or one component of it.
 *
 * @param show - writes an untrusted name so that it is nothing but text where it is shown
 */
export function nameSubject({ federation, scope }: Scoped, show: (name: string) => string): string {
  return scope.kind === 'federation' ? show(federation) : `${show(scope.party.name)} in ${show(federation)}`
}

/** Says of a report on one component that it is that, and whether there was anything to compare; nothing of one on all. */
export function describeScope({ scope, members }: Scoped, show: (name: string) => string): string {
  if (scope.kind === 'federation') return ''
  const own = members.find(({ id }) => id === scope.party.id)
  const compared = own?.observation.state === 'fresh' ? 'compared here and now' : 'of which nothing was compared'
  return `Of this component alone (${show(scope.party.id)}), ${compared}: no other was asked.`
}

import type { Problem } from '../domain/problem.ts'
import type { Notification } from '../domain/watch/notification.ts'

/** Tells that the settings could not be read again. */
export function noticeOfBadSettings(problems: readonly Problem[], time: number): Notification {
  const findings = problems.map(({ code, place, message, remedy }) => ({
    code,
    party: undefined,
    place,
    message,
    remedy,
  }))
  return { ...aboutDaemon(time), kind: 'failure', findings }
}

/** Tells that this is over. */
export function noticeOfMendedSettings(time: number): Notification {
  return { ...aboutDaemon(time), kind: 'recovery', over: ['failure'] }
}

function aboutDaemon(time: number): Omit<Notification, 'kind'> {
  return { time, about: undefined, revision: undefined, findings: [], over: [] }
}

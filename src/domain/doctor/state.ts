import { makeProblem, toWarning } from '../problem.ts'
import { refreshConditions } from '../status/component-status.ts'
import type { Check } from './check.ts'
import type { BackupFacts, Facts, HeldLock } from './facts.ts'
import { ok, skip, tell, tellOr, type Verdict } from './finding.ts'
import { judgeFact, valueOf } from './found.ts'
import { writeBytes, writeCount, writeMode, writeSpan } from './write.ts'

const FOR_OTHERS = 0o077
/** A pass takes seconds; one that waits for a registry to rest gives up after ten minutes. */
const LONGEST_PASS_MS = 15 * 60_000

export const STATE_DIRECTORY: Check<Facts> = {
  id: 'state-directory',
  title: 'state',
  group: 'Registry',
  about: "The state directory beside the registry is the owner's, nobody else may write it, and its mode is 0700.",
  judge: ({ state }) =>
    judgeFact(state.directory, (directory) => {
      if (directory === undefined) return ok('not there yet: the first pass makes it')
      const { path: file, mode, uid } = directory
      if ((mode & FOR_OTHERS) === 0) return ok(`of user ${uid}, mode ${writeMode(mode)}`)
      return tell(makeProblem('STATE_DIRECTORY_OPEN', { file }, { file, mode: writeMode(mode) }))
    }),
}

export const LOCK: Check<Facts> = {
  id: 'lock',
  title: 'lock',
  group: 'Registry',
  about: 'Nobody holds the lock; for less than 15 minutes it is a warning, since a pass may be at work.',
  judge: ({ state, now }) => judgeFact(state.lock, (lock) => (lock === undefined ? ok('free') : judgeLock(lock, now))),
}

export const JOURNAL: Check<Facts> = {
  id: 'journal',
  title: 'journal',
  group: 'Registry',
  about: 'No pass was interrupted in the middle of a write.',
  judge: ({ state }) => judgeFact(state.journal, (problems) => tellOr(problems, 'nothing was interrupted')),
}

export const BACKUPS: Check<Facts> = {
  id: 'backups',
  title: 'backups',
  group: 'Registry',
  about: 'How many backups there are, how much they take, and whether the newest one can be put back.',
  judge: ({ state, now }) => judgeFact(state.backups, (backups) => judgeBackups(backups, now)),
}

export const INVENTORY: Check<Facts> = {
  id: 'inventory',
  title: 'inventory',
  group: 'Registry',
  about: 'Inventory and deny list can be read, and are of this component.',
  judge: ({ state }) =>
    judgeFact(state.books, ({ inventory, denied }) => {
      const others = denied.size === 0 ? '' : `, ${writeCount(denied.size, 'party', 'parties')} denied`
      return ok(`${writeCount(inventory.entries.size, 'registration')} of ours${others}`)
    }),
}

export const MIRROR: Check<Facts> = {
  id: 'mirror',
  title: 'mirror',
  group: 'Registry',
  about: "What was fetched beside the registry is the owner's, and nobody else may write it.",
  judge: ({ state }) =>
    judgeFact(state.mirror, (mirror) => ok(mirror === undefined ? 'nothing was fetched yet' : 'of the owner alone')),
}

export const DAEMON: Check<Facts> = {
  id: 'daemon',
  title: 'passes',
  group: 'Federation',
  about: 'The last pass ended not too long ago: within three intervals of `watch`, or a day.',
  judge: ({ state, now }) =>
    judgeFact(state.status, (status) => {
      if (status === undefined) return skip('no pass has ended yet')
      const { endedAt } = status.lastPass
      const ready = refreshConditions(status, valueOf(state.lock)?.since, now).find(({ type }) => type === 'Ready')
      if (ready?.reason !== 'PassOverdue') return ok(`the last one ended ${writeSpan(now - endedAt)} ago`)
      const facts = { message: ready.message, daemon: status.intervalMs !== undefined }
      return tell(makeProblem('PASS_OVERDUE', {}, facts))
    }),
}

function judgeLock({ holder, since }: HeldLock, now: number): readonly Verdict[] {
  if (since === undefined) return ok('left by one that has ended: the next pass takes it over')
  const held = makeProblem('LOCK_HELD', {}, { holder })
  return tell(now - since > LONGEST_PASS_MS ? held : toWarning(held))
}

function judgeBackups({ count, bytes, newest, directory }: BackupFacts, now: number): readonly Verdict[] {
  if (newest === undefined) return ok('none yet')
  if (newest.isWhole) {
    return ok(`${count}, ${writeBytes(bytes)} in all, the newest ${writeSpan(now - newest.time)} old`)
  }
  const file = `${directory}/${newest.name}`
  const facts = { file, reason: 'it is damaged, or was put there by somebody else' }
  return tell(toWarning(makeProblem('BACKUP_UNREADABLE', { file }, facts)))
}

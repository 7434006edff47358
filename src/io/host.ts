import os from 'node:os'

/** This process among the others of the machine, and the user that it acts as. */
export interface Host {
  readonly pid: number
  /** For messages only: containers often share a name. */
  readonly name: string
  /** The effective user, or -1 where the system knows no users. */
  userId(): number
  /** Acts as another user and group, as root may, until the function that it gives is called. */
  actAs(uid: number, gid: number): () => void
  /** Tells whether a process of this PID namespace exists, whoever owns it. */
  isRunning(pid: number): boolean
}

/** What Node offers where the system knows users; its type declarations leave out `initgroups`. */
interface UserProcess {
  geteuid(): number
  getegid(): number
  getgroups(): number[]
  seteuid(id: number): void
  setegid(id: number): void
  setgroups(groups: readonly number[]): void
  initgroups(user: number, group: number): void
}

/** The process as it is. */
export function makeHost(): Host {
  return {
    pid: process.pid,
    name: os.hostname(),
    userId: () => process.geteuid?.() ?? -1,
    actAs,
    isRunning,
  }
}

function actAs(uid: number, gid: number): () => void {
  if (!knowsUsers(process)) throw new Error('This system knows no users.')
  const own = process
  const before = { uid: own.geteuid(), gid: own.getegid(), groups: own.getgroups() }
  const restore = (): void => {
    own.seteuid(before.uid)
    own.setegid(before.gid)
    own.setgroups(before.groups)
  }
  try {
    takeGroups(own, uid, gid)
    own.setegid(gid)
    own.seteuid(uid)
  } catch (error) {
    restore()
    throw error
  }
  return restore
}

function knowsUsers(candidate: object): candidate is UserProcess {
  return 'initgroups' in candidate
}

/** Takes the user's groups; a user whom this container's own table does not name has none but the one of the file. */
function takeGroups(own: UserProcess, uid: number, gid: number): void {
  try {
    own.initgroups(uid, gid)
  } catch (error) {
    if (!hasCode(error, 'ERR_UNKNOWN_CREDENTIAL')) throw error
    own.setgroups([gid])
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return !hasCode(error, 'ESRCH')
  }
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code
}

import os from 'node:os'
import { makeProcesses, type Processes } from './processes.ts'

/** This process among the others of the machine, and the user that it acts as. */
export interface Host {
  readonly pid: number
  /** For messages only: containers often share a name. */
  readonly name: string
  /** The version of Node that runs the program. */
  readonly nodeVersion: string
  /** The effective user, or -1 where the system knows no users. */
  userId(): number
  /** Acts as another user and group, as root may, until the function that it gives is called. */
  actAs(uid: number, gid: number): () => void
  /** Does something as the user that started the program; `undefined`, and does nothing, where it is no other one. */
  asStarter<T>(body: () => T): T | undefined
  readonly processes: Processes
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
    nodeVersion: process.versions.node,
    userId: () => process.geteuid?.() ?? -1,
    ...makeIdentity(),
    processes: makeProcesses(process.env['PATH']),
  }
}

function makeIdentity(): Pick<Host, 'actAs' | 'asStarter'> {
  let acting: { readonly begin: () => void; readonly end: () => void } | undefined
  return {
    actAs: (uid, gid) => {
      acting = prepareActing(uid, gid)
      acting.begin()
      return () => {
        acting?.end()
        acting = undefined
      }
    },
    asStarter: (body) => {
      if (acting === undefined) return undefined
      acting.end()
      try {
        return body()
      } finally {
        acting.begin()
      }
    },
  }
}

function prepareActing(uid: number, gid: number): { readonly begin: () => void; readonly end: () => void } {
  if (!knowsUsers(process)) throw new Error('This system knows no users.')
  const own = process
  const before = { uid: own.geteuid(), gid: own.getegid(), groups: own.getgroups() }
  const end = (): void => {
    own.seteuid(before.uid)
    own.setegid(before.gid)
    own.setgroups(before.groups)
  }
  const begin = (): void => {
    try {
      takeGroups(own, uid, gid)
      own.setegid(gid)
      own.seteuid(uid)
    } catch (error) {
      end()
      throw error
    }
  }
  return { begin, end }
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

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code
}

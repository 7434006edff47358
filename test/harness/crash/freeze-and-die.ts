import { join } from 'node:path'
import type { WritingMode } from '../../../src/domain/writing-mode.ts'
import { withSession } from '../../../src/io/registrar/session.ts'
import { realWorld, type World } from '../../../src/io/world/world.ts'
import { componentAt, declare, joined, register } from '../../io/registrar/helpers/site.ts'
import { MOMENTS, type Moment } from './moments.ts'

/*
 * A process that registers one party with `--freeze`, and kills itself, or stops, at one of the moments at which others
 * stand still because of it. Usage: freeze-and-die DIRECTORY MOMENT
 */

const MODE: WritingMode = 'freeze'

function die(): never {
  process.kill(process.pid, 'SIGKILL')
  throw new Error('It is still alive.')
}

/** The real world, in which this process dies at one moment. */
function worldThatEnds(moment: Moment, registryFile: string): World {
  const world = realWorld()
  const { files, host } = world
  const { processes } = host
  let frozen = false
  return {
    ...world,
    host: {
      ...host,
      processes: {
        ...processes,
        stop: (pid) => {
          processes.stop(pid)
          frozen = true
          if (moment === 'stopped') die()
          if (moment === 'stalled') process.kill(process.pid, 'SIGSTOP')
        },
        resume: (pid) => {
          processes.resume(pid)
          if (moment === 'half-resumed') die()
        },
      },
    },
    files: {
      ...files,
      pwrite: (descriptor, bytes, position) => {
        const isOurs = frozen && position === 0 && files.fstat(descriptor).inode === files.lstat(registryFile)?.inode
        if (isOurs && moment === 'compared') die()
        const count = files.pwrite(descriptor, bytes, position)
        if (isOurs && moment === 'written') die()
        return count
      },
    },
  }
}

const [directory = '', moment = ''] = process.argv.slice(2)
const component = componentAt(directory)
const known = MOMENTS.find((each) => each === moment)
if (known === undefined) throw new Error(`There is no moment '${moment}'.`)
await withSession(
  worldThatEnds(known, join(directory, 'var', 'db_NODE_self.json')),
  { component, mode: MODE },
  async (session) => {
    session.recordBookkeeping(joined, [])
    await session.apply([register(declare('bob'))])
  },
)

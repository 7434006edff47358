import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Unavailable, type Proof } from '../../../scripts/harness.ts'
import { writeFiles } from '../../helpers/directory.ts'
import { REGISTRY, siteAt } from '../../io/registrar/helpers/site.ts'
import { bundle } from '../bundle.ts'

/** Runs a command as a container does: it is process 1 of a PID namespace of its own. */
const CONTAINER = ['unshare', '--pid', '--fork', '--mount-proc', '--kill-child']
/** As old as the heartbeat of a holder that certainly has ended. */
const DEAD_FOR_MS = 125_000

/** Two reconcilers in two containers over one directory: one works, the other says so; a lock left behind is recognised. */
export const CONTAINERS: readonly Proof[] = [
  {
    name: 'of two containers over one registry one works, and the lock of a dead one is taken over',
    run: async () => {
      const [command = '', ...args] = CONTAINER
      const { status, stderr } = spawnSync(command, [...args, 'true'], { encoding: 'utf8' })
      if (status !== 0)
        throw new Unavailable(`PID namespaces cannot be made here: ${stderr || 'no unshare, or not root'}`)
      const started: Reconciler[] = []
      const root = mkdtempSync(join(tmpdir(), 'fbm-gitops-containers-'))
      try {
        const program = join(root, 'hold-lock.mjs')
        await bundle(join(import.meta.dirname, 'hold-lock.ts'), program)
        return await meet(root, (how) => {
          const reconciler = startReconciler([...how, process.execPath, program, root])
          started.push(reconciler)
          return reconciler
        })
      } finally {
        for (const reconciler of started) await reconciler.kill()
        rmSync(root, { recursive: true, force: true })
      }
    },
  },
]

type Start = (how: readonly string[]) => Reconciler

async function meet(root: string, start: Start): Promise<string> {
  const site = siteAt(root)
  writeFiles(root, { 'etc/config_node.ini': '[default]\n', 'var/.keep': '' })
  writeFileSync(site.registryFile, REGISTRY)
  const lock = join(site.stateDirectory, 'lock')

  const first = start(CONTAINER)
  await first.says('held')
  // Both are process 1 of their namespaces: a pid that is alive here, and means nothing there.
  await start(CONTAINER).says('LOCK_HELD')
  await start([]).says('LOCK_HELD')
  await first.finish()
  if (existsSync(lock)) throw new Error('The lock is still there.')

  const own = start([])
  await own.says('held')
  await start(CONTAINER).says('LOCK_HELD')
  await own.kill()
  const begin = performance.now()
  const second = start([])
  await second.says('held')
  const here = performance.now() - begin
  await second.kill()

  await start(CONTAINER).says('LOCK_HELD')
  const old = new Date(Date.now() - DEAD_FOR_MS)
  utimesSync(lock, old, old)
  const third = start(CONTAINER)
  await third.says('held')
  await third.finish()
  return `taken over after ${here.toFixed(0)} ms from a process of the same namespace, and from another one once its heartbeat was ${DEAD_FOR_MS / 1000} s old`
}

interface Reconciler {
  /** Fails unless the next word that it says is this. */
  says(word: string): Promise<void>
  finish(): Promise<void>
  kill(): Promise<void>
}

function startReconciler([command = '', ...args]: readonly string[]): Reconciler {
  const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'inherit'] })
  return {
    says: async (word) => {
      const said = await nextWord(child)
      if (said !== word) throw new Error(`It said '${said}' and not '${word}'.`)
    },
    finish: async () => {
      child.stdin.end()
      await ended(child)
    },
    kill: async () => {
      child.kill('SIGKILL')
      await ended(child)
    },
  }
}

function nextWord(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    child.stdout?.once('data', (bytes: Buffer) => {
      resolve(bytes.toString().trim())
    })
    child.once('error', reject)
  })
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  await new Promise((resolve) => child.once('exit', resolve))
}

import { execFileSync } from 'node:child_process'
import { mkdirSync, readFileSync, rmdirSync, rmSync, statfsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Unavailable, type Proof } from '../../../scripts/harness.ts'
import {
  checkAfterRefusal,
  checkApplied,
  readAfter,
  readBefore,
  repairAndCheck,
  ensure,
  type Expectation,
} from './evidence.ts'
import { runPass, type Run } from './program.ts'
import { copyComponent, registryOf, withStage, type Scene, type Stage } from './stage.ts'
import { told } from './told.ts'

export const REAL_FILE_SYSTEMS: readonly Proof[] = [
  { name: 'a disk that is full at any page costs nothing, and room cures it', run: () => playAll(fillDisk) },
  { name: 'a file system mounted read-only is told, and nothing is written', run: () => playAll(mountReadOnly) },
  { name: 'a registry in the lower layer of an overlay is written', run: () => playAll(mountOverlay) },
]

/** A scene, what a pass is to come to, and an empty directory to mount something on. */
interface Act {
  readonly scene: Scene
  readonly expected: Expectation
  readonly mountPoint: string
}

const ROOMY = '4m'
const RESERVING = 'the room in the registry'

async function playAll(play: (act: Act) => Promise<string>): Promise<string> {
  return withStage(async (stage) => {
    const mountPoint = join(stage.root, 'mounted')
    mkdirSync(mountPoint)
    await requireMounts(mountPoint)
    const figures: string[] = []
    for (const scene of stage.scenes) {
      const expected = await expect(stage, scene)
      figures.push(`${scene.name}: ${await told(scene.name, () => play({ scene, expected, mountPoint }))}`)
    }
    return figures.join('\n')
  })
}

async function requireMounts(mountPoint: string): Promise<void> {
  try {
    await withMount(['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs'], mountPoint, () => Promise.resolve())
  } catch (error) {
    const how = 'it needs root, in a container with --cap-add SYS_ADMIN'
    throw new Unavailable(`Nothing can be mounted here: ${how}.`, { cause: error })
  }
}

async function expect(stage: Stage, scene: Scene): Promise<Expectation> {
  const component = join(stage.root, 'undisturbed')
  copyComponent(scene.component, component)
  const { exitCode, output } = await runPass({ ...scene, component })
  ensure(exitCode === 0, `a pass succeeds that nothing disturbs: ${output}`)
  const expected = readAfter(component, readBefore(scene))
  rmSync(component, { recursive: true })
  return expected
}

/** What was refused on a disk that was full, by the moment at which it was. */
type Moments = Map<string, number>

/** Begins on a disk with no free page, and gives one more each time, until a pass succeeds: full at every moment. */
async function fillDisk(act: Act): Promise<string> {
  const { expected } = act
  const moments: Moments = new Map()
  for (let free = 0; ; free += 1) {
    if (await told(`${free} free pages`, () => passOnFullDisk(act, free, moments))) {
      const list = [...moments].map(([moment, count]) => `${moment} ${count}×`).join(', ')
      ensure(moments.has(RESERVING) || !growsByPage(expected), `the disk was full when room was reserved: ${list}`)
      const sizes = `${expected.before?.length ?? 0} to ${expected.after.length} bytes`
      return `${sizes}, succeeds with ${free} free pages; refused before: ${list}`
    }
  }
}

/** Tells whether the pass found room enough. */
async function passOnFullDisk({ scene, expected, mountPoint }: Act, free: number, moments: Moments): Promise<boolean> {
  const place = { ...scene, component: join(mountPoint, 'component') }
  return withMount(['-t', 'tmpfs', '-o', `size=${ROOMY}`, 'tmpfs'], mountPoint, async () => {
    copyComponent(scene.component, place.component)
    fillUp(mountPoint, free)
    const run = await runPass(place)
    if (run.exitCode === 0) {
      checkApplied(place.component, expected)
      return true
    }
    requireTold(run, /the disk is full \(ENOSPC/)
    checkAfterRefusal(place.component, expected)
    const moment = momentOf(run)
    moments.set(moment, (moments.get(moment) ?? 0) + 1)
    rmSync(join(mountPoint, 'filler'))
    await repairAndCheck(place, expected)
    return false
  })
}

/** Leaves so many pages free. */
function fillUp(mountPoint: string, free: number): void {
  const { bavail, bsize } = statfsSync(mountPoint)
  ensure(bavail > free, 'there is room to be filled')
  writeFileSync(join(mountPoint, 'filler'), Buffer.alloc((bavail - free) * bsize))
  ensure(statfsSync(mountPoint).bavail === free, `${free} pages are free`)
}

/** What failed for want of a file of ours names that file; what failed for want of room in the registry names none. */
function momentOf({ output }: Run): string {
  const reason = /^ {2}failed .*\n +(.*)$/m.exec(output)?.[1] ?? output
  const file = /\/(lock|journal|inventory\.json|audit\.jsonl|[^/ ]+)[^/ ]* cannot be written/.exec(reason)?.[1]
  if (file?.startsWith('20') === true) return 'a backup'
  return file ?? (reason.startsWith('the disk is full') ? RESERVING : 'elsewhere')
}

/** Tells whether the registry needs another page: only then can a disk be full at that moment. */
function growsByPage({ before = Buffer.alloc(0), after }: Expectation): boolean {
  const PAGE = 4096
  return Math.ceil(after.length / PAGE) > Math.ceil(before.length / PAGE)
}

async function mountReadOnly({ scene, expected, mountPoint }: Act): Promise<string> {
  const place = { ...scene, component: join(mountPoint, 'component') }
  return withMount(['-t', 'tmpfs', '-o', `size=${ROOMY}`, 'tmpfs'], mountPoint, async () => {
    copyComponent(scene.component, place.component)
    mount('-o', 'remount,ro', mountPoint)
    const run = await runPass(place)
    requireTold(run, /read-only \(EROFS/)
    if (expected.before !== undefined) {
      ensure(readFileSync(registryOf(place.component)).equals(expected.before), 'the registry is as it was')
    }
    mount('-o', 'remount,rw', mountPoint)
    await repairAndCheck(place, expected)
    return `exit code ${run.exitCode}, then applied`
  })
}

/** With the lower layer on the same file system as the upper one, and on another: then even the device changes. */
async function mountOverlay({ scene, expected, mountPoint }: Act): Promise<string> {
  const layers = join(mountPoint, '..', 'layers')
  const merged = { ...scene, component: mountPoint }
  mkdirSync(layers)
  try {
    for (const where of ['same', 'other'] as const) {
      await withMount(['-t', 'tmpfs', '-o', `size=${ROOMY}`, 'tmpfs'], layers, async () => {
        const lower = where === 'other' ? scene.component : join(layers, 'lower')
        const [upper, work] = [join(layers, 'upper'), join(layers, 'work')]
        for (const path of [upper, work]) mkdirSync(path)
        if (where === 'same') copyComponent(scene.component, lower)
        const options = `lowerdir=${lower},upperdir=${upper},workdir=${work}`
        await withMount(['-t', 'overlay', '-o', options, 'overlay'], mountPoint, () => repairAndCheck(merged, expected))
      })
    }
    return 'applied, with the lower layer on the same file system and on another'
  } finally {
    rmdirSync(layers)
  }
}

function requireTold({ exitCode, output }: Run, reason: RegExp): void {
  ensure(exitCode !== null && exitCode !== 0, `the pass says that it failed: exit code ${exitCode}\n${output}`)
  ensure(reason.test(output), `the pass says why: ${output}`)
  ensure(!/\n {4}at /.test(output), `the pass does not end in a stack: ${output}`)
}

async function withMount<T>(args: readonly string[], mountPoint: string, body: () => Promise<T>): Promise<T> {
  mount(...args, mountPoint)
  try {
    return await body()
  } finally {
    execFileSync('umount', [mountPoint], { stdio: 'pipe' })
  }
}

function mount(...args: readonly string[]): void {
  execFileSync('mount', [...args], { stdio: 'pipe' })
}

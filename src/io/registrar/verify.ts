import type { Buffer } from 'node:buffer'
import { makeProblem } from '../../domain/problem.ts'
import { startsWith, trimmed } from '../registry/diagnosis.ts'
import { callSystem } from '../registry/registry-check.ts'
import { PATIENCE_MS, readContent, sameStatus, type Content } from '../registry/sighting.ts'
import type { FileStatus } from '../world/file-system.ts'
import { damaged, overtaken } from './alarms.ts'
import type { Intent } from './intent.ts'
import { quietTime, type Registrar } from './registrar.ts'
import { restoreImage } from './restore-image.ts'

/** The registry after a write, at the last look. */
export interface Verification {
  /** A later whole image that somebody else wrote; absent where ours is there. */
  readonly seen: Content | undefined
}

interface Look {
  readonly status: FileStatus | undefined
  /** The last whole image: ours, or a later one of somebody else. */
  readonly image: Buffer
  readonly seen: Content | undefined
  readonly whole: boolean
  /** Since when the registry is as it is (monotonic milliseconds). */
  readonly since: number
}

const STEP_MS = 20

/**
 * Looks at the registry until the quiet time has passed since the write (step 12), and makes it whole where a live writer
 * has cut it. Whatever is whole at the end is the truth: ours, or what somebody wrote after us.
 *
 * @throws REGISTRY_DAMAGED where it is neither, and nothing has changed for long enough, or does not cease to change
 */
export async function verifyWrite(registrar: Registrar, intent: Intent): Promise<Verification> {
  const { clock } = registrar.world
  const end = clock.monotonic() + quietTime(registrar)
  const first: Look = {
    status: undefined,
    image: intent.after,
    seen: undefined,
    whole: false,
    since: clock.monotonic(),
  }
  let last = lookAgain(registrar, { intent, last: first, reads: true })
  for (;;) {
    await clock.sleep(registrar.pace.quiet === 0 ? 0 : STEP_MS)
    const isLast = clock.monotonic() >= end
    // The times of a file are coarse: the last look reads it, whatever they say.
    last = lookAgain(registrar, { intent, last, reads: isLast })
    if (!isLast) continue
    if (last.whole) return { seen: last.seen }
    const isOver = clock.monotonic() >= end + PATIENCE_MS
    if (isOver || clock.monotonic() - last.since >= registrar.pace.verdict) throw damaged(registrar)
  }
}

function lookAgain(
  registrar: Registrar,
  { intent, last, reads }: { readonly intent: Intent; readonly last: Look; readonly reads: boolean },
): Look {
  const { files, clock } = registrar.world
  const { registryFile: file } = registrar.component
  const status = callSystem(file, () => files.lstat(file))
  if (!reads && sameStatus(status, last.status)) return last
  const now = { ...last, status, since: sameStatus(status, last.status) ? last.since : clock.monotonic() }
  const content = status === undefined ? undefined : readContent(registrar, status)
  if (status === undefined || content === undefined) return { ...now, whole: false }
  return judge(registrar, intent, { ...now, status, content })
}

function judge(
  registrar: Registrar,
  intent: Intent,
  { content, ...look }: Look & { readonly status: FileStatus; readonly content: Content },
): Look {
  const { bytes, scan } = content
  if (bytes.equals(look.image)) return { ...look, whole: true }
  if (scan.kind === 'image') return { ...look, image: bytes, seen: content, whole: true }
  return mendCut(registrar, intent, { ...look, bytes }) ?? { ...look, whole: false }
}

/** Puts back what a live writer's ftruncate has cut off, and blanks what is left of a write that came between. */
function mendCut(
  registrar: Registrar,
  { before }: Intent,
  last: Look & { readonly status: FileStatus; readonly bytes: Buffer },
): Look | undefined {
  const { world, component } = registrar
  const { registryFile: file } = component
  const { status, bytes, image } = last
  const cut = startsWith(image, bytes)
  if (!cut && !startsWith(bytes, image)) return undefined
  if (!restoreImage(registrar, { status, bytes, image })) return undefined
  if (cut) registrar.note(makeProblem('REGISTRY_MENDED', { file }, { file }))
  // A cut at another length than the registry had, with or without the spaces of an earlier pass, says that somebody wrote
  // between our comparison and our write.
  const known = [before.length, trimmed(before).length]
  if (!cut || (last.seen === undefined && !known.includes(bytes.length))) registrar.note(overtaken(registrar))
  return {
    ...last,
    image,
    status: callSystem(file, () => world.files.lstat(file)),
    whole: true,
    since: world.clock.monotonic(),
  }
}

import type { FSWatcher } from 'chokidar'
import type { Topic, WatchedPlace } from './places.ts'

/** Directories that are being watched. */
export interface DirectoryWatch {
  close(): Promise<void>
}

/** Who is told by a watch. */
export interface WatchListener {
  /** Something may have changed. It may also not have, and much changes without a word. */
  readonly hint: (topic: Topic) => void
  /** The system refuses to watch: `ENOSPC`, `EMFILE`, … */
  readonly fault: (code: string) => void
}

/** Watches directories, each with one watch of the system and none for what lies in it. */
export async function watchDirectories(
  places: readonly WatchedPlace[],
  { hint, fault }: WatchListener,
): Promise<DirectoryWatch> {
  const { watch } = await import('chokidar')
  const roots = new Set(places.map(({ directory }) => directory))
  const watcher: FSWatcher = watch([...roots], {
    depth: 0,
    ignoreInitial: true,
    followSymlinks: false,
    // A file of its own for each certificate would be a watch for each.
    ignored: (path) => !roots.has(path),
  })
  watcher.on('error', (error) => {
    fault(codeOf(error))
  })
  // What is ignored gives no event of its own, but the directory's does name it.
  watcher.on('raw', (_event, name, details) => {
    const directory = watchedPathOf(details)
    for (const place of places) {
      if (place.directory === directory && concerns(place, name)) hint(place.topic)
    }
  })
  await untilReady(watcher)
  return { close: () => watcher.close() }
}

const READY_MS = 5_000

/** Until then a change goes unseen. */
function untilReady(watcher: FSWatcher): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, READY_MS)
    watcher.once('ready', () => {
      clearTimeout(timer)
      resolve()
    })
  })
}

/** The system does not always say a name. */
function concerns({ names }: WatchedPlace, name: unknown): boolean {
  return names === undefined || typeof name !== 'string' || name === '' || names.has(name)
}

function watchedPathOf(details: unknown): unknown {
  return typeof details === 'object' && details !== null && 'watchedPath' in details ? details.watchedPath : undefined
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : String(error)
}

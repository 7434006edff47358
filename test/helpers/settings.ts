import { chmodSync } from 'node:fs'
import { join } from 'node:path'
import { withDirectory } from './directory.ts'

/** Lends a directory with settings files that are believed, whatever the umask: only their owner may write to them. */
export async function withSettings(
  files: Readonly<Record<string, string>>,
  body: (directory: string) => void | Promise<void>,
): Promise<void> {
  await withDirectory(files, async (directory) => {
    for (const path of Object.keys(files)) chmodSync(join(directory, path), 0o644)
    await body(directory)
  })
}

import { execFileSync } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

/** Files by their path; the contents are written as they are. */
export type Files = Readonly<Record<string, string | Uint8Array>>

/** Lends a temporary directory with these files, and removes it afterwards. */
export async function withDirectory(files: Files, body: (directory: string) => void | Promise<void>): Promise<void> {
  const directory = realpathSync(mkdtempSync(join(tmpdir(), 'fbm-gitops-test-')))
  try {
    writeFiles(directory, files)
    await body(directory)
  } finally {
    // What a test has killed may still be writing its last file there.
    rmSync(directory, { recursive: true, force: true, maxRetries: 5 })
  }
}

/** Writes files below a directory; one that begins with `#!` can be executed. */
export function writeFiles(directory: string, files: Files): void {
  for (const [path, content] of Object.entries(files)) {
    const file = join(directory, path)
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, content)
    if (typeof content === 'string' && content.startsWith('#!')) chmodSync(file, 0o755)
  }
}

/** Makes a named pipe, which hangs whoever opens it carelessly. */
export function makePipe(path: string): void {
  execFileSync('sh', ['-c', 'mkfifo "$0"', path])
}

import { mkdtempSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Unavailable } from '../../../scripts/harness.ts'
import { preparePython } from '../../../scripts/python-environment.ts'
import { bundle } from '../bundle.ts'

/** What every proof works with. */
export interface Equipment {
  /** A Python with TinyDB 4.7.1. */
  readonly python: string
  /** The built driver: it starts as fast as the program itself. */
  readonly driver: string
  /** A directory on a real disk. */
  readonly directory: string
}

/**
 * Lends Python, the driver and a directory, which is removed when the proof holds, and stays to be looked at otherwise.
 *
 * @throws Unavailable
 */
export async function withEquipment(body: (equipment: Equipment) => Promise<string>): Promise<string> {
  if (process.platform !== 'linux') throw new Unavailable('registries are written on Linux only')
  const python = await preparePython().catch((error: unknown) => {
    throw new Unavailable(error instanceof Error ? error.message : String(error))
  })
  const directory = realpathSync(mkdtempSync(join(tmpdir(), 'fbm-gitops-torture-')))
  const driver = join(directory, 'driver.mjs')
  await bundle(join(import.meta.dirname, 'driver.ts'), driver)
  try {
    const figures = await body({ python, driver, directory })
    rmSync(directory, { recursive: true, force: true })
    return figures
  } catch (error) {
    console.log(`The registries and logs of the proof that fails next stay in ${directory}.`)
    throw error
  }
}

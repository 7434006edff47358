import { rmSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { BASE_IDS } from '../../helpers/bad-base.ts'

export function make(directory: string): void {
  const file = join(directory, 'certificates', `${BASE_IDS.a}.pem`)
  rmSync(file)
  symlinkSync('../../../etc/passwd', file)
}

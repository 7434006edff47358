import { copyFileSync } from 'node:fs'
import { join } from 'node:path'
import { BASE_IDS } from '../../helpers/bad-base.ts'

export function make(directory: string): void {
  const pathOf = (id: string): string => join(directory, 'certificates', `${id}.pem`)
  copyFileSync(pathOf(BASE_IDS.a), pathOf(BASE_IDS.a2))
}

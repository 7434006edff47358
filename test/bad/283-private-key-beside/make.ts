import { join } from 'node:path'
import { baseCertificate, writeDeep } from '../../helpers/bad-base.ts'

export async function make(directory: string): Promise<void> {
  const { privateKeyPem } = await baseCertificate('a')
  writeDeep(join(directory, 'notes/backup.txt'), `for later:\n${privateKeyPem}`)
}

import { appendFileSync } from 'node:fs'
import { join } from 'node:path'
import { baseCertificate } from '../../helpers/bad-base.ts'

export async function make(directory: string): Promise<void> {
  const { privateKeyPem } = await baseCertificate('a')
  appendFileSync(join(directory, 'federation.yaml'), privateKeyPem.replaceAll(/^/gm, '# '))
}

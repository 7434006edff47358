import { join } from 'node:path'
import { BASE_IDS, baseCertificate, writeDeep } from '../../helpers/bad-base.ts'

export async function make(directory: string): Promise<void> {
  const { certificatePem } = await baseCertificate('a', 2)
  writeDeep(join(directory, 'certificates', `${BASE_IDS.a}.pem`), certificatePem)
}

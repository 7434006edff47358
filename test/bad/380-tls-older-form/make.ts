import { BASE_IDS } from '../../helpers/bad-base.ts'
import { O } from '../../helpers/certificates.ts'
import { makeMutualTls } from '../../helpers/bad-certificate.ts'

export function make(directory: string): Promise<void> {
  return makeMutualTls(directory, { subject: [{ oid: O, value: BASE_IDS.a }] })
}

import { anExtension } from '../../helpers/certificates.ts'
import { oid, sequence } from '../../helpers/der.ts'
import { makeMutualTls } from '../../helpers/bad-certificate.ts'

const SERVER = anExtension('2.5.29.37', sequence(oid('1.3.6.1.5.5.7.3.1')))

export function make(directory: string): Promise<void> {
  return makeMutualTls(directory, { extensions: [SERVER] })
}

import { Buffer } from 'node:buffer'
import { anExtension } from '../../helpers/certificates.ts'
import { der, oid, sequence } from '../../helpers/der.ts'
import { makeMutualTls } from '../../helpers/bad-certificate.ts'

const NO_SIGNING = anExtension('2.5.29.15', der(0x03, Buffer.from([0, 0xa0])), true)
const SERVER = anExtension('2.5.29.37', sequence(oid('1.3.6.1.5.5.7.3.1')))

export function make(directory: string): Promise<void> {
  return makeMutualTls(directory, { extensions: [NO_SIGNING, SERVER] })
}

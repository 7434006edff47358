import { Buffer } from 'node:buffer'
import { anExtension } from '../../helpers/certificates.ts'
import { der, oid, sequence } from '../../helpers/der.ts'
import { makeMutualTls } from '../../helpers/bad-certificate.ts'

const CA_TRUE = anExtension('2.5.29.19', sequence(der(0x01, Buffer.from([0xff]))), true)
const CLIENT = anExtension('2.5.29.37', sequence(oid('1.3.6.1.5.5.7.3.2')))

export function make(directory: string): Promise<void> {
  return makeMutualTls(directory, { extensions: [CA_TRUE, CLIENT] })
}

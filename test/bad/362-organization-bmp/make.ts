import { Buffer } from 'node:buffer'
import { BASE_IDS } from '../../helpers/bad-base.ts'
import { badCertificate, putCertificate } from '../../helpers/bad-certificate.ts'
import { CN, O } from '../../helpers/certificates.ts'

export function make(directory: string): void {
  putCertificate(
    directory,
    badCertificate({
      subject: [
        { oid: CN, value: '*' },
        { oid: O, value: Buffer.from(BASE_IDS.a, 'utf16le').swap16(), type: 0x1e },
      ],
    }),
  )
}

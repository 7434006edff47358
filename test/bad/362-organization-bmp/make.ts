import { Buffer } from 'node:buffer'
import { BASE_IDS } from '../../helpers/bad-base.ts'
import { certificateOfOrganizations, putCertificate } from '../../helpers/bad-certificate.ts'

export function make(directory: string): void {
  putCertificate(directory, certificateOfOrganizations({ value: Buffer.from(BASE_IDS.a, 'utf16le').swap16(), type: 0x1e }))
}

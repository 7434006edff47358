import { BASE_IDS } from '../../helpers/bad-base.ts'
import { certificateOfOrganizations, putCertificate } from '../../helpers/bad-certificate.ts'

export function make(directory: string): void {
  putCertificate(directory, certificateOfOrganizations({ value: BASE_IDS.a, type: 0x14 }))
}

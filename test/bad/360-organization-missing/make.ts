import { certificateOfOrganizations, putCertificate } from '../../helpers/bad-certificate.ts'

export function make(directory: string): void {
  putCertificate(directory, certificateOfOrganizations())
}

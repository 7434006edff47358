import { badCertificate, putCertificate } from '../../helpers/bad-certificate.ts'

export function make(directory: string): void {
  putCertificate(directory, badCertificate({ commonName: 'hospital-a.example.org' }))
}

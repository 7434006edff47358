import { BASE_IDS } from '../../helpers/bad-base.ts'
import { badCertificate, putCertificate } from '../../helpers/bad-certificate.ts'
import { CN, O, type NameAttribute } from '../../helpers/certificates.ts'

export function make(directory: string): void {
  const name = (id: string): readonly NameAttribute[] => [
    { oid: CN, value: '*' },
    { oid: O, value: id },
  ]
  putCertificate(directory, badCertificate({ subject: name(BASE_IDS.a2), key: 'other' }), 'a2')
  putCertificate(directory, badCertificate({ subject: name(BASE_IDS.a), issuer: name(BASE_IDS.a2), signer: 'other' }))
}

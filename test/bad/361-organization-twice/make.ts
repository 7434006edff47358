import { BASE_IDS } from '../../helpers/bad-base.ts'
import { badCertificate, putCertificate } from '../../helpers/bad-certificate.ts'
import { CN, O } from '../../helpers/certificates.ts'

export function make(directory: string): void {
  putCertificate(
    directory,
    badCertificate({
      subject: [
        { oid: CN, value: '*' },
        { oid: O, value: BASE_IDS.a },
        { oid: O, value: BASE_IDS.b },
      ],
    }),
  )
}

import { makeProblem, type Problem } from '../../domain/problem.ts'
import { pointCertificate, type Outline } from '../outline.ts'
import { findRepeats, formatPlace } from '../rule.ts'

/** Each party has a certificate of its own. */
export function certificatePathsAreUnique({ parties, place }: Outline): readonly Problem[] {
  return findRepeats(parties, ({ certificatePath }) => certificatePath?.toLowerCase()).map(({ item, first }) =>
    makeProblem('CERTIFICATE_PATH_TWICE', place(pointCertificate(item)), {
      value: item.certificatePath ?? '',
      first: formatPlace(place(pointCertificate(first))),
    }),
  )
}

/** The default place of one party's certificate is nobody else's, even while that party names another. */
export function certificatePathsBelongToTheirParty({ parties, removed, place }: Outline): readonly Problem[] {
  const owners = new Map([...parties, ...removed].map(({ id }) => [`certificates/${id ?? ''}.pem`.toLowerCase(), id]))
  return parties.flatMap((party) => {
    const { id, certificatePath: path } = party
    const owner = path === undefined ? undefined : owners.get(path.toLowerCase())
    if (path === undefined || owner === undefined || owner.toLowerCase() === id?.toLowerCase()) return []
    return [makeProblem('CERTIFICATE_PATH_OWNER', place(pointCertificate(party)), { path, owner })]
  })
}

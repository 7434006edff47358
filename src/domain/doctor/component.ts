import { checkProfile } from '../pass/profile-check.ts'
import { makeProblem } from '../problem.ts'
import { quote } from '../quote.ts'
import type { Check } from './check.ts'
import type { Facts } from './facts.ts'
import { ok, tell, tellOr } from './finding.ts'
import { judgeFact, whereKnown } from './found.ts'

export const CONFIGURATION: Check<Facts> = {
  id: 'configuration',
  title: 'configuration',
  group: 'Component',
  about: 'The directory is there, its `.ini` can be read, its family is supported, and id and role agree.',
  judge: ({ component }) => judgeFact(component, ({ familyLabel, role }) => ok(`${familyLabel}, ${role}`)),
}

/** The variables that move what is reconciled, and not only where MP-SPDZ listens. */
const MOVING = /^(?:NODE_ID|RESEARCHER_ID|(?:NODE_|RESEARCHER_)?CONFIG_FILE|.*_CERTIFICATE_.*|FBM_DEFAULT_(?:ID|DB))$/

export const ENVIRONMENT: Check<Facts> = {
  id: 'environment',
  title: 'environment',
  group: 'Component',
  about:
    'Which variables outrank the configuration here; those of the id, the registry and the certificate are a warning.',
  judge: ({ variables }) =>
    judgeFact(variables, (names) => {
      const moving = names.filter((name) => MOVING.test(name))
      if (moving.length > 0) return tell(makeProblem('VARIABLES_OUTRANK', {}, { names: moving }))
      return ok(names.length === 0 ? 'nothing outranks the .ini' : `outrank the .ini: ${names.map(quote).join(', ')}`)
    }),
}

export const PROFILE: Check<Facts> = {
  id: 'profile',
  title: 'profile',
  group: 'Component',
  about: "The component's family serves the profile of the federation.",
  judge: ({ component, declaration }) =>
    whereKnown(component, 'the component', (self) =>
      whereKnown(declaration, 'the federation', ({ federation }) => {
        const mismatch = checkProfile(self, federation)
        return tellOr(mismatch === undefined ? [] : [mismatch], federation.profile)
      }),
    ),
}

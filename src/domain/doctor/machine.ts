import { makeProblem } from '../problem.ts'
import { quote } from '../quote.ts'
import type { Check } from './check.ts'
import type { MachineFacts } from './facts.ts'
import { ok, skip, tell } from './finding.ts'
import { judgeFact } from './found.ts'
import { isOlder } from './versions.ts'

/** The oldest Node that fbm-gitops is tried with: `engines` of package.json. */
export const OLDEST_NODE = '20.19'

/** The oldest git that knows every option in use: `fetch --no-write-fetch-head` is of 2.29, `rev-parse --end-of-options` of 2.30. */
const OLDEST_GIT = '2.30'

export const NODE: Check<MachineFacts> = {
  id: 'node',
  title: 'Node',
  group: 'Machine',
  about: `The version of Node: ${OLDEST_NODE} or newer.`,
  judge: ({ node, version }) => {
    if (isOlder(node, OLDEST_NODE))
      return tell(makeProblem('NODE_VERSION_OLD', {}, { found: node, needed: OLDEST_NODE }))
    return ok(`${node}, fbm-gitops ${version}`)
  },
}

export const GIT: Check<MachineFacts> = {
  id: 'git',
  title: 'git',
  group: 'Machine',
  about: `git is on the PATH, ${OLDEST_GIT} or newer.`,
  judge: ({ git }) =>
    judgeFact(git, (found) => {
      if (found === undefined) return tell(makeProblem('GIT_NOT_FOUND', {}, { needed: OLDEST_GIT }))
      if (isOlder(found, OLDEST_GIT)) return tell(makeProblem('GIT_VERSION_OLD', {}, { found, needed: OLDEST_GIT }))
      return ok(quote(found))
    }),
}

export const PLATFORM: Check<MachineFacts> = {
  id: 'platform',
  title: 'platform',
  group: 'Machine',
  about: 'This is Linux: registries are written nowhere else.',
  judge: ({ platform }) =>
    platform === 'linux' ? ok('linux') : tell(makeProblem('PLATFORM_UNSUPPORTED', {}, { platform })),
}

export const USER: Check<MachineFacts> = {
  id: 'user',
  title: 'user',
  group: 'Machine',
  about: 'Who runs fbm-gitops; the owner of the registry is compared with it below.',
  judge: ({ user }) => {
    if (user < 0) return skip('this system knows no users')
    return ok(user === 0 ? 'root, who acts as the owner of a registry' : `uid ${user}`)
  },
}

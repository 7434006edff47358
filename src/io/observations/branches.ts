import { isPartyId, type PartyId } from '../../domain/party.ts'
import { askGit, type Repository } from '../source/git.ts'
import type { World } from '../world/world.ts'
import { readContents, type Content } from './branch-contents.ts'
import { MOST_OBSERVATIONS, type FoundObservation, type ObservationListing, type ObservationPlace } from './found.ts'
import { judgeCount, judgeNames, refuse } from './judge-listing.ts'
import { OBSERVED, OBSERVED_HERE } from './names.ts'

type BranchPlace = Exclude<ObservationPlace, { readonly kind: 'directory' }>

/**
 * Reads what the branches `fbm-gitops/observed/<id>` hold, from objects alone: three git processes, however many branches.
 *
 * @throws as `runGit`
 */
export function readBranches(world: World, place: BranchPlace): ObservationListing {
  const repository = place.kind === 'repository' ? place.repository : toRepository(place)
  const refs = listRefs(world, repository, NAMESPACES[place.kind])
  const branches = refs.slice(0, MOST_OBSERVATIONS).flatMap(toBranch)
  const strangers = refs.filter(({ name }) => !isPartyId(name)).map(({ label }) => label)
  const contents = readContents(world, repository, [...new Set(branches.map(({ commit }) => commit))])
  return {
    found: branches.map((branch) => describeBranch(branch, contents.get(branch.commit))),
    problems: [...judgeNames(strangers, repository.label), ...judgeCount(refs.length, repository.label)],
  }
}

const NAMESPACES: Readonly<Record<BranchPlace['kind'], readonly string[]>> = {
  repository: [`refs/heads/${OBSERVED}`, `refs/remotes/*/${OBSERVED}/**`],
  mirror: [OBSERVED_HERE],
}

function toRepository({ mirror, url }: BranchPlace & { readonly kind: 'mirror' }): Repository {
  return { gitDirectory: mirror, top: mirror, label: url }
}

interface Ref {
  readonly commit: string
  /** Without `refs/heads/`, `refs/remotes/` and the like. */
  readonly label: string
  /** What comes behind `fbm-gitops/observed/`. */
  readonly name: string
}

/** No name of a ref holds white space; git sorts them. One more is listed than is read, to tell that there are more. */
function listRefs(world: World, repository: Repository, namespaces: readonly string[]): readonly Ref[] {
  const args = ['--format=%(objectname) %(refname)', `--count=${MOST_OBSERVATIONS + 1}`, ...namespaces]
  const lines = askGit(world, repository, { command: 'for-each-ref', args }).toString('utf8').split('\n')
  return lines.flatMap((line) => {
    const [, commit, ref, name] = LINE.exec(line) ?? []
    if (commit === undefined || ref === undefined || name === undefined) return []
    return [{ commit, name, label: ref.replace(/^refs\/(?:heads|remotes)\//, '').replace(OBSERVED_HERE, OBSERVED) }]
  })
}

const LINE = new RegExp(`^([0-9a-f]{40,64}) (refs/(?:.*?${OBSERVED}|fbm-gitops/observed)/(.*))$`)

interface Branch {
  readonly party: PartyId
  readonly label: string
  readonly commit: string
}

function toBranch({ commit, label, name }: Ref): readonly Branch[] {
  return isPartyId(name) ? [{ party: name, label, commit }] : []
}

function describeBranch({ party, label }: Branch, content: Content | undefined): FoundObservation {
  const { bytes, committedAt } = content ?? { bytes: 'damaged', committedAt: undefined }
  return { party, label, bytes: typeof bytes === 'string' ? refuse({ party, label }, bytes) : bytes, committedAt }
}

import { LARGEST_OBSERVATION } from '../../domain/observation/written.ts'
import { isPartyId, type PartyId } from '../../domain/party.ts'
import { toWarning, type Problem } from '../../domain/problem.ts'
import { namePath } from '../../domain/snapshot.ts'
import { walkDirectory, type Found } from '../source/directory.ts'
import { locateDirectory } from '../source/source.ts'
import type { World } from '../world/world.ts'
import { MOST_BYTES_IN_ALL, MOST_OBSERVATIONS, type FoundObservation, type ObservationListing } from './found.ts'
import { judgeCount, judgeNames, refuse } from './judge-listing.ts'

/**
 * Reads the files `<id>.json` of a directory; no link in it is followed. Files that are called otherwise are passed over.
 *
 * @throws as `locateDirectory`
 */
export function readFiles(world: World, directory: string): ObservationListing {
  const place = locateDirectory(world, directory)
  const readsFile = (path: string): boolean => partyOf(path) !== undefined
  const found: FoundObservation[] = []
  const problems: Problem[] = []
  const strangers: string[] = []
  const limit = makeLimit()
  const interest = { entersDirectory: () => false, readsFile, mostBytes: LARGEST_OBSERVATION }
  for (const one of walkDirectory(world, place, interest)) {
    const party = partyOf(one.path)
    if (party !== undefined) found.push(limit(describeFile(one, { party, label: namePath(place.label, one.path) })))
    else if (one.kind === 'problem') problems.push(toWarning(one.problem))
    else if (JSON_FILE.test(one.path)) strangers.push(one.path)
    if (found.length > MOST_OBSERVATIONS) break
  }
  return {
    found: found.slice(0, MOST_OBSERVATIONS),
    problems: [...problems, ...judgeNames(strangers, place.label), ...judgeCount(found.length, place.label)],
  }
}

const JSON_FILE = /\.json$/

function partyOf(path: string): PartyId | undefined {
  const name = path.replace(JSON_FILE, '')
  return name !== path && isPartyId(name) ? name : undefined
}

function describeFile(found: Found, name: Pick<FoundObservation, 'party' | 'label'>): FoundObservation {
  const toFound = (bytes: Uint8Array | Problem): FoundObservation => ({ ...name, bytes, committedAt: undefined })
  if (found.kind === 'problem') return toFound({ ...found.problem, party: name.party })
  if (found.kind === 'directory' || found.file.kind !== 'file') return toFound(refuse(name, 'no-file'))
  return toFound(found.file.bytes ?? refuse(name, 'too-big'))
}

/** What is too much is let go at once. */
function makeLimit(): (found: FoundObservation) => FoundObservation {
  let left = MOST_BYTES_IN_ALL
  return (found) => {
    if (!(found.bytes instanceof Uint8Array)) return found
    left -= found.bytes.length
    return left < 0 ? { ...found, bytes: refuse(found, 'too-many-bytes') } : found
  }
}

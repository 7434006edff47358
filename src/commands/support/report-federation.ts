import type { Options } from '../../command-line/options.ts'
import { usageError } from '../../command-line/usage.ts'
import { readMoved } from '../../declaration/moved.ts'
import { reachSource, type ReachedSource } from '../../declaration/reach.ts'
import { readDeclaration, type DeclarationReading } from '../../declaration/read.ts'
import { isSignedBy, parseObservation } from '../../domain/observation/parse-observation.ts'
import { isProblem, type Problem } from '../../domain/problem.ts'
import { quote } from '../../domain/quote.ts'
import { PROFILES } from '../../domain/profiles.ts'
import type { MovedParties, ReceivedObservation, ReportFacts } from '../../domain/report/facts.ts'
import { hideSecret } from '../../domain/url-secret.ts'
import { FederationError } from '../../errors.ts'
import { fetchObservations } from '../../io/observations/fetch-observations.ts'
import type { FoundObservation, ObservationListing, ObservationPlace } from '../../io/observations/found.ts'
import { readObservations } from '../../io/observations/read-observations.ts'
import { readDeclarationCommits } from '../../io/source/declaration-commits.ts'
import { readSeenCommits } from '../../io/source/seen-commits.ts'
import { locateDirectory, locateSource } from '../../io/source/source.ts'
import type { World } from '../../io/world/world.ts'
import { makeSource } from './source.ts'

/** What a report is made from, and what was noticed while it was gathered. */
export interface GatheredFacts {
  readonly facts: Omit<ReportFacts, 'baseline' | 'failOn' | 'exitZero'>
  readonly problems: readonly Problem[]
}

/**
 * Gathers what is declared, what components have told of it, and how the commits that they have seen stand to the one that
 * was read. The number of processes does not grow with the number of parties.
 *
 * @throws as `readDeclaration` and `readObservations`
 */
export async function gatherFederation(world: World, options: Options): Promise<GatheredFacts> {
  const directories = options.observations.map((directory) => locateObservations(world, directory))
  const source = await reachSource(world, { source: makeSource(world, options), component: undefined })
  const declaration = await readDeclaration(world, source)
  const fetched = source.kind === 'repository' ? await fetchObservations(world, source) : []
  const listing = await readAll(world, [...placesIn(world, source), ...directories])
  const received = listing.found.map((each) => receive(each, declaration))
  const facts = {
    ...describeDeclaration(declaration, options),
    ...(await readHistory(world, declaration, received)),
    source: [describeSource(source), ...options.observations].join(', '),
    received,
    now: world.clock.now(),
    scope: undefined,
  }
  return { facts, problems: [...fetched, ...listing.problems] }
}

/** What is declared, and how its files are named. */
export function describeDeclaration(
  {
    federation,
    revision,
    problems,
    committed,
  }: Pick<DeclarationReading, 'federation' | 'revision' | 'problems' | 'committed'>,
  options: Options,
): Pick<ReportFacts, 'declaration' | 'directory'> {
  const label = options.federation.replace(/(?<=[^/])\/+$/, '')
  return {
    declaration: { federation, revision, problems },
    directory: committed === undefined ? { label, prefix: label } : committed.source,
  }
}

/** Names where a declaration was read, without what lets somebody in. */
function describeSource(source: ReachedSource): string {
  return source.kind === 'repository' ? hideSecret(source.url) : source.directory
}

function placesIn(world: World, source: ReachedSource): readonly ObservationPlace[] {
  if (source.kind === 'repository') {
    return [{ kind: 'mirror', mirror: source.contact.mirror, url: hideSecret(source.url) }]
  }
  const { repository } = locateSource(world, source.directory)
  return repository === undefined ? [] : [{ kind: 'repository', repository }]
}

/** A directory that was mistyped is no fault of the federation. */
function locateObservations(world: World, directory: string): ObservationPlace {
  try {
    locateDirectory(world, directory)
  } catch (cause) {
    if (!(cause instanceof FederationError)) throw cause
    const remedy = 'Name a directory that exists, and holds one file <id>.json for each component: --observations DIR'
    throw usageError(`No observations can be read from '${quote(directory)}': it is no directory to be read.`, remedy)
  }
  return { kind: 'directory', directory }
}

async function readAll(world: World, places: readonly ObservationPlace[]): Promise<ObservationListing> {
  const listings: ObservationListing[] = []
  for (const place of places) listings.push(await readObservations(world, place))
  return { found: listings.flatMap(({ found }) => found), problems: listings.flatMap(({ problems }) => problems) }
}

/** Checks who has signed it; everything else that may be wrong with it is the report's business. */
function receive({ party, label, bytes }: FoundObservation, declaration: DeclarationReading): ReceivedObservation {
  const parsed = bytes instanceof Uint8Array ? parseObservation(bytes, label) : bytes
  if (isProblem(parsed))
    return { party, label, content: { kind: 'unreadable', reason: parsed.message.replace(/\.$/, '') } }
  const fingerprint = declaration.federation.parties.find(({ id }) => id === party)?.certificate?.fingerprint
  const certificate = fingerprint && declaration.certificates?.get(fingerprint)
  const isGenuine = certificate !== undefined && isSignedBy(parsed, certificate.pem)
  return { party, label, content: { kind: 'read', observation: parsed.observation, isGenuine } }
}

/** Only commits that a party itself has named are looked for. */
async function readHistory(
  world: World,
  { committed, federation }: DeclarationReading,
  received: readonly ReceivedObservation[],
): Promise<Pick<ReportFacts, 'history' | 'divergence' | 'isShallow' | 'moved' | 'commits'>> {
  const seen = received.flatMap(({ content }) => {
    return content.kind === 'read' && content.isGenuine ? [content.observation.revision] : []
  })
  if (committed === undefined) {
    const moved = new Map(seen.map((commit) => [commit, describeUncommitted(federation)]))
    return { history: new Map(), divergence: [], isShallow: false, moved, commits: new Map() }
  }
  const paths = federation.parties.map(({ certificatePath }) => certificatePath)
  const seenCommits = readSeenCommits(world, committed, seen)
  const others = [...seenCommits.history].flatMap(([id, fact]) => (fact === 'behind' || fact === 'ahead' ? [id] : []))
  const moved = await readMoved(world, { committed, federation }, others)
  return { ...seenCommits, moved, commits: readDeclarationCommits(world, committed, paths) }
}

/** No commit can be compared with files. */
function describeUncommitted({ profile }: DeclarationReading['federation']): MovedParties {
  return PROFILES[profile].holdsAddress ? 'unknown' : new Set()
}

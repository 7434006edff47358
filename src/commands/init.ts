import { join } from 'node:path'
import { FLAGS } from '../command-line/flags.ts'
import type { Invocation } from '../command-line/invocation.ts'
import type { Options } from '../command-line/options.ts'
import { chooseFounders, foundFederation, NOTHING_THERE } from '../declaration/founding.ts'
import type { Founder, NewFile } from '../domain/founding.ts'
import { federationError, FederationError } from '../errors.ts'
import { readRows } from '../fedbiomed/registry/layouts.ts'
import { checkOwnKey, readOwnCertificate } from '../io/component/own-certificate.ts'
import { findHookObstacle, installHook } from '../io/founding/hook.ts'
import { lookAt } from '../io/founding/look.ts'
import { findStanding, writeNewFiles } from '../io/founding/new-files.ts'
import { locateFounding, refuseExisting, type FoundingPlace } from '../io/founding/place.ts'
import { readRegistryFile } from '../io/registry/registry-file.ts'
import { readPlainSnapshot } from '../io/source/snapshot.ts'
import type { World } from '../io/world/world.ts'
import { renderHelpfulFiles, type HelpfulFile } from '../render/founding/files.ts'
import { findAnswers, type Answers } from './support/init-answers.ts'
import type { OwnComponent } from './support/init-own.ts'
import { confirm, makeInitResult, type Beginning } from './support/init-result.ts'
import type { Result } from './support/command.ts'

/**
 * Begins a federation: a directory with manifest and schema, and what its members need beside it; of a component and its
 * registry, where that is wanted. All of it is written, or nothing, and nothing is ever replaced.
 */
export async function init(world: World, input: Invocation): Promise<Result> {
  const { options, argument } = input
  const place = locateFounding(world, argument ?? FLAGS.federation.fallback)
  refuseExisting(world, place)
  const answers = await findAnswers(world, input, place.isInGit)
  const beginning = await prepare(world, { place, answers, options })
  const obstacle = answers.wantsHook ? findHookObstacle(world, place, beginning.present) : undefined
  if (obstacle !== undefined) throw new FederationError([obstacle])
  if (!(await confirm(world, beginning))) return makeInitResult(beginning, { options, state: 'declined' })
  writeNewFiles(world, place.top, beginning.files)
  const fault = answers.wantsHook ? installHook(world, place) : undefined
  return makeInitResult(beginning, { options, state: 'written', fault })
}

interface Situation {
  readonly place: FoundingPlace
  readonly answers: Answers
  readonly options: Options
}

async function prepare(world: World, { place, answers, options }: Situation): Promise<Beginning> {
  const { charter, own } = answers
  const now = world.clock.now()
  const existing = place.isThere ? await readPlainSnapshot(world, place.directory) : NOTHING_THERE
  const choice = await findFounders(world, { answers, options })
  const founded = await foundFederation({ charter, founders: choice.founders, existing, now })
  if (founded.kind === 'refused') throw new FederationError(founded.problems)
  const self = founded.parties.find(({ id }) => id === own?.component.id)
  const pem = founded.files.find(({ path }) => path === self?.certificatePath)?.bytes
  if (own !== undefined && pem !== undefined) checkOwnKey(world, own.component, Buffer.from(pem).toString())
  const needed = founded.files.map(({ path, bytes }) => ({ path: joinPath(place.prefix, path), bytes }))
  refuseOthers(world, place, needed)
  const helpful = renderHelpfulFiles(charter, place.prefix, answers.owners).map((file) =>
    placeHelpful(world, place, file),
  )
  const wanted = [...helpful.flatMap(({ file }) => file ?? []), ...needed]
  return {
    place,
    answers,
    parties: founded.parties,
    leftOut: [...choice.leftOut, ...founded.leftOut],
    problems: [...choice.problems, ...founded.problems],
    // The manifest comes last: before it is there, nothing takes the directory for a federation.
    files: wanted.filter((file) => findStanding(world, place.top, file) === 'absent'),
    present: wanted.map(({ path }) => path),
    kept: helpful.flatMap(({ kept }) => kept ?? []),
  }
}

interface Found {
  readonly founders: readonly Founder[]
  readonly leftOut: Beginning['leftOut']
  readonly problems: Beginning['problems']
}

/** Everybody who is declared from the beginning: the component, and whom its registry holds. The registry is only read. */
async function findFounders(world: World, { answers, options }: Omit<Situation, 'place'>): Promise<Found> {
  const { charter, own } = answers
  if (own === undefined) return { founders: [], leftOut: [], problems: [] }
  const self = toFounder(world, own)
  if (!options.fromRegistry) return { founders: [self], leftOut: [], problems: [] }
  const { component } = own
  const { scan } = await readRegistryFile(world, component)
  const rows = readRows(scan, component.layout)
  return chooseFounders({ charter, self, rows, file: component.registryFile })
}

function toFounder(world: World, { component, name, address }: OwnComponent): Founder {
  const { id, role, certificateFile: file } = component
  const certificate = readOwnCertificate(world, component)
  return { id, role, name, address, certificate, file, isSelf: true }
}

function refuseOthers(world: World, { top }: FoundingPlace, needed: readonly NewFile[]): void {
  const other = needed.find((file) => findStanding(world, top, file) === 'other')
  if (other !== undefined) throw federationError('INIT_FILE_IN_THE_WAY', { file: join(top, other.path) })
}

/** What people have already stays: a file of theirs, or one that serves the same purpose elsewhere. */
function placeHelpful(
  world: World,
  { top }: FoundingPlace,
  { otherwise, alsoServedBy = [], ...file }: HelpfulFile,
): { readonly file?: NewFile; readonly kept?: string } {
  const served = alsoServedBy.find((path) => lookAt(world.files, join(top, path)) !== undefined)
  if (served !== undefined) return { kept: served }
  if (findStanding(world, top, file) !== 'other') return { file }
  const second = otherwise === undefined ? undefined : { ...file, path: otherwise }
  if (second !== undefined && findStanding(world, top, second) !== 'other') return { file: second, kept: file.path }
  return { kept: file.path }
}

function joinPath(prefix: string, path: string): string {
  return prefix === '' ? path : `${prefix}/${path}`
}

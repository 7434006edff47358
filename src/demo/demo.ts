import { readFileSync, writeFileSync } from 'node:fs'
import { readFingerprint } from '../domain/certificate/certificate.ts'
import { demoFailure, expectEqual } from './expect.ts'
import { writeManifest, type ManifestExtras } from './manifest.ts'
import { announce, runAsCoordinator, runIn, showMatrix, showOutput, type Audience, type Play } from './narrator.ts'
import { setStage, type Actor } from './stage.ts'

/** Where a demonstration plays. */
export interface Setting {
  /** A new directory that is kept; without it a temporary one is used and removed. */
  readonly directory: string | undefined
  /** Milliseconds since the epoch. */
  readonly now: number
}

/**
 * Plays a whole federation in real child processes, and checks everything that it shows.
 *
 * @throws `DEMO_FAILED` at the first thing that is not as it should be.
 */
export async function playDemo(audience: Audience, setting: Setting): Promise<void> {
  const stage = await setStage(setting)
  try {
    const play = { ...audience, stage }
    await declareFederation(play)
    await reconcileEveryone(play)
    await rotateKey(play)
    await editByHand(play)
    await removeParty(play)
    readAgain(play)
  } finally {
    stage.dismantle()
  }
}

const NOBODY: ManifestExtras = { replaces: {}, removed: [] }

async function declareFederation(play: Play): Promise<void> {
  const { actors, commit } = play.stage
  announce(
    play,
    '1. A federation is declared',
    'A researcher, two nodes and a second node instance. None has registered another yet.',
  )
  const files = new Map(actors.map(({ id, certificateFile }) => [`certificates/${id}.pem`, readText(certificateFile)]))
  await commit('Declare the federation', files.set('federation.yaml', writeManifest(actors, NOBODY)))
  await runAsCoordinator(play, 'validate', 0)
  await showMatrix(play, actors, 0)
  play.say('\n')
  showOutput(play, await runIn(play, find(play, 'hospital-a'), { args: ['plan'], expected: 2 }))
}

async function reconcileEveryone(play: Play): Promise<void> {
  const { actors } = play.stage
  announce(
    play,
    '2. Each component reconciles',
    'Nobody copies a certificate, and nobody needs access to another site.',
  )
  await runEverywhere(play, actors, ['reconcile', '--offline'])
  await showMatrix(play, actors, 12)
  play.say('\nA second look finds nothing to do:\n')
  await runEverywhere(play, actors, ['plan'])
}

async function rotateKey(play: Play): Promise<void> {
  const { actors, commit, rotate } = play.stage
  const actor = find(play, 'hospital-b')
  const old = readFingerprint(readText(actor.certificateFile)) ?? ''
  announce(
    play,
    '3. hospital-b generates a new key',
    'Its own component notices at once that it is no longer what it declares:',
  )
  const certificate = await rotate(actor)
  await runIn(play, actor, { args: ['plan'], expected: 21 })
  play.say('\nCommitted without a word, it is refused: somebody may have put it there.\n')
  await commit('New certificate of hospital-b', new Map([[`certificates/${actor.id}.pem`, certificate]]))
  await runIn(play, find(play, 'hospital-a'), { args: ['reconcile', '--offline'], expected: 20 })
  play.say('\nAnnounced under `replaces:`, it is followed:\n')
  const manifest = writeManifest(actors, { ...NOBODY, replaces: { [actor.name]: [old] } })
  await commit('Announce the new key of hospital-b', new Map([['federation.yaml', manifest]]))
  await runEverywhere(play, actors, ['reconcile', '--offline'])
  await showMatrix(play, actors, 12)
}

async function editByHand(play: Play): Promise<void> {
  const { actors } = play.stage
  const researcher = find(play, 'inria-server')
  announce(
    play,
    '4. Somebody edits a row of the researcher by hand',
    'It is found, and not overwritten without a word:',
  )
  const before = readText(researcher.registryFile)
  const edited = before.replace('"ip": "10.221.0.4"', '"ip": "10.221.0.9"')
  if (edited === before) throw demoFailure('the row to edit is not in the registry')
  writeFileSync(researcher.registryFile, edited)
  await showMatrix(play, actors, 11)
  play.say('\n')
  showOutput(play, await runIn(play, researcher, { args: ['reconcile', '--offline'], expected: 20 }))
  expectEqual('the registry after a refusal', readText(researcher.registryFile), edited)
  await runIn(play, researcher, {
    args: ['reconcile', '--offline', '--overwrite', find(play, 'hospital-b').id],
    expected: 0,
  })
  await showMatrix(play, actors, 12)
}

async function removeParty(play: Play): Promise<void> {
  const { actors, commit } = play.stage
  const members = actors.filter(({ name }) => name !== 'hospital-b')
  announce(play, '5. hospital-b leaves the federation', 'Listed under `removed:`, it is deleted everywhere:')
  const manifest = writeManifest(actors, { ...NOBODY, removed: ['hospital-b'] })
  await commit('hospital-b leaves: study closed', new Map([['federation.yaml', manifest]]))
  await runEverywhere(play, members, ['reconcile', '--offline'])
  await showMatrix(play, members, 6)
  play.say('\nhospital-b itself is told, keeps what it has, and leaves when it likes:\n')
  const gone = find(play, 'hospital-b')
  await runIn(play, gone, { args: ['reconcile', '--offline'], expected: 20 })
  await runIn(play, gone, { args: ['leave', '--offline'], expected: 0 })
  await runIn(play, gone, { args: ['reconcile', '--offline'], expected: 0 })
}

/** Reads every registry by other means: exactly the intended peers, with exactly their certificates. */
function readAgain(play: Play): void {
  const { actors, readRegistry } = play.stage
  const members = actors.filter(({ name }) => name !== 'hospital-b')
  announce(play, '6. Every registry once more', 'Read as plain JSON, by nothing that fbm-gitops reads them with:')
  for (const actor of actors) {
    const peers = members.includes(actor) ? members.filter((peer) => peer !== actor) : []
    const expected = new Map(peers.map(({ id, certificateFile }) => [id, readText(certificateFile)]))
    expectEqual(`the registrations of ${actor.name}`, readRegistry(actor), expected)
    const names = peers.length === 0 ? 'nobody' : peers.map(({ name }) => name).join(' and ')
    play.say(`  ${actor.name.padEnd(13)} holds exactly ${names}\n`)
  }
}

async function runEverywhere(play: Play, actors: readonly Actor[], args: readonly string[]): Promise<void> {
  for (const actor of actors) await runIn(play, actor, { args, expected: 0 })
}

function find({ stage }: Play, name: string): Actor {
  const actor = stage.actors.find((each) => each.name === name)
  if (actor === undefined) throw demoFailure(`there is no actor ${name}`)
  return actor
}

function readText(file: string): string {
  return readFileSync(file, 'utf8')
}

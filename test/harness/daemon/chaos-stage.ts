import { writeFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { certificateOf, MEMBERS, type MemberName } from '../../helpers/federation.ts'
import { startDaemon, type Daemon, type Holding } from './daemon.ts'
import type { Editor } from './editor.ts'
import { ALL, EVERYBODY, type Declared, type Network } from './network.ts'
import type { Remote } from './remote.ts'

/** Certificates of each member; a rotation gives up one for ever. */
const GENERATIONS = 6
/** A third time, a daemon takes for a fight. */
const MOST_FLIPS = 2

/** A network in chaos, and what was done to it so far. */
export interface Stage {
  readonly network: Network
  readonly remote: Remote
  readonly editor: Editor
  readonly chance: () => number
  readonly daemons: Map<MemberName, Daemon>
  /** How often a row was deleted since its daemon was started. */
  readonly flips: Map<string, number>
  /** Rows that were edited, as `member party`. */
  readonly edited: Map<string, { readonly member: MemberName; readonly party: MemberName }>
  /** The numbers that were written into another table of each registry. */
  readonly noted: Map<MemberName, number[]>
  readonly done: Map<string, number>
  readonly holdings: Holding[]
  declared: Declared
  /** The certificate that member b had when it was removed. */
  lastOfB: number
}

/** Starts a daemon for each member. */
export function makeStage(given: Pick<Stage, 'network' | 'remote' | 'editor' | 'chance'>): Stage {
  const stage: Stage = {
    ...given,
    daemons: new Map(),
    flips: new Map(),
    edited: new Map(),
    noted: new Map(ALL.map((name) => [name, []])),
    done: new Map(),
    holdings: [],
    declared: EVERYBODY,
    lastOfB: 1,
  }
  for (const name of ALL) start(stage, name)
  return stage
}

function start(stage: Stage, name: MemberName): void {
  const { network, remote, daemons, flips } = stage
  const { directory } = network.trees[name]
  daemons.set(name, startDaemon(['--component', directory, ...remote.flags, '--interval', '1s']))
  for (const party of ALL) flips.delete(`${name} ${party}`)
}

type Act = (stage: Stage) => Promise<void>

/** What happens, and how often beside the others. */
export const ACTS: Readonly<Record<string, readonly [weight: number, act: Act]>> = {
  'key rotated': [3, rotate],
  'member removed or back': [2, leaveOrReturn],
  'manifest broken': [1, breakManifest],
  'certificate broken': [1, breakCertificate],
  'row deleted': [4, deleteRow],
  'row edited': [1, editRow],
  'other row written': [6, note],
  'daemon killed': [2, kill],
  'daemon ended': [1, end],
  'network cut': [2, cut],
  'network held': [1, hold],
  'answer cut': [1, cutAnswer],
}

/** Draws one of several by chance. */
export function choose<Item>({ chance }: Stage, items: readonly Item[]): Item {
  const item = items[Math.floor(chance() * items.length)]
  if (item === undefined) throw new Error('There is nothing to choose from.')
  return item
}

/** The component first, as an administrator does it who then publishes. */
async function rotate(stage: Stage): Promise<void> {
  const name = choose(stage, ['a', 'b'] as const)
  const generation = stage.declared.members[name]
  if (generation === undefined || generation === GENERATIONS) return
  await giveCertificate(stage, name, generation + 1)
  await declare(stage, { members: { ...stage.declared.members, [name]: generation + 1 } })
}

async function giveCertificate({ network }: Stage, name: MemberName, generation: number): Promise<void> {
  const { certificateFile } = network.trees[name]
  const { certificatePem, privateKeyPem } = await certificateOf(name, generation)
  writeFileSync(certificateFile, certificatePem)
  writeFileSync(certificateFile.replace(/\.pem$/, '.key'), privateKeyPem)
}

async function leaveOrReturn(stage: Stage): Promise<void> {
  const { b: generation, ...others } = stage.declared.members
  if (generation !== undefined) stage.lastOfB = generation
  const back = { ...others, b: stage.lastOfB }
  await declare(stage, generation === undefined ? { members: back } : { members: others, removed: ['b'] })
}

async function breakManifest(stage: Stage): Promise<void> {
  await stage.network.declare({ ...stage.declared, manifest: 'apiVersion: fbm-gitops/v1\nnodes: [' })
  await sleep(500 + stage.chance() * 1500)
  await stage.network.declare(stage.declared)
}

async function breakCertificate(stage: Stage): Promise<void> {
  await stage.network.declare({ ...stage.declared, certificates: { a: 'no certificate\n' } })
  await sleep(500 + stage.chance() * 1500)
  await stage.network.declare(stage.declared)
}

/** Declares something else from now on. */
export async function declare(stage: Stage, declared: Declared): Promise<void> {
  stage.declared = declared
  await stage.network.declare(declared)
}

async function deleteRow(stage: Stage): Promise<void> {
  const [member, party] = choosePair(stage)
  const row = `${member} ${party}`
  const flips = stage.flips.get(row) ?? 0
  if (flips === MOST_FLIPS) return
  stage.flips.set(row, flips + 1)
  await stage.editor.remove(stage.network.trees[member].registryFile, MEMBERS[party].id)
}

async function editRow(stage: Stage): Promise<void> {
  const [member, party] = choosePair(stage)
  const { certificatePem } = await certificateOf(party, GENERATIONS + 1)
  const count = await stage.editor.edit(stage.network.trees[member].registryFile, MEMBERS[party].id, certificatePem)
  if (count > 0) stage.edited.set(`${member} ${party}`, { member, party })
}

function choosePair(stage: Stage): readonly [member: MemberName, party: MemberName] {
  const member = choose(stage, ALL)
  return [
    member,
    choose(
      stage,
      ALL.filter((name) => name !== member),
    ),
  ]
}

async function note(stage: Stage): Promise<void> {
  const member = choose(stage, ALL)
  const numbers = stage.noted.get(member) ?? []
  await stage.editor.note(stage.network.trees[member].registryFile, numbers.length)
  numbers.push(numbers.length)
}

/** Not that of the server, of which is asked whether it grows. */
async function kill(stage: Stage): Promise<void> {
  const name = choose(stage, ['a', 'b'] as const)
  const daemon = stage.daemons.get(name)
  daemon?.signal('SIGKILL')
  await daemon?.ended
  start(stage, name)
}

async function end(stage: Stage): Promise<void> {
  const name = choose(stage, ['a', 'b'] as const)
  const daemon = stage.daemons.get(name)
  daemon?.signal('SIGTERM')
  const code = await daemon?.ended
  if (code !== 0) throw new Error(`A daemon that was asked to end did with ${String(code)}: ${daemon?.noise() ?? ''}`)
  start(stage, name)
}

async function cut({ remote, chance }: Stage): Promise<void> {
  remote.wire.cut()
  await sleep(chance() * 3000)
  remote.wire.mend()
}

async function hold({ remote, chance }: Stage): Promise<void> {
  remote.wire.hold(true)
  await sleep(chance() * 2000)
  remote.wire.hold(false)
  // What was held says nothing any more.
  remote.wire.cut()
  remote.wire.mend()
}

async function cutAnswer({ remote, chance }: Stage): Promise<void> {
  remote.wire.cutAfter(Math.floor(chance() * 6000))
  await sleep(1000)
  remote.wire.cutAfter(undefined)
}

import { Buffer } from 'node:buffer'
import { createHash } from 'node:crypto'
import { join } from 'node:path'
import * as assert from 'uvu/assert'
import { parseBackupName } from '../../../src/domain/backup.ts'
import { passOver, rememberedAt, type Base, type Ending, type Mode, type Remembered } from './base.ts'
import { cutAt, REGISTRY_FILE, startMachine, type Machine } from './machine.ts'
import type { Chance } from './nodes.ts'

/** What one cut came to. */
export interface RoundResult {
  /** How the pass ended whose power was cut first. */
  readonly ending: Ending
  /** What the registry held after the first cut. */
  readonly found: 'untouched' | 'written' | 'torn'
  /** How many more cuts came during recovery. */
  readonly again: number
  /** Which of the two the registry held after recovery. */
  readonly side: Side
}

type Side = 'before' | 'after'

const MOST_AGAIN = 2
const AGAIN = 0.35
/** Recovery may make more calls than the pass that it recovers. */
const MORE_CALLS = 15
/** How often a pass is cut right after it has reported `done`. */
const AFTER = 0.05
/** How often a pass is cut while it writes the registry itself: few of its calls do. */
const AIMED = 0.25
const DAY_MS = 86_400_000
const STATE_NAMES = ['audit.jsonl', 'backups', 'committed', 'inventory.json']

/** Cuts the power of one pass, and of its recovery; then recovers, checks, applies again and checks once more. */
export async function runRound(base: Base, mode: Mode, chance: Chance): Promise<RoundResult> {
  const machine = startMachine(base, chance)
  const paths = base.paths[mode]
  const ending = await cutPass(chooseCall(base, mode, chance))
  const found = classify(base, rememberedAt(machine))
  let done = ending === 'done'
  let again = 0
  for (; again < MOST_AGAIN && chance() < AGAIN; again += 1) {
    done = (await cutPass(1 + Math.floor(chance() * (paths.length + MORE_CALLS)))) === 'done' || done
  }
  const side = await recoverAndCheck(machine, base, mode)
  assert.ok(!done || side === 'after', 'what was reported done stays done')
  await applyAgain(machine, base, mode)
  return { ending, found, again, side }

  /** Cuts a pass at a call, or right after its end where it makes fewer. */
  async function cutPass(at: number): Promise<Ending> {
    const cut = cutAt(at, chance)
    const result = await passOver(machine, { changes: base.scenario.changes, mode, cut })
    machine.restart()
    // Looked at before anything could recover it.
    if (result === 'done') checkSide(machine, base, 'after')
    return result
  }
}

/** Right after the end; around the writing of the registry; or any call. */
function chooseCall(base: Base, mode: Mode, chance: Chance): number {
  const paths = base.paths[mode]
  const kind = chance()
  if (kind < AFTER) return paths.length + 1
  if (kind > AFTER + AIMED) return 1 + Math.floor(chance() * paths.length)
  const first = paths.indexOf(REGISTRY_FILE)
  return 1 + first + Math.floor(chance() * (2 + paths.lastIndexOf(REGISTRY_FILE) - first))
}

function classify({ before, after }: Base, { registry }: Remembered): RoundResult['found'] {
  if (registry === after.registry) return 'written'
  return isSame(registry, before.registry) ? 'untouched' : 'torn'
}

/** Recovery alone: whatever was cut, all of it is now there or nothing is, and everything says so. */
async function recoverAndCheck(machine: Machine, base: Base, mode: Mode): Promise<Side> {
  await passPatiently(machine, { ...base, changes: [] }, mode)
  const side = rememberedAt(machine).registry === base.after.registry ? 'after' : 'before'
  checkSide(machine, base, side)
  return side
}

async function applyAgain(machine: Machine, base: Base, mode: Mode): Promise<void> {
  await passPatiently(machine, base.scenario, mode)
  checkSide(machine, base, 'after')
  // What waits for a lock is told from a leftover by its age.
  machine.clock.skip(DAY_MS)
  await passPatiently(machine, base.scenario, mode)
  checkSide(machine, base, 'after')
  assert.equal(machine.list(machine.state), STATE_NAMES)
  assert.equal(machine.list(join(machine.state, '../..')), ['db_NODE_self.json', 'fbm-gitops'])
  checkBackups(machine, base.before.registry)
}

/** A token of a takeover that was cut is removed by the first who meets it, and the next finds the way free. */
async function passPatiently(machine: Machine, order: Pick<Base['scenario'], 'changes'>, mode: Mode): Promise<void> {
  for (let tries = 0; tries < 3; tries += 1) {
    if ((await passOver(machine, { changes: order.changes, mode })) === 'done') return
  }
  throw new Error('The lock of a process that ended with the machine is still held.')
}

function checkSide(machine: Machine, base: Base, side: Side): void {
  const found = rememberedAt(machine)
  const { scenario } = base
  const expected = base[side]
  if (!isSame(found.registry, expected.registry)) assert.is(found.registry, expected.registry, 'the registry')
  assert.equal([...found.inventory], [...expected.inventory], `the inventory is that ${side} the pass`)
  checkAudit(found.audit, { before: base.before.audit, kinds: side === 'after' ? scenario.changes : [] })
  assert.not(machine.list(machine.state).includes('journal'), 'no journal is left')
}

/** The log is what it was, and one whole line for each change that stands. */
function checkAudit(
  audit: string,
  { before, kinds }: { readonly before: string; readonly kinds: Base['scenario']['changes'] },
): void {
  assert.ok(audit.startsWith(before), 'the audit log keeps what it held')
  const lines = audit.slice(before.length).split('\n')
  assert.is(lines.pop(), '', 'the audit log ends with a whole line')
  const told = lines.map((line) => parseLine(line))
  assert.equal(
    told.map(({ party, kind, outcome }) => `${outcome} ${kind} ${party}`).sort(),
    kinds.map(({ change }) => `done ${change.kind} ${change.partyId}`).sort(),
  )
  assert.is(new Set(told.map(({ record }) => record)).size, told.length)
}

function parseLine(line: string): Readonly<Record<'party' | 'kind' | 'outcome' | 'record', string>> {
  try {
    return JSON.parse(line) as Readonly<Record<'party' | 'kind' | 'outcome' | 'record', string>>
  } catch {
    throw new Error(`The audit log holds half a line: ${JSON.stringify(line).slice(0, 300)}`)
  }
}

/** Each backup is whole: it has the hash that its name says. One holds the registry as it was before the pass. */
function checkBackups(machine: Machine, registry: string): void {
  const directory = join(machine.state, 'backups')
  const contents = machine.list(directory).map((name) => {
    const bytes = machine.read(join(directory, name)) ?? Buffer.alloc(0)
    const hash = createHash('sha256').update(bytes).digest('hex')
    assert.is(parseBackupName(name)?.hash, hash.slice(0, 16), `the backup ${name} is whole`)
    return bytes.toString('latin1')
  })
  if (registry === '') return
  assert.ok(
    contents.some((content) => isSame(content, registry)),
    'the registry before the pass is kept',
  )
}

/** Spaces behind the end are nobody's; an object without a table stands for a file without a byte. */
function isSame(found: string, expected: string): boolean {
  const [left, right] = [found.replace(/ +$/, ''), expected.replace(/ +$/, '')]
  return left === right || (right === '' && left === '{}')
}

import { existsSync, readdirSync, readFileSync, statSync, utimesSync } from 'node:fs'
import { join, relative } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { scanRegistry } from '../../../src/fedbiomed/registry/scan.ts'
import { FOREIGN_PEM, OTHER_TABLES, registrationsIn } from '../../io/registrar/helpers/site.ts'
import { runPass, type Place } from './program.ts'
import { registryOf, REGISTRY_NAME, stateOf, type Scene } from './stage.ts'

/** What a component looks like after a pass that nothing disturbed. */
export interface Expectation {
  /** The registry before; `undefined` where there was none. */
  readonly before: Buffer | undefined
  readonly after: Buffer
  readonly inventory: unknown
  readonly audit: readonly string[]
  /** Every file that is not ours, as it was before. */
  readonly foreign: ReadonlyMap<string, string>
}

/** What became of a pass that was run again after a crash. */
export interface Repair {
  /** Whether the first try found the lock about to be taken over by the one that was killed. */
  readonly wasHeldUp: boolean
}

const TWO_HOURS_S = 7_200

/** Reads a scene before it is played. */
export function readBefore({ component }: Scene): Pick<Expectation, 'before' | 'foreign'> {
  const file = registryOf(component)
  return { before: existsSync(file) ? readFileSync(file) : undefined, foreign: readForeign(component) }
}

/** Reads what an undisturbed pass left, and makes sure by itself that nothing of others is missing there. */
export function readAfter(
  component: string,
  { before, foreign }: Pick<Expectation, 'before' | 'foreign'>,
): Expectation {
  const after = readFileSync(registryOf(component))
  const text = after.toString()
  registrationsIn(text)
  if (before !== undefined && before.length > 0) {
    const parts = [OTHER_TABLES, '"Last": {"1": NaN}', JSON.stringify(FOREIGN_PEM)]
    for (const part of parts) ensure(text.includes(part), `the registry holds ${part}`)
  }
  return { before, foreign, after, inventory: readInventory(component), audit: readAudit(component) }
}

/**
 * Looks at the registry just after a crash between two system calls: as it was (with room for more behind, at most), or
 * as it shall be.
 */
export function checkAfterKill(component: string, { before, after }: Expectation): void {
  const file = registryOf(component)
  if (!existsSync(file)) {
    ensure(before === undefined, 'the registry is there')
    return
  }
  const bytes = readFileSync(file)
  if (before?.equals(bytes) === true || after.equals(bytes)) return
  const start = before === undefined || before.length === 0 ? ['', '{}'] : [trimmed(before)]
  ensure(start.includes(trimmed(bytes)), `the registry is as before or as it shall be: ${bytes.toString()}`)
  ensure(bytes.length === 0 || scanRegistry(bytes).kind === 'image', 'the registry is whole')
}

/** Runs the pass again, which recovers, and once more, which has nothing to do: all must be as if nothing had happened. */
export async function repairAndCheck(place: Place, expected: Expectation): Promise<Repair> {
  const { component } = place
  const token = readdirSync(stateDirectoryOf(component)).some((name) => name.startsWith('lock.takeover.'))
  let run = await runPass(place)
  const wasHeldUp = token && run.exitCode === 24
  if (wasHeldUp) run = await runPass(place)
  ensure(run.exitCode === 0, `the next pass succeeds: exit code ${run.exitCode}\n${run.output}`)
  checkApplied(component, expected)
  const leftovers = ageLockFiles(component)
  const trace = readTraces(component)
  const second = await runPass(place)
  ensure(second.exitCode === 0, `the second pass succeeds: exit code ${second.exitCode}\n${second.output}`)
  for (const path of leftovers) {
    ensure(!existsSync(path), `${path} is swept`)
    trace.delete(path)
  }
  ensureSame(readTraces(component), trace, 'the second pass changes nothing')
  return { wasHeldUp }
}

/** Makes sure that a component is as after an undisturbed pass. */
export function checkApplied(component: string, expected: Expectation): void {
  const text = trimmed(readFileSync(registryOf(component)))
  ensure(text === trimmed(expected.after), `the registry is as it shall be: ${text}`)
  ensureSame(readForeign(component), expected.foreign, 'what is not ours is as it was')
  ensureSame(readInventory(component), expected.inventory, 'the inventory is as it shall be')
  ensureSame(readAudit(component), expected.audit, 'the audit log tells of each change once')
  const left = filesBelow(stateOf(component)).map((path) => relative(stateOf(component), path))
  const mine = left.filter((name) => /^(journal|lock|uncertain)$|\.tmp$/.test(name) && !name.startsWith('lock.'))
  ensureSame(mine, [], 'nothing is left behind')
}

/** Makes sure that a registry is as before, or as it shall be with a journal that tells the next pass to go on. */
export function checkAfterRefusal(component: string, expected: Expectation): void {
  checkAfterKill(component, expected)
  ensureSame(readForeign(component), expected.foreign, 'what is not ours is as it was')
  const file = registryOf(component)
  if (!existsSync(file) || !readFileSync(file).equals(expected.after)) return
  ensure(existsSync(join(stateOf(component), 'journal')), 'the journal is there')
}

/** Throws where something does not hold. */
export function ensure(holds: boolean, what: string): void {
  if (!holds) throw new Error(`It does not hold that ${what}`)
}

function ensureSame(found: unknown, expected: unknown, what: string): void {
  if (isDeepStrictEqual(found, expected)) return
  ensure(false, `${what}\nfound    ${show(found)}\nexpected ${show(expected)}`)
}

function show(value: unknown): string {
  return JSON.stringify(value instanceof Map ? [...(value as ReadonlyMap<unknown, unknown>)] : value)
}

/** Without what differs from run to run. */
function readInventory(component: string): unknown {
  return JSON.parse(readFileSync(join(stateOf(component), 'inventory.json'), 'utf8'), (key: string, value: unknown) =>
    key === 'time' ? undefined : value,
  )
}

/** One line for each change that was done, without what differs from run to run; a number that comes twice is told. */
function readAudit(component: string): readonly string[] {
  const records = new Set<string>()
  const lines = readFileSync(join(stateOf(component), 'audit.jsonl'), 'utf8')
    .trimEnd()
    .split('\n')
  const done = lines.filter((line) => line.includes('"outcome":"done"'))
  return done.map((line) =>
    JSON.stringify(
      JSON.parse(line, (key: string, value: unknown) => {
        if (key === 'record') {
          ensure(typeof value === 'string' && !records.has(value), `${String(value)} is in the audit log once`)
          records.add(String(value))
        }
        return key === 'record' || key === 'time' || key === 'planDigest' ? undefined : value
      }),
    ),
  )
}

/** A lock's files may belong to somebody who waits, so that they are swept only when they are old. */
function ageLockFiles(component: string): readonly string[] {
  const paths = filesBelow(stateOf(component)).filter((path) => relative(stateOf(component), path).startsWith('lock.'))
  const past = statSync(component).birthtimeMs / 1000 - TWO_HOURS_S
  for (const path of paths) utimesSync(path, past, past)
  return paths
}

function readForeign(component: string): ReadonlyMap<string, string> {
  const paths = filesBelow(component).map((path) => relative(component, path))
  const foreign = paths.filter((path) => !path.startsWith('var/fbm-gitops/') && path !== `var/${REGISTRY_NAME}`)
  return new Map(foreign.map((path) => [path, readFileSync(join(component, path), 'base64')]))
}

/** What changes whenever a file is written, replaced or touched; `status.json` tells of each pass. */
function readTraces(component: string): Map<string, string> {
  const traceOf = (path: string): string => {
    const { ino, size, mtimeNs, mode, uid } = statSync(path, { bigint: true })
    return [ino, size, mtimeNs, mode, uid].join(' ')
  }
  const paths = filesBelow(component).filter((path) => path !== join(stateOf(component), 'status.json'))
  return new Map(paths.map((path) => [path, traceOf(path)]))
}

function filesBelow(directory: string): readonly string[] {
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name))
    .sort()
}

function stateDirectoryOf(component: string): string {
  return existsSync(stateOf(component)) ? stateOf(component) : component
}

function trimmed(bytes: Buffer): string {
  return bytes.toString('latin1').trimEnd()
}

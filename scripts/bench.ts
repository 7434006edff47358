import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { measureInTurns, runOnce, summarise, type Contender, type Rounds } from './bench/measure.ts'
import { countRegistrations, declare, keepComponent, makeSetting, type Setting } from './bench/setting.ts'
import { preparePython } from './python-environment.ts'

/** Peers in the largest federation allowed, of 10,000 parties. */
const LARGEST = 9999

const program = join(import.meta.dirname, '../dist/fbm-gitops.cjs')

/** One line of the result. A ratio tells the same on any machine; a time does not, and nothing here is an assertion. */
interface Benchmark {
  readonly id: string
  readonly scenario: string
  readonly target: string
  readonly run: (root: string) => Promise<Rounds>
  readonly ratio: (subject: number, reference: number) => number
  readonly reached: (ratio: number) => boolean
}

const slowerThanNode = (limit: number): Pick<Benchmark, 'target' | 'ratio' | 'reached'> => ({
  target: `≤ ${limit} × node -e 0`,
  ratio: (subject, reference) => subject / reference,
  reached: (ratio) => ratio <= limit,
})

const benchmarks: readonly Benchmark[] = [
  { id: 'B1', scenario: 'nothing to do, 10 peers', ...slowerThanNode(1.6), run: measureNothingToDo },
  {
    id: 'B4',
    scenario: 'register 1,000, each certificate judged',
    target: '≥ 20 × faster than TinyDB',
    run: measureRegisterAll,
    ratio: (subject, reference) => reference / subject,
    reached: (ratio) => ratio >= 20,
  },
  { id: 'B5', scenario: 'one change of 10,000', ...slowerThanNode(2.5), run: measureOneChange },
  { id: 'B10', scenario: '--version', ...slowerThanNode(1.25), run: measureVersion },
]

for (const benchmark of benchmarks) {
  const root = await mkdtemp(join(tmpdir(), 'fbm-gitops-bench-'))
  try {
    console.log(renderResult(benchmark, await benchmark.run(root)))
  } finally {
    await rm(root, { recursive: true })
  }
}

async function measureNothingToDo(root: string): Promise<Rounds> {
  const setting = await makeSetting(root, 10)
  return measureInTurns(reconcile(setting, 10), bareNode(root), 21)
}

async function measureRegisterAll(root: string): Promise<Rounds> {
  const setting = await makeSetting(root, 1000)
  const parties = join(root, 'parties.json')
  const rows = setting.nodes.map(({ id, ip, certificatePem }) => ({
    certificate: certificatePem,
    party_id: id,
    component: 'NODE',
    ip,
    port: 14001,
  }))
  await writeFile(parties, JSON.stringify(rows))
  const python = await preparePython()
  const prepare = await keepComponent(setting)
  const verify = (): Promise<void> => requireRegistrations(setting, 1000)
  const loop = [join(import.meta.dirname, 'bench/baseline.py'), setting.registry, parties]
  return measureInTurns(
    { ...reconcile(setting, 1000), prepare },
    { command: [python, ...loop], directory: root, prepare, verify },
    3,
  )
}

async function measureOneChange(root: string): Promise<Rounds> {
  const setting = await makeSetting(root, LARGEST)
  await declare(setting, LARGEST - 1)
  await runOnce(reconcile(setting, LARGEST - 1))
  await declare(setting, LARGEST)
  const prepare = await keepComponent(setting)
  return measureInTurns({ ...reconcile(setting, LARGEST), prepare }, bareNode(root), 11)
}

async function measureVersion(root: string): Promise<Rounds> {
  return measureInTurns({ command: [process.execPath, program, '--version'], directory: root }, bareNode(root), 21)
}

function reconcile(setting: Setting, registrations: number): Contender {
  const flags = ['--component', setting.component, '--federation', setting.federation, '--offline']
  return {
    command: [process.execPath, program, 'reconcile', ...flags],
    directory: setting.root,
    verify: () => requireRegistrations(setting, registrations),
  }
}

function bareNode(directory: string): Contender {
  return { command: [process.execPath, '-e', '0'], directory }
}

async function requireRegistrations(setting: Setting, expected: number): Promise<void> {
  const count = await countRegistrations(setting)
  if (count !== expected) throw new Error(`The registry holds ${count} registrations instead of ${expected}.`)
}

function renderResult({ id, scenario, target, ratio, reached }: Benchmark, { subject, reference }: Rounds): string {
  const ratios = subject.map((time, round) => ratio(time, reference[round] ?? NaN))
  const [least, middle, greatest] = summarise(ratios).map((value) => value.toFixed(2))
  const [, subjectTime] = summarise(subject).map((value) => value.toFixed(0))
  const [, referenceTime] = summarise(reference).map((value) => value.toFixed(0))
  const verdict = reached(summarise(ratios)[1]) ? 'reached' : 'NOT REACHED'
  return [
    `${id.padEnd(4)}${scenario.padEnd(42)}${middle} (${least}–${greatest})  target ${target}: ${verdict}`,
    `    ${subjectTime} ms against ${referenceTime} ms, middle of ${subject.length} rounds in turns`,
  ].join('\n')
}

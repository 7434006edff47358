import { spawnSync } from 'node:child_process'
import * as assert from 'uvu/assert'
import { until } from '../helpers/daemon.ts'
import { hasSshServer } from '../helpers/ssh-server.ts'
import { announceSkip, suite } from '../helpers/suite.ts'
import { countByHand } from './helpers/by-hand.ts'
import type { Host, Typed } from './helpers/hosts.ts'
import { readPage, stepsOf, type Block } from './helpers/page.ts'
import {
  CAST,
  EXISTING,
  NEW,
  untilRegistered,
  withJoiningStage,
  type CastName,
  type JoiningStage,
} from './helpers/stage.ts'

const page = readPage('joining.md')
const PLACEHOLDER = 'ssh://git@git.example.org/federation.git'
const CONTAINERS = 'With fbm-gitops: containers'
const SECOND = 'A second instance on the same machine'
const PLAIN = 'A plain host'
const MOST_STEPS = 5
/** The line of `.env` that the page asks for. */
const composeFiles = /`(COMPOSE_FILE=[^`]+)`/.exec(page.text)?.[1] ?? ''

/** How somebody joins: the steps in their order; those of the plain host end as those of the containers do. */
const WALKS: Readonly<Record<string, readonly Block[]>> = {
  [CONTAINERS]: stepsOf(page, CONTAINERS),
  [SECOND]: stepsOf(page, SECOND),
  [PLAIN]: [...stepsOf(page, PLAIN), ...stepsOf(page, CONTAINERS).slice(3)],
}

/** The places of the blocks that were replayed. */
const replayed = new Set<number>()

suite('docs/joining.md', (test) => {
  for (const [name, steps] of Object.entries(WALKS)) {
    test(`needs at most ${MOST_STEPS} steps, each of them one line or one file, and none at an existing site: ${name}`, () => {
      assert.ok(steps.length > 0 && steps.length <= MOST_STEPS, `${steps.length} steps`)
      assert.equal(
        steps.map(({ number }) => number),
        steps.map((_, index) => index + 1),
      )
      for (const { who, language, body } of steps) {
        assert.ok(who === NEW || who === 'coordinator', `a step of ${who}`)
        if (language === 'sh') assert.is(body.trimEnd().split('\n').length, 1, body)
      }
    })
  }

  test('lets nobody do more than look besides', () => {
    const looks = page.blocks.filter(({ kind }) => kind === 'look')

    assert.ok(looks.length > 0)
    for (const { language, body } of looks) {
      assert.is(language, 'sh')
      assert.match(body, /^(?:docker compose exec \S+ )?fbm-gitops (?:explain|plan|status)\b[^;&|\n]*\n$/)
    }
  })

  test('says which steps of the plain host are those of the containers', () => {
    assert.match(page.text, 'Steps 4 and 5 are the coordinator')
    assert.ok(
      stepsOf(page, CONTAINERS)
        .slice(3)
        .every(({ who }) => who === 'coordinator'),
    )
  })

  test('compares with the procedure by hand as it counts', () => {
    const steps = WALKS[CONTAINERS] ?? []
    const mine = {
      all: steps.length,
      newSite: steps.filter(({ who }) => who === NEW).length,
      coordinator: steps.filter(({ who }) => who === 'coordinator').length,
    }
    for (const [column, nodes] of [3, 10].entries()) {
      const hand = countByHand(nodes)
      // The manifest is one file and one push more.
      const built = mine.all * (nodes + 1) + 2
      const expected = [
        ['a node joins N nodes and a researcher', hand.joining.all, mine.all],
        ['– of these at the new site', hand.joining.newSite, mine.newSite],
        ['– of these by the coordinator', undefined, mine.coordinator],
        ['– of these at each of the N + 1 existing sites', hand.joining.existingSite, 0],
        ['people who must act', nodes + 2, 2],
        ['the federation of N nodes is built from nothing', hand.building, built],
      ] as const
      for (const [label, byHand, withProgram] of expected) {
        const cells = readRow(label)
        assert.is(cells[1 + column], byHand === undefined ? '' : String(byHand), label)
        assert.is(cells[4 + column], String(withProgram), label)
        if (byHand !== undefined) assert.is(evaluate(cells[0] ?? '', nodes), byHand, label)
        assert.is(evaluate(cells[3] ?? '', nodes), withProgram, label)
      }
    }
  })
})

if (canReplay()) {
  suite('the commands of docs/joining.md', (test) => {
    test('let a node in VPN containers join, and then its second instance', () =>
      withJoiningStage({ layout: 'containers', composeFiles }, async (stage) => {
        await startExisting(stage, CONTAINERS, (body) => body.replace('fbm-gitops-node', 'fbm-gitops-researcher'))
        await walk(stage, CONTAINERS)
        await walk(stage, SECOND)

        await untilComplete(stage, [...EXISTING, NEW, 'hospital-d-2'])
        const others = [...EXISTING, NEW] as const
        await untilRegistered({ registryFile: stage.secondRegistry }, others, () => stage.hosts[NEW].log())
      }))

    test('let a node on a plain host join, and start beside the containers of the same Fed-BioMed', () =>
      withJoiningStage({ layout: 'plain hosts', composeFiles }, async (stage) => {
        await startExisting(stage, PLAIN, (body) => body.replace('/fbm-node', '/fbm-researcher'))
        await walk(stage, PLAIN)
        await untilComplete(stage, [...EXISTING, NEW])

        const another = await stage.makeAnother('in-containers', 'C')
        const [settings, start] = WALKS[CONTAINERS] ?? []
        for (const step of [settings, start]) replay(stage, another, step)
        await untilFoundUndeclared(another, 'hospital-d-2')
        for (const look of looksOf(CONTAINERS, /^between step 2/)) {
          assert.match(replay(stage, another, { ...look, shown: undefined }, { exitCode: 26 }), 'NOT READY')
        }
      }))

    test('are all replayed', () => {
      const left = page.blocks.filter(({ index }) => !replayed.has(index))
      assert.equal(
        left.map(({ who, about }) => `${who}: ${about}`),
        [],
      )
    })
  })
}

/** Whether each site can have a file system of its own; announces that the replay is left out where it cannot. */
function canReplay(): boolean {
  const what = 'the commands of docs/joining.md'
  const { status } = spawnSync('unshare', ['--mount', 'mount', '-t', 'tmpfs', 'none', '/mnt'])
  if (status === 0) return hasSshServer(what)
  announceSkip(what, 'no file system can be mounted here')
  return false
}

/** The existing sites have once come in by the same steps; here they are declared already, and start. */
async function startExisting(
  stage: JoiningStage,
  section: string,
  asResearcher: (body: string) => string,
): Promise<void> {
  const [settings, start] = WALKS[section] ?? []
  for (const name of EXISTING) {
    const adapt = name === 'inria-server' ? asResearcher : unchanged
    for (const step of [settings, start]) replay(stage, stage.hosts[name], step, { adapt })
  }
  await untilComplete(stage, EXISTING)
}

/** Does what a section says, in the order in which its readers do; the existing sites do nothing but look. */
async function walk(stage: JoiningStage, section: string): Promise<void> {
  const host = stage.hosts[NEW]
  const outputs: string[] = []
  for (const step of WALKS[section] ?? []) {
    outputs.push(replay(stage, step.who === 'coordinator' ? stage.coordinator : host, expectIn(section, step)))
    if (step.about.startsWith('starts ')) await untilFoundUndeclared(host, section === SECOND ? 'hospital-d-2' : NEW)
    for (const look of looksOf(section, new RegExp(`^(?:between|after) step ${step.number}\\b`))) {
      replay(stage, host, look, { exitCode: look.about.startsWith('between') ? 26 : 2 })
    }
  }
  assertCompared(outputs)
  for (const site of Object.values(stage.hosts)) site.passTime()
  await untilComplete(stage, section === SECOND ? [...EXISTING, NEW, 'hospital-d-2'] : [...EXISTING, NEW])
  for (const look of looksOf(section, /^after the merge$/)) await lookAgain(stage, look)
}

/** What is declared without addresses shows none. */
function expectIn(section: string, step: Block): Block {
  if (section !== PLAIN || step.shown === undefined) return step
  return { ...step, shown: step.shown.replaceAll(/^\+ +(?:ip|port): .*\n/gm, '') }
}

/** Its first pass finds a party that nobody has declared yet. */
async function untilFoundUndeclared(host: Host, name: CastName): Promise<void> {
  const isFound = (line: string): boolean => line.includes(CAST[name].id) && line.includes('problems=SELF_UNDECLARED')
  await until(() => host.log().split('\n').some(isFound), host.log)
}

/** The new site and the coordinator must have had the same eight groups before them. */
function assertCompared(outputs: readonly string[]): void {
  const groups = outputs.flatMap((output) => /^(?: {4}(?:[0-9a-f]{8} ?){4}\n){2}/m.exec(output)?.slice(0, 1) ?? [])
  assert.is(groups.length, 2, 'two people have eight groups before them')
  assert.is(groups[0], groups[1])
}

/** A registry is written a moment before the pass has ended that wrote it. */
async function lookAgain(stage: JoiningStage, look: Block): Promise<void> {
  const faults: string[] = []
  await until(
    () => {
      try {
        replay(stage, hostOf(stage, look.who), look)
        return true
      } catch (error) {
        faults.push(String(error))
        return false
      }
    },
    () => faults.at(-1) ?? '',
  )
}

function looksOf(section: string, time: RegExp): readonly Block[] {
  return page.blocks.filter((block) => block.kind === 'look' && block.section === section && time.test(block.about))
}

function hostOf({ hosts }: JoiningStage, name: string): Host {
  const host = Object.values(hosts).find((one) => one.name === name)
  if (host === undefined) throw new Error(`${name} has no machine.`)
  return host
}

/** Does one thing that the page says, and compares what it shows with what the page does. */
function replay(
  { url }: JoiningStage,
  host: Pick<Host, 'type'> & Partial<Host>,
  block: Block | undefined,
  { adapt = unchanged, exitCode = 0 }: { readonly adapt?: (body: string) => string; readonly exitCode?: number } = {},
): string {
  if (block === undefined) throw new Error('The page has no such step.')
  replayed.add(block.index)
  const body = adapt(block.body.replaceAll(PLACEHOLDER, url))
  if (block.language === 'yaml') {
    if (host.write === undefined) throw new Error(`${block.who} writes no file.`)
    host.write(block.about, body)
    return ''
  }
  const typed = host.type(body)
  assert.is(typed.exitCode, exitCode, `${body}${typed.output}${host.log?.() ?? ''}`)
  const isAsShown = block.shown !== undefined && adapt === unchanged
  if (isAsShown) assertShown(block, block.shown.replaceAll(PLACEHOLDER, url), typed)
  return typed.output
}

function unchanged(body: string): string {
  return body
}

/** Every line of the page must stand in what was printed, in the same order; `…` on a line of its own leaves some out. */
function assertShown({ body }: Block, shown: string, { output }: Typed): void {
  const printed = output.split('\n').map(withoutWhatVaries)
  let from = 0
  for (const line of shown.split('\n').filter((text) => text !== '' && text !== '…')) {
    const found = printed.indexOf(withoutWhatVaries(line), from)
    assert.ok(found >= from, `${body}prints no such line there: ${line}\n${output}`)
    from = found + 1
  }
}

/** Fingerprints, commits and dates are others each time; ids and addresses are those of the page. */
function withoutWhatVaries(line: string): string {
  return line
    .replaceAll(/SHA256:[0-9a-f]{4} [0-9a-f]{4} …/g, 'SHA256:…')
    .replaceAll(/(?<![\w-])[0-9a-f]{7,64}(?![\w-])/g, 'HEX')
    .replaceAll(/\d{4}-\d\d-\d\d/g, 'DATE')
    .replaceAll(/just now|\d+ seconds? ago/g, 'NOW')
    .trimEnd()
}

async function untilComplete({ hosts }: JoiningStage, members: readonly CastName[]): Promise<void> {
  for (const [name, host] of Object.entries(hosts)) {
    if (!members.some((member) => member === name)) continue
    const others = members.filter((member) => CAST[member].id !== CAST[name as CastName].id)
    await untilRegistered(host, others, host.log)
  }
}

/** The cells of a row of the table, behind its label. */
function readRow(label: string): readonly string[] {
  const row = page.text.split('\n').find((line) => line.startsWith(`| ${label} `))
  if (row === undefined) throw new Error(`The table has no row '${label}'.`)
  return row
    .split('|')
    .slice(2, -1)
    .map((cell) => cell.trim())
}

/** The value of a sum such as `6N² + 8N + 2`. */
function evaluate(sum: string, n: number): number {
  return sum.split(' + ').reduce((total, term) => {
    const [, factor = '', power = ''] = /^(\d*)(N?²?)$/.exec(term) ?? []
    return total + Number(factor || 1) * (power === '' ? 1 : n ** power.length)
  }, 0)
}

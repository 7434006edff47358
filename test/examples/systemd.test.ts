import { spawnSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as assert from 'uvu/assert'
import { withDirectory, type Files } from '../helpers/directory.ts'
import { announceSkip, suite } from '../helpers/suite.ts'

const EXAMPLES = join(import.meta.dirname, '../../examples/systemd')
const UNITS = ['fbm-gitops@.service', 'fbm-gitops-reconcile@.service', 'fbm-gitops-reconcile@.timer']
const PROGRAM = '/usr/local/bin/fbm-gitops'
/** Out of 10, as systemd counts what a service may do to the rest of the system. */
const MOST_EXPOSED = 2

suite('examples/systemd', (test) => {
  test('holds the units that are checked here, which start the program where the documents put it', () => {
    assert.equal(readdirSync(EXAMPLES).sort(), [...UNITS].sort())
    for (const unit of UNITS.filter((name) => name.endsWith('.service'))) {
      assert.match(read(unit), `ExecStart=${PROGRAM} `)
    }
  })

  test('gives both services the same restrictions', () => {
    const [watch = '', once = ''] = UNITS.map(
      (unit) => /# The user who owns the registry[^]*UMask=.*/.exec(read(unit))?.[0],
    )

    assert.ok(watch.length > 0)
    assert.is(once, watch)
  })

  test('satisfies systemd, and exposes little', () =>
    withSystemd(async (analyze) => {
      const { output, status } = await analyze({ verb: 'verify', units: readAll(UNITS) })
      assert.is(output, '')
      assert.is(status, 0)
      const flags = ['--offline=true', `--threshold=${MOST_EXPOSED * 10}`]
      const services = readAll(UNITS.filter((name) => name.endsWith('.service')))
      const exposure = await analyze({ verb: 'security', units: services, flags })
      assert.is(exposure.status, 0, exposure.output)
    }))

  test('would notice a unit that systemd does not understand', () =>
    withSystemd(async (analyze) => {
      const unit = read('fbm-gitops@.service').replace('ProtectSystem=strict', 'ProtectSystem=a bit')
      const { output } = await analyze({ verb: 'verify', units: { 'fbm-gitops@.service': unit } })
      assert.match(output, 'a bit')
    }))
})

interface Analysis {
  readonly status: number | null
  readonly output: string
}

interface Question {
  readonly verb: 'verify' | 'security'
  /** Their texts by their names. */
  readonly units: Readonly<Record<string, string>>
  readonly flags?: readonly string[]
}

/** Lends `systemd-analyze` on instances of units, with a program that exists in the place of one that may not be installed. */
async function withSystemd(body: (analyze: (question: Question) => Promise<Analysis>) => Promise<void>): Promise<void> {
  if (spawnSync('systemd-analyze', ['--version']).status !== 0) {
    announceSkip('the units of systemd', 'there is no systemd-analyze')
    return
  }
  await body(analyze)
}

async function analyze({ verb, units, flags = [] }: Question): Promise<Analysis> {
  const files = Object.entries(units).map(([name, text]) => [name.replace('@', '@one'), text.replaceAll(PROGRAM, '/bin/true')])
  const analysis: { status: number | null; output: string } = { status: null, output: '' }
  await withDirectory(Object.fromEntries(files) as Files, (directory) => {
    const paths = files.map(([name = '']) => join(directory, name))
    const { status, stdout, stderr } = spawnSync('systemd-analyze', [verb, ...flags, ...paths], { encoding: 'utf8' })
    Object.assign(analysis, { status, output: `${stdout}${stderr}` })
  })
  return analysis
}

function readAll(units: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(units.map((unit) => [unit, read(unit)]))
}

function read(unit: string): string {
  return readFileSync(join(EXAMPLES, unit), 'utf8')
}

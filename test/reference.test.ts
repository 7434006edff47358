import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as assert from 'uvu/assert'
import { makeReference } from '../scripts/reference.ts'
import { FLAGS } from '../src/command-line/flags.ts'
import { COMMANDS } from '../src/command-line/table.ts'
import { COMPONENT_CHECKS, MACHINE_CHECKS } from '../src/domain/doctor/checks.ts'
import { GROUPS } from '../src/domain/doctor/finding.ts'
import { suite } from './helpers/suite.ts'

const root = join(import.meta.dirname, '..')

suite('the documentation', (test) => {
  test('has a reference that is as the tables of the code say (npm run reference)', async () => {
    assert.is(readFileSync(join(root, 'docs/reference.md'), 'utf8'), await makeReference())
  })

  for (const page of [
    'README.md',
    'docs/manifest.md',
    'docs/configuration.md',
    'docs/joining.md',
    'docs/state.md',
    'docs/status.md',
    'docs/doctor.md',
    'docs/registry-safety.md',
    'docs/registrar.md',
    'SECURITY.md',
    'examples/README.md',
  ]) {
    test(`names only commands and flags that exist, in ${page}`, () => {
      const text = readFileSync(join(root, page), 'utf8')

      for (const [, name = ''] of text.matchAll(/fbm-gitops ([a-z]+)\b(?! [a-z]+ )/g)) {
        if (!/^(is|writes|wrote|registered|the|decides|does|reads)$/.test(name)) assert.ok(name in COMMANDS, name)
      }
    })
  }

  test('describes every check of doctor in docs/doctor.md, as the code does', () => {
    const rows = readFileSync(join(root, 'docs/doctor.md'), 'utf8')
      .split('\n')
      .map((line) => line.split(' | ').map((cell) => cell.replace(/^\| | \|$/g, '').trim()))
      .filter(([id, group]) => id?.startsWith('`') === true && GROUPS.some((each) => each === group))

    const checks = [...MACHINE_CHECKS, ...COMPONENT_CHECKS]
    assert.equal(
      rows,
      checks.map(({ id, group, title, about }) => [`\`${id}\``, group, title, about]),
    )
  })

  test('gives every flag to some command', () => {
    const given = new Set(Object.values(COMMANDS).flatMap(({ flags }) => flags))

    assert.equal(
      Object.keys(FLAGS).filter((flag) => !given.has(flag as keyof typeof FLAGS)),
      [],
    )
  })
})

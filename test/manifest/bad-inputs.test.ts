import { join } from 'node:path'
import * as assert from 'uvu/assert'
import { sortProblems, type Problem } from '../../src/domain/problem.ts'
import { manifestProblems } from '../../src/domain/problems/manifest.ts'
import { escapeText } from '../../src/domain/quote.ts'
import { readPlainSnapshot } from '../../src/io/source/snapshot.ts'
import { parseFederation } from '../../src/manifest/federation.ts'
import { layOutBaseComponent, writeBaseFederation } from '../helpers/bad-base.ts'
import { applyBadCase, readBadCases, type FilesCase } from '../helpers/bad-case.ts'
import { withDirectory } from '../helpers/directory.ts'
import { assertGolden } from '../helpers/golden.ts'
import { RARE_CASES } from '../helpers/rare-manifests.ts'
import { suite } from '../helpers/suite.ts'
import { worldIn } from '../helpers/world-in.ts'

const MOST_SHOWN = 5

const cases = readBadCases().filter((bad): bad is FilesCase => bad.form === undefined && /^[12]/.test(bad.name))

suite('bad inputs of manifests', (test) => {
  test('are worded as the golden file says', async () => {
    const words: string[] = []
    for (const bad of cases) words.push(`== ${bad.name}\n${describe(await findProblems(bad))}`)

    assertGolden(words.join('\n'), new URL('bad-inputs.golden.txt', import.meta.url))
  })

  test('provoke every code that there is', () => {
    const rare = ['CERTIFICATE_SIGNS_ANOTHER', ...RARE_CASES.flatMap(({ codes }) => codes)]
    const provoked = new Set([...cases.flatMap(({ expect }) => expect.validate.codes), ...rare])

    assert.equal(
      Object.keys(manifestProblems).filter((code) => !provoked.has(code)),
      [],
    )
  })

  test('have codes whose meaning is one sentence', () => {
    for (const [code, { meaning }] of Object.entries(manifestProblems)) assert.match(meaning, /^[`A-Z].*\.$/, code)
  })
})

async function findProblems(bad: FilesCase): Promise<readonly Problem[]> {
  const found: Problem[] = []
  await withDirectory({}, async (root) => {
    const directory = join(root, 'federation')
    await writeBaseFederation(directory)
    await applyBadCase(bad, directory, await layOutBaseComponent(join(root, 'component')))
    const snapshot = await readPlainSnapshot(worldIn(root), 'federation')
    found.push(...snapshot.problems, ...parseFederation(snapshot, Date.now()).problems)
  })
  return sortProblems(found)
}

function describe(problems: readonly Problem[]): string {
  const shown = problems.slice(0, MOST_SHOWN).map((problem) => {
    const { code, severity, exitCode, place, message, remedy } = problem
    const grade = exitCode === undefined ? severity : `${severity}, ${exitCode}`
    const position = [place.file ?? '', place.line, place.column].filter((part) => part !== undefined).join(':')
    return `${escapeText(position)} ${code} (${grade})\n  ${message}\n  ${remedy}\n${drawExcerpt(place)}`
  })
  const hidden = problems.length - shown.length
  return shown.join('') + (hidden > 0 ? `and ${hidden} more\n` : '')
}

function drawExcerpt({ excerpt = [], column = 1, length = 1 }: Problem['place']): string {
  const lines = excerpt.map(({ text }) => `    | ${text}\n`)
  return lines.length === 0 ? '' : `${lines.join('')}    | ${' '.repeat(column - 1)}${'^'.repeat(length)}\n`
}

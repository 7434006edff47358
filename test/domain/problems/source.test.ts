import * as assert from 'uvu/assert'
import { sourceProblems, type SourceFacts } from '../../../src/domain/problems/source.ts'
import { assertGolden } from '../../helpers/golden.ts'
import { suite } from '../../helpers/suite.ts'

const directory = "our federation's"
const accepted = '0123456789abcdef0123456789abcdef01234567'
const head = 'fedcba9876543210fedcba9876543210fedcba98'

/** Facts for each kind of problem; the type makes a forgotten one an error. */
const samples: SourceFacts = {
  SOURCE_MISSING: { directory },
  SOURCE_NOT_A_DIRECTORY: { directory },
  SOURCE_UNREADABLE: { path: 'federation/\u001b[31m', reason: 'EACCES' },
  SOURCE_LEAVES_REPOSITORY: { directory, target: '/srv/other' },
  SOURCE_IN_GIT_DIRECTORY: { directory, gitDirectory: '/srv/federation.git' },
  SOURCE_PATH_UNUSABLE: { directory: 'a\nb' },
  SOURCE_TOO_BIG: { directory, limit: 'entries' },
  ENTRY_NAME_NOT_UTF8: { path: 'n\\xf8de.pem' },
  ENTRY_DUPLICATE: { path: 'certificates/a.pem' },
  UNCOMMITTED_CHANGES: { directory, names: ['federation.yaml (changed)'], count: 1 },
  SOURCE_NOT_COMMITTED: { directory, commit: head },
  SOURCE_ROLLED_BACK: { directory, accepted, head },
  SOURCE_HISTORY_UNKNOWN: { directory, accepted, head },
  REPOSITORY_EMPTY: { directory },
  REPOSITORY_UNSTEADY: { directory },
  OBJECT_MISSING: { directory, reason: `there is no object ${accepted}` },
  OBJECT_FORGED: { directory, id: head },
  GIT_MISSING: { directory },
  GIT_REFUSED: { directory, command: 'cat-file', reason: 'fatal: \u202eno' },
  GIT_TIMEOUT: { directory, command: 'log', seconds: 60 },
}

suite('problems of the federation directory', (test) => {
  test('are worded as the golden file says', () => {
    assertGolden(codes().map(word).join('\n'), new URL('source.golden.txt', import.meta.url))
  })

  test('say what they mean in one sentence', () => {
    for (const code of codes()) assert.match(sourceProblems[code].meaning, /^[A-Z].*\.$/, code)
  })
})

function codes(): readonly (keyof SourceFacts)[] {
  return Object.keys(samples) as (keyof SourceFacts)[]
}

// eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- it ties the facts to the code.
function word<Code extends keyof SourceFacts>(code: Code): string {
  const { severity, exitCode, message, remedy } = sourceProblems[code]
  const facts = samples[code]
  const grade = exitCode === undefined ? severity : `${severity}, ${exitCode}`
  return `${code} (${grade})\n  ${message(facts)}\n  ${remedy(facts)}\n`
}

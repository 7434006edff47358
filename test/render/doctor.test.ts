import * as assert from 'uvu/assert'
import { tell, type Finding, type Verdict } from '../../src/domain/doctor/finding.ts'
import { makeProblem } from '../../src/domain/problem.ts'
import { renderExamination } from '../../src/render/doctor.ts'
import { makePlainStyle } from '../../src/render/style.ts'
import { suite } from '../helpers/suite.ts'

const CHECK = { check: 'parties', title: 'parties', group: 'Federation' } as const

suite('an examination', (test) => {
  test('shows some of many faults of one kind, and counts all', () => {
    const names = Array.from({ length: 10_000 }, (_, index) => `hospital-${index}`)
    const findings = names.flatMap((name) => withCheck(tell(unreachable(name))))

    const text = render(findings)

    assert.match(text, /\n {2}… and 9995 more: --format json\n/)
    assert.is(text.match(/hospital-\d+ cannot be reached/g)?.length, 5)
    assert.match(text, '0 errors, 10000 warnings; 0 ok, 0 skipped.')
    assert.ok(text.length < 3000)
  })

  test('says in one line what many checks do not know', () => {
    const skipped = ['file', 'owner', 'mode'].map((title): Finding => {
      return { ...CHECK, title, result: 'skipped', message: 'the component is not known' }
    })

    assert.match(render(skipped), '  – skipped  file, owner, mode: the component is not known\n')
  })

  test('puts the answer below the head of a component where both do not fit into a line', () => {
    const component = { directory: '/a', id: `NODE_${'x'.repeat(36)}`, name: 'a-hospital', findings: [] }
    const show = (width: number) => renderExamination([], [component], makePlainStyle(width))

    assert.match(show(80), `\na-hospital   ${component.id}   all well\n`)
    assert.match(show(60), `\na-hospital   ${component.id}\nall well\n`)
    assert.match(show(53), `\na-hospital\n${component.id}   all well\n`)
  })

  test('writes nothing that a terminal would obey', () => {
    const text = render([
      { ...CHECK, result: 'ok', message: 'a\u001b[31m\u202eb' },
      ...withCheck(tell(unreachable('\u0007'))),
    ])

    assert.not.match(text, /\p{Cc}(?<!\n)|\u202e/u)
  })
})

function unreachable(name: string): ReturnType<typeof makeProblem> {
  return makeProblem('PEER_UNREACHABLE', {}, { name, address: '10.0.0.1:1', reason: 'no answer' })
}

function withCheck(verdicts: readonly Verdict[]): readonly Finding[] {
  return verdicts.map((verdict) => ({ ...CHECK, ...verdict }))
}

function render(findings: readonly Finding[]): string {
  return renderExamination([], [{ directory: '/a', id: undefined, name: undefined, findings }], makePlainStyle(80))
}

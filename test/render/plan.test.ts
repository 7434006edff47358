import * as assert from 'uvu/assert'
import { renderHead, renderOutcomes, renderPlan } from '../../src/render/plan.ts'
import { makePlainStyle } from '../../src/render/style.ts'
import { renderPassSummary, renderPlanSummary } from '../../src/render/summary.ts'
import { aPlannedAssessment } from '../helpers/assessments.ts'
import { aFingerprint, NOW } from '../helpers/builders.ts'
import { suite } from '../helpers/suite.ts'

const style = makePlainStyle()

suite('the plan as text', (test) => {
  test('says what will happen, why, from which commit, and what is missing from whom', () => {
    const assessment = aPlannedAssessment()

    assert.is(
      renderHead(assessment, { style, now: NOW }) +
        renderPlan(assessment, style) +
        renderPlanSummary(assessment, [], style),
      `hospital-a   NODE_a   in oncology-network at 3f2c1a9 “Add hospital-c”, 2 days ago
Fed-BioMed 5.0–5.3, profile secagg-mpspdz, registry of 4 parties

  replace   hospital-b  NODE_b        10.221.0.2:14001   SHA256:0000 0000 …   until 2031-10-31   was SHA256:0000 0000 …
  register  server      RESEARCHER_r  10.221.0.1:14001   SHA256:0000 0000 …   until 2031-10-31
  adopt     hospital-e  NODE_e        registered exactly as declared: remembered as ours
  REFUSED   hospital-d  NODE_d        conflicting
            hospital-d (NODE_d) is registered here by hand with other values (${aFingerprint('other')}; declared is ${aFingerprint('d')}).
            → Compare by telephone: fbm-gitops fingerprint hospital-d. To take the declared values: fbm-gitops reconcile --adopt NODE_d

  in sync 0 · foreign 1, left alone · waiting for hospital-c: no valid certificate in the federation

1 to register, 1 to replace, 1 refused. Nothing was written.
Apply exactly this: fbm-gitops reconcile --plan-digest ${assessment.plan.digest}
`,
    )
  })

  test('has no line wider than the terminal, save what is copied as a whole', () => {
    const assessment = aPlannedAssessment()
    for (const width of [60, 80]) {
      const narrow = makePlainStyle(width)
      const text = [
        renderHead(assessment, { style: narrow, now: NOW }),
        renderPlan(assessment, narrow),
        renderPlanSummary(assessment, [], narrow),
      ].join('')
      const wide = text.split('\n').filter((line) => line.length > width)
      assert.ok(
        wide.every((line) => line.startsWith('fbm-gitops ') || /SHA256:[0-9a-f]{64}/.test(line)),
        wide.join('\n'),
      )
      assert.match(text, `\nApply exactly this:\nfbm-gitops reconcile --plan-digest ${assessment.plan.digest}\n`)
    }
  })

  test('says what became of it', () => {
    const assessment = aPlannedAssessment()
    const [first, second] = assessment.verdict.changes
    if (first === undefined || second === undefined) throw new Error('Two changes were planned.')
    const outcomes = [
      { change: first, result: 'done', reason: undefined },
      { change: second, result: 'contended', reason: 'changed since the plan' },
    ] as const

    const text =
      renderOutcomes(assessment, outcomes, style) +
      renderPassSummary({ assessment, outcomes, backup: '/state/b.json' }, style)

    assert.match(text, /^\n {2}replaced {3}hospital-b/)
    assert.match(text, /\n {2}contended {2}server .*\n {13}changed since the plan\n/)
    assert.match(text, '\n1 replaced, 1 not done, 1 refused.\nThe registry as it was before: /state/b.json\n')
  })

  test('shows of what is held back what it would write, and what is there', () => {
    const assessment = aPlannedAssessment()
    const { changes } = assessment.verdict
    const held = { ...assessment, verdict: { ...assessment.verdict, changes: [], refused: changes } }

    for (const text of [renderPlan(held, style), renderOutcomes(held, [], style)]) {
      assert.match(
        text,
        /\n {2}REFUSED +hospital-b +NODE_b +replace: held back\n +10\.221\.0\.2:14001 {3}SHA256:\S+ \S+ … {3}until 2031-10-31 {3}was SHA256:/,
      )
    }
  })

  test('breaks what belongs to a row between words, and never a command, on a narrow terminal', () => {
    const lines = renderPlan(aPlannedAssessment(), makePlainStyle(80)).split('\n')

    const notes = lines.filter((line) => line.startsWith('            '))
    assert.ok(notes.length > 4)
    for (const note of notes) assert.ok(note.length <= 80 || !note.trim().includes(' '), note)
  })

  test('escapes names', () => {
    const assessment = aPlannedAssessment({ name: 'evil\u001b[31m' })

    assert.not.match(renderPlan(assessment, style), '\u001b')
    assert.match(renderPlan(assessment, style), 'evil\\u{1b}[31m')
  })
})

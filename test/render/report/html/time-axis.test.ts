import * as assert from 'uvu/assert'
import { describeTerm } from '../../../../src/render/report/html/certificates.ts'
import { makeTimeAxis } from '../../../../src/render/report/html/time-axis.ts'
import { aFingerprint, NOW } from '../../../helpers/builders.ts'
import { aDriftReport, aMember } from '../../../helpers/drift-report.ts'
import { suite } from '../../../helpers/suite.ts'

const DAY = 86_400_000

suite('the time axis of certificates', (test) => {
  const axis = makeTimeAxis(ending([-400, 20, 1825]))

  test('keeps the order of moments, and stays within its width', () => {
    const places = [-9999, -300, -1, 0, 1, 7, 30, 90, 365, 1825, 99_999].map((days) => axis.place(NOW + days * DAY))

    assert.equal(
      places,
      [...places].sort((a, b) => a - b),
    )
    assert.is(places[0], 0)
    assert.is(places.at(-1), 100)
  })

  test('marks today, and 7, 30 and 90 days, so far apart that they can be read', () => {
    const marks = axis.marks.slice(0, 4)

    assert.equal(
      marks.map(({ label }) => label),
      ['today', '7 d', '30 d', '90 d'],
    )
    assert.is(marks[0]?.at, axis.place(NOW))
    assert.is(marks[2]?.at, axis.place(NOW + 30 * DAY))
    for (const [index, { at }] of marks.slice(1).entries()) assert.ok(at - (marks[index]?.at ?? 0) > 3, `${at}`)
  })

  test('is laid out where nobody has a certificate', () => {
    const members = [aMember('a', { certificate: undefined })]

    assert.is(makeTimeAxis(aDriftReport({ members, cells: [['self']] })).place(NOW + 99_999 * DAY), 100)
  })

  for (const [days, kind, word] of [
    [-0.5, 'ended', 'ended 1 day ago'],
    [0.5, 'within-7', 'less than a day'],
    [6.9, 'within-7', '6 days'],
    // As the findings have it: within 7 days is less than 7.
    [7, 'within-30', '7 days'],
    [29.9, 'within-30', '29 days'],
    [30, 'within-90', '30 days'],
    [89.9, 'within-90', '89 days'],
    [90, 'valid', '90 days'],
  ] as const) {
    test(`calls a certificate with ${days} days left ${kind}`, () => {
      const term = describeTerm(days * DAY)

      assert.equal([term.kind, term.word], [kind, word])
      assert.ok(term.sign !== '')
    })
  }
})

function ending(days: readonly number[]): ReturnType<typeof aDriftReport> {
  const members = days.map((end, index) =>
    aMember(`n${index}`, {
      certificate: { fingerprint: aFingerprint('x'), notBefore: NOW - 900 * DAY, notAfter: NOW + end * DAY },
    }),
  )
  return aDriftReport({ members, cells: members.map(() => members.map(() => 'declared')) })
}

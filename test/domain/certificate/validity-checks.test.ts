import fc from 'fast-check'
import * as assert from 'uvu/assert'
import { judgeCertificate } from '../../../src/domain/certificate/judge.ts'
import { staysGoodUntil } from '../../../src/domain/certificate/validity-checks.ts'
import { aCertificateEndingIn, anExpectation, NOW } from '../../helpers/certificates.ts'
import { suite } from '../../helpers/suite.ts'

const DAY_MS = 86_400_000
const END = NOW + 200 * DAY_MS
const PEM = Buffer.from(aCertificateEndingIn(200))

suite('how long a verdict lasts', (test) => {
  test('is until the last instant at which the same is said, and no longer', () => {
    fc.assert(
      fc.property(fc.integer({ min: NOW, max: END }), (now) => {
        const until = staysGoodUntil(END, now)

        assert.ok(until >= now)
        assert.equal(verdictAt(until), verdictAt(now))
        assert.not.equal(verdictAt(until + 1), verdictAt(now))
      }),
    )
  })

  for (const days of [90, 30, 7, 0]) {
    test(`is until that instant itself, ${days} days before the end`, () => {
      assert.is(staysGoodUntil(END, END - days * DAY_MS), END - days * DAY_MS)
    })
  }
})

function verdictAt(now: number): readonly string[] {
  return judgeCertificate(PEM, anExpectation({ now })).problems.map(({ code }) => code)
}

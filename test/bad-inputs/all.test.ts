import { readdirSync } from 'node:fs'
import * as assert from 'uvu/assert'
import { readBadCases } from '../helpers/bad-case.ts'
import { suite } from '../helpers/suite.ts'

suite('the files of bad inputs', (test) => {
  test('leave no case out, and try none twice', () => {
    const digits = readdirSync(import.meta.dirname).flatMap((name) => /^(\d)-.*\.test\.ts$/.exec(name)?.[1] ?? [])
    const wanted = new Set(readBadCases().map(({ name }) => name.charAt(0)))

    assert.equal(digits.sort(), [...wanted].sort())
  })
})

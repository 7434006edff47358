import * as assert from 'uvu/assert'
import { decide } from '../../../src/domain/pass/decision.ts'
import type { DriftItem } from '../../../src/domain/pass/drift.ts'
import { suite } from '../../helpers/suite.ts'
import { classify, LINES, type Line } from './helpers/drift-table.ts'

suite('decision', (test) => {
  for (const line of LINES) {
    test(`answers ${line.name} with: ${line.does}`, () => {
      const item = classify(line)

      assert.is(item === undefined ? 'nothing' : describeDecision(item, line), line.does)
    })
  }
})

function describeDecision(item: DriftItem, { adopt, overwrite }: Line): string {
  const named = new Set([item.partyId])
  const none = new Set<string>()
  const decision = decide(item, { adopt: adopt === true ? named : none, overwrite: overwrite === true ? named : none })
  const { change, bookkeeping, problem } = decision
  const words = [
    change === undefined
      ? undefined
      : change.kind === 'register'
        ? 'register'
        : `${change.kind} by ${change.orderedBy}`,
    bookkeeping,
    problem?.code,
  ]
  return words.filter((word) => word !== undefined).join(' ') || 'nothing'
}

import * as assert from 'uvu/assert'
import { parseCommitRange, type CommitRange } from '../../src/domain/commit-range.ts'
import { suite } from '../helpers/suite.ts'

const good: Readonly<Record<string, CommitRange>> = {
  all: { kind: 'all' },
  HEAD: { kind: 'reach', to: 'HEAD' },
  'v1.0': { kind: 'reach', to: 'v1.0' },
  'main..HEAD': { kind: 'between', from: 'main', to: 'HEAD' },
  'main...topic': { kind: 'either', from: 'main', to: 'topic' },
  'main..': { kind: 'between', from: 'main', to: 'HEAD' },
  '..topic': { kind: 'between', from: 'HEAD', to: 'topic' },
  '$(id)..`id`': { kind: 'between', from: '$(id)', to: '`id`' },
  '--upload-pack=x..y': { kind: 'between', from: '--upload-pack=x', to: 'y' },
  [`${'0'.repeat(40)}..topic`]: { kind: 'reach', to: 'topic' },
  [`${'0'.repeat(64)}...topic`]: { kind: 'reach', to: 'topic' },
}
const bad = ['', 'a b', 'a\nb', 'a..b\n', 'a..b..c', 'a....b', '\u001b..b', 'x'.repeat(513)]

suite('a range of commits', (test) => {
  for (const [text, range] of Object.entries(good)) {
    test(`understands ${text}`, () => {
      assert.equal(parseCommitRange(text), range)
    })
  }

  for (const text of bad) {
    test(`refuses ${JSON.stringify(text).slice(0, 40)}`, () => {
      const problem = parseCommitRange(text)
      assert.is('code' in problem ? problem.code : undefined, 'COMMIT_RANGE')
    })
  }
})

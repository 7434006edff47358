import * as assert from 'uvu/assert'
import { parseBase } from '../../../src/domain/preview/base-query.ts'
import { suite } from '../../helpers/suite.ts'

suite('what a base is named by', (test) => {
  test('is a branch, of the clone before one of its remote, or a tag', () => {
    assert.equal(parseBase('main'), {
      kind: 'names',
      ref: 'main',
      names: ['refs/heads/main', 'refs/tags/main', 'refs/remotes/main', 'refs/remotes/origin/main'],
    })
    assert.equal(parseBase('refs/tags/v1'), { kind: 'names', ref: 'refs/tags/v1', names: ['refs/tags/v1'] })
  })

  test('is the whole id of a commit, in either case', () => {
    assert.equal(parseBase('AB'.repeat(20)), { kind: 'commit', id: 'ab'.repeat(20) })
  })

  test('is a way back from the revision', () => {
    for (const path of ['', '^', '^2', '~3', '^2~1', '^^'])
      assert.equal(parseBase(`HEAD${path}`), { kind: 'relative', path })
  })

  test('is nothing else', () => {
    const refused = [
      '',
      '-x',
      '--all',
      'HEAD~1000',
      'HEAD^{/x}',
      'HEAD:x',
      'main~1',
      'a..b',
      '@',
      '@{u}',
      'a b',
      'x\n',
      '../x',
      'ü',
      'x'.repeat(256),
    ]
    for (const base of refused) {
      const found = parseBase(base)
      assert.is('code' in found ? found.code : '', 'BASE_NAME', base)
    }
  })
})

import * as assert from 'uvu/assert'
import { checkRepositoryPath, parseRef } from '../../src/domain/ref-name.ts'
import { suite } from '../helpers/suite.ts'

const BAD_REFS = [
  '',
  '--upload-pack=x',
  '-x',
  '../../x',
  'a..b',
  '@',
  '@{u}',
  'main@{1}',
  'HEAD',
  'main:refs/heads/main',
  'refs/heads/x.lock',
  'x.lock/y',
  '.x',
  'a/.x',
  'a//b',
  '/a',
  'a/',
  'a.',
  'a b',
  'a~1',
  'a^',
  'a?',
  'a*',
  'a[b',
  'a\\b',
  'a\nb',
  'a\u001bb',
  'mаin',
  'x'.repeat(256),
]

suite('a ref', (test) => {
  test('is the default branch where none is given', () => {
    assert.equal(parseRef(undefined), { kind: 'head' })
  })

  test('is a branch, else a tag', () => {
    assert.equal(parseRef('v1.0'), { kind: 'names', names: ['refs/heads/v1.0', 'refs/tags/v1.0'] })
    assert.equal(parseRef('release/2026'), {
      kind: 'names',
      names: ['refs/heads/release/2026', 'refs/tags/release/2026'],
    })
  })

  test('may be given in full', () => {
    assert.equal(parseRef('refs/heads/main'), { kind: 'names', names: ['refs/heads/main'] })
    assert.equal(parseRef('refs/tags/v1'), { kind: 'names', names: ['refs/tags/v1'] })
  })

  test('may be the whole id of a commit', () => {
    assert.equal(parseRef('A'.repeat(40)), { kind: 'commit', id: 'a'.repeat(40) })
    assert.equal(parseRef('1'.repeat(64)), { kind: 'commit', id: '1'.repeat(64) })
  })

  for (const ref of BAD_REFS) {
    test(`may not be ${JSON.stringify(ref.slice(0, 40))}`, () => {
      const parsed = parseRef(ref)
      assert.is('code' in parsed && parsed.code, 'REF_NAME')
    })
  }
})

suite('the path in a repository', (test) => {
  for (const path of ['.', 'federation', 'a/b', 'a/b/', 'with space']) {
    test(`may be ${path}`, () => {
      assert.is(checkRepositoryPath(path), undefined)
    })
  }

  for (const path of [
    '',
    '/',
    '/federation',
    '..',
    'a/../b',
    './a',
    'a//b',
    'a\\b',
    'a\nb',
    'a\u0000b',
    'x'.repeat(1025),
  ]) {
    test(`may not be ${JSON.stringify(path.slice(0, 40))}`, () => {
      assert.is(checkRepositoryPath(path)?.code, 'REPOSITORY_PATH')
    })
  }
})

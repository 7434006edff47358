import * as assert from 'uvu/assert'
import { compareUrl } from '../../src/domain/compare-url.ts'
import { suite } from '../helpers/suite.ts'

const GITHUB = 'https://github.com/owner/repo/compare/publish/a?expand=1'
const GITLAB = 'https://gitlab.com/group/sub/repo/-/merge_requests/new?merge_request%5Bsource_branch%5D=publish%2Fa'

suite('the page of a pull request', (test) => {
  test('follows from every form of a remote, without what logs in', () => {
    for (const url of [
      'https://github.com/owner/repo.git',
      'https://ada:secret@github.com/owner/repo',
      'git@github.com:owner/repo.git',
      'ssh://git@github.com:22/owner/repo.git/',
      'github.com:owner/repo',
    ]) {
      assert.is(compareUrl(url, 'publish/a'), GITHUB, url)
    }
    assert.is(compareUrl('git@gitlab.com:group/sub/repo.git', 'publish/a'), GITLAB)
  })

  test('is not guessed', () => {
    for (const url of [
      '',
      '/srv/git/repo.git',
      'file:///srv/repo.git',
      'https://git.hospital.example/owner/repo.git',
      'https://github.com.evil.example/owner/repo',
      'https://github.com/owner/re po\u001b[31m',
      'https://github.com/owner',
      'C:\\repos\\x',
      'constructor:owner/repo',
    ]) {
      assert.is(compareUrl(url, 'publish/a'), undefined, url)
    }
  })
})

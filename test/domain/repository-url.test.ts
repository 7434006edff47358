import * as assert from 'uvu/assert'
import { isProblem } from '../../src/domain/problem.ts'
import { parseRepositoryUrl } from '../../src/domain/repository-url.ts'
import { suite } from '../helpers/suite.ts'

const GOOD: readonly (readonly [url: string, transport: string, host?: string])[] = [
  ['https://git.example/f.git', 'https', 'git.example'],
  ['https://git.example:8443/group/f', 'https', 'git.example:8443'],
  ['https://[2001:db8::1]:8443/f', 'https', '[2001:db8::1]:8443'],
  ['ssh://git@git.example/f.git', 'ssh', 'git.example'],
  ['ssh://git@git.example:2222/~/f.git', 'ssh', 'git.example'],
  ['ssh://git.example/f.git', 'ssh', 'git.example'],
  ['git@git.example:group/f.git', 'ssh', 'git.example'],
  ['git@git.example:/srv/f.git', 'ssh', 'git.example'],
  ['https://git.example:8443/@group/f', 'https', 'git.example:8443'],
  ['ssh://git@git.example:2222/@group/f', 'ssh', 'git.example'],
  ['/srv/federation.git', 'file'],
  ['/srv/with space', 'file'],
  ['./clone', 'file'],
  ['../clone', 'file'],
  ['.', 'file'],
]

const BAD: readonly (readonly [url: string, code: string])[] = [
  ['ext::sh -c id', 'URL_SCHEME'],
  ['ext::sh', 'URL_SCHEME'],
  ['fd::7', 'URL_SCHEME'],
  ['file:///etc', 'URL_SCHEME'],
  ['http://git.example/f', 'URL_SCHEME'],
  ['git://git.example/f', 'URL_SCHEME'],
  ['ftp://git.example/f', 'URL_SCHEME'],
  ['svn+ssh://git.example/f', 'URL_SCHEME'],
  ['https::git.example', 'URL_SCHEME'],
  ['', 'URL_INVALID'],
  ['--upload-pack=touch x', 'URL_INVALID'],
  ['-x', 'URL_INVALID'],
  ['ssh://-oProxyCommand=x/y', 'URL_INVALID'],
  ['ssh://-oProxyCommand=x@git.example/y', 'URL_INVALID'],
  ['ssh://git@-oProxyCommand=x/y', 'URL_INVALID'],
  ['-oProxyCommand=x@git.example:y', 'URL_INVALID'],
  ['git@-oProxyCommand=x:y', 'URL_INVALID'],
  ['git@git.example:-x', 'URL_INVALID'],
  ['git@git.example:', 'URL_INVALID'],
  ['ssh://git@git.example:0/f', 'URL_INVALID'],
  ['ssh://git@git.example:65536/f', 'URL_INVALID'],
  ['https://git.example', 'URL_INVALID'],
  ['https://git.example/', 'URL_INVALID'],
  ['https://git.example/f?private_token=t', 'URL_INVALID'],
  ['https://git.example/f#t', 'URL_INVALID'],
  ['https://git.example/f%0d%0aHost: evil', 'URL_INVALID'],
  ['https://git.example/f%0a', 'URL_INVALID'],
  ['https://git.example/f\nx', 'URL_INVALID'],
  ['https://git.example/f g', 'URL_INVALID'],
  ['https://git.example/f\\g', 'URL_INVALID'],
  ['https://git.exаmple/f', 'URL_INVALID'],
  ['/srv/\u001b[31m', 'URL_INVALID'],
  ['/srv/a\nb', 'URL_INVALID'],
  ['federation', 'URL_INVALID'],
  [`https://git.example/${'f'.repeat(2048)}`, 'URL_INVALID'],
  ['https://u:s3cr3t@git.example/f', 'SECRET_IN_URL'],
  ['https://s3cr3t@git.example/f', 'SECRET_IN_URL'],
  ['http://u:s3cr3t@git.example/f', 'SECRET_IN_URL'],
  ['ssh://u:s3cr3t@git.example/f', 'SECRET_IN_URL'],
  ['https://u:s3cr3t/x@git.example/f', 'SECRET_IN_URL'],
  ['"https://oauth2:s3cr3t@git.example/f.git"', 'SECRET_IN_URL'],
  ["'https://s3cr3t@git.example/f.git'", 'SECRET_IN_URL'],
  [' https://u:s3cr3t@git.example/f', 'SECRET_IN_URL'],
  ['https:/u:s3cr3t@git.example/f', 'SECRET_IN_URL'],
  ['https:/s3cr3t@git.example/f', 'SECRET_IN_URL'],
  ['https//u:s3cr3t@git.example/f', 'SECRET_IN_URL'],
  ['https//s3cr3t@git.example/f', 'SECRET_IN_URL'],
  ['//u:s3cr3t@git.example/f', 'SECRET_IN_URL'],
  ['oauth2:s3cr3t@git.example:f', 'SECRET_IN_URL'],
  ['u:p?s3cr3t@git.example/f', 'SECRET_IN_URL'],
  ['s3cr3t @git.example:f', 'URL_INVALID'],
  ['git://s3cr3t@git.example/f', 'URL_SCHEME'],
  ['ssh://git@git.example/f?token=s3cr3t', 'URL_INVALID'],
  ['ssh://git@git.example/f#s3cr3t', 'URL_INVALID'],
  ['git@git.example:f?token=s3cr3t', 'URL_INVALID'],
  ['//git.example/f?a=b@c&token=s3cr3t\n', 'URL_INVALID'],
]

suite('the URL of a repository', (test) => {
  for (const [url, transport, host] of GOOD) {
    test(`may be ${url}`, () => {
      const parsed = parseRepositoryUrl(url)

      assert.not(isProblem(parsed))
      assert.is('transport' in parsed && parsed.transport, transport)
      assert.is('host' in parsed ? parsed.host : undefined, host)
    })
  }

  for (const [url, code] of BAD) {
    test(`may not be ${JSON.stringify(url.slice(0, 60))}`, () => {
      const parsed = parseRepositoryUrl(url)

      assert.is('code' in parsed && parsed.code, code)
    })
  }

  test('is never shown with what may let somebody in', () => {
    for (const [url] of BAD) {
      const parsed = parseRepositoryUrl(url)
      const told = JSON.stringify(parsed)
      assert.not.match(told, /s3cr3t|private_token/, url)
    }
  })
})

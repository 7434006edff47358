import * as assert from 'uvu/assert'
import type { RepositorySource } from '../../../src/domain/declaration-source.ts'
import { keepSource } from '../../../src/domain/status/kept-source.ts'
import { aRepositorySource } from '../../helpers/remote-source.ts'
import { suite } from '../../helpers/suite.ts'

const toWhole = (path: string): string => (path.startsWith('/') ? path : `/home/${path}`)

suite('keepSource', (test) => {
  test('names a directory by its whole path', () => {
    const source = { kind: 'directory', directory: 'federation', uncommitted: false, acceptHistory: undefined } as const

    assert.equal(keepSource(source, toWhole), { federation: '/home/federation' })
  })

  test('names a repository with what lets us in, and makes paths whole but never a URL', () => {
    const kept = keepSource(aSource('git@git.example.org:f.git', { sshKey: 'key', caFile: '/ca.pem' }), toWhole)

    assert.ok(kept)
    assert.is(kept.repository, 'git@git.example.org:f.git')
    assert.is(kept.ref, 'main')
    assert.is(kept.sshKey, '/home/key')
    assert.is(kept.caFile, '/ca.pem')
    assert.not('federation' in kept || 'knownHosts' in kept)
    assert.is(keepSource(aSource('./f.git'), toWhole)?.repository, '/home/./f.git')
  })

  test('keeps no secret of a proxy', () => {
    const access = { proxy: 'http://me:s3cret@proxy.example.org:3128' }
    const kept = keepSource(aSource('https://git.example.org/f.git', access), toWhole)

    assert.ok(kept)
    assert.is(kept.repository, 'https://git.example.org/f.git')
    assert.not('proxy' in kept)
  })

  for (const url of [
    'https://me:s3cret@git.example.org/f.git',
    'https://git.example.org/f.git?private_token=s3cret',
    'http://git.example.org/s3cret',
  ]) {
    test(`keeps nothing of what is no URL of a repository: ${url}`, () => {
      assert.is(keepSource(aSource(url), toWhole), undefined)
    })
  }
})

function aSource(url: string, access: Partial<RepositorySource['access']> = {}): RepositorySource {
  const source = aRepositorySource(url)
  return { ...source, ref: 'main', access: { ...source.access, ...access } }
}

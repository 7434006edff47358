import * as assert from 'uvu/assert'
import { sourceProblems, type SourceFacts } from '../../../src/domain/problems/source.ts'
import { assertGolden } from '../../helpers/golden.ts'
import { suite } from '../../helpers/suite.ts'

const directory = "our federation's"
const accepted = '0123456789abcdef0123456789abcdef01234567'
const url = 'https://git.example/federation.git'
const head = 'fedcba9876543210fedcba9876543210fedcba98'

/** Facts for each kind of problem; the type makes a forgotten one an error. */
const samples: SourceFacts = {
  COMMIT_RANGE: { range: 'a..\u001b[31m' },
  COMMIT_UNKNOWN: { directory, revision: 'origin/main', isShallow: true },
  COMMITS_OUTSIDE_GIT: { directory },
  COMMITS_CUT_OFF: { directory, commit: head },
  COMMITS_TOO_MANY: { count: 100_001, limit: 100_000 },
  COMMITTED_KEY: { commit: head, author: 'Ada\u202e' },
  COMMITTED_KEY_NAME: { commit: head, author: undefined },
  COMMIT_MESSAGE_KEY: { commit: head, author: 'Ada' },
  COMMIT_NOT_SEARCHED: { commit: head, author: 'Ada', size: 17_000_000 },
  BASE_NAME: { base: 'HEAD..x\u001b' },
  BASE_OUTSIDE_GIT: { directory, base: 'main' },
  BASE_UNKNOWN: { directory, base: 'main' },
  BASE_SHALLOW: { directory, base: 'origin/main' },
  BASE_DIVERGED: { base: 'origin/main', ancestor: '0123456789abcdef' },
  BASE_UNRELATED: { base: 'main\u202e' },
  BASE_EMPTY: { base: 'main', directory },
  BASE_INVALID: { base: 'main', count: 2, first: 'All is wrong.' },
  SOURCE_MISSING: { directory },
  SOURCE_NOT_A_DIRECTORY: { directory },
  SOURCE_UNREADABLE: { path: 'federation/\u001b[31m', reason: 'EACCES' },
  SOURCE_LEAVES_REPOSITORY: { directory, target: '/srv/other' },
  SOURCE_IN_GIT_DIRECTORY: { directory, gitDirectory: '/srv/federation.git' },
  SOURCE_PATH_UNUSABLE: { directory: 'a\nb' },
  SOURCE_TOO_BIG: { directory, limit: 'entries' },
  ENTRY_NAME_NOT_UTF8: { path: 'n\\xf8de.pem' },
  ENTRY_DUPLICATE: { path: 'certificates/a.pem' },
  UNCOMMITTED_CHANGES: { directory, names: ['federation.yaml (changed)'], count: 1 },
  SOURCE_NOT_COMMITTED: { directory, commit: head },
  SOURCE_ROLLED_BACK: {
    directory,
    accepted,
    head,
    rewriting: { missing: 2, added: 1, ancestor: accepted, changed: ['federation.yaml (changed)'], changedCount: 3 },
  },
  COMMIT_IN_FUTURE: { commit: head, at: Date.UTC(2027, 10, 25) },
  OBSERVATION_UNREADABLE: { label: 'fbm-gitops/observed/NODE_b', reason: 'no-file' },
  OBSERVATION_IGNORED: { place: directory, names: ['origin/fbm-gitops/observed/\u202ex'], count: 3 },
  OBSERVATIONS_NOT_FETCHED: { url, reason: 'the server is gone.', remedy: 'Try again.' },
  OBSERVATION_NOT_PUSHED: {
    url,
    branch: 'fbm-gitops/observed/NODE_b',
    id: 'NODE_b',
    cause: 'refused',
    reason: 'remote: \u001b[31mno',
    remedy: '',
  },
  OBSERVATIONS_TOO_MANY: { place: directory, most: 10_000 },
  URL_SCHEME: { url: 'ext::sh -c id', scheme: 'ext' },
  URL_INVALID: { url: '-x', fault: 'dash' },
  SECRET_IN_URL: { url: 'https://…@git.example/f.git' },
  REF_NAME: { ref: 'a..b' },
  REPOSITORY_PATH: { path: '../x' },
  KNOWN_HOSTS_NEEDED: { host: 'git.example', scan: 'ssh-keyscan git.example' },
  CREDENTIAL_ELSEWHERE: {
    what: 'token',
    given: 'source.https.tokenFile',
    variable: '',
    flag: '--token-file',
    url: 'https://elsewhere.example/f.git',
    home: url,
  },
  SOURCE_STALE: { url, since: '2026-11-24T00:00:00.000Z', allowed: '24h' },
  REMOTE_UNREACHABLE: { url, reason: 'Connection refused' },
  REMOTE_NOT_FOUND: { url, reason: 'not found' },
  REMOTE_EMPTY: { url },
  REMOTE_DUMB: { url },
  MIRROR_DAMAGED: { url, reason: 'there is no object' },
  REMOTE_REF_MISSING: { url, ref: 'main' },
  NOT_COMMIT: { url, ref: 'v1' },
  REMOTE_PATH_MISSING: { url, path: 'federation', commit: head },
  REMOTE_REFUSED: { url, reason: 'fatal: \u001b]0;no\u0007' },
  FETCH_TIMEOUT: { url, seconds: 60 },
  FETCH_TOO_BIG: { url, bytes: 33_554_432 },
  FETCH_STOPPED: { url },
  FETCH_FAILED: { url, reason: 'fatal: no' },
  OBJECTS_REFUSED: { url, reason: 'fatal: fsck error' },
  CACHE_UNKNOWN: {},
  PROGRAM_MISSING: { url, program: 'ssh' },
  HOST_KEY_UNKNOWN: {
    url,
    host: '[git.example]:2222',
    known: [],
    seen: 'SHA256:b (ssh-ed25519)',
    file: 'known_hosts',
    scan: 'ssh-keyscan -p 2222 git.example',
  },
  HOST_KEY_CHANGED: { url, host: 'git.example', known: ['SHA256:a (ED25519)'], seen: '', file: 'known_hosts' },
  SSH_KEY_REFUSED: { url, key: 'deploy', fingerprint: 'SHA256:a' },
  SSH_KEY_PUBLIC: { file: 'deploy.pub', secret: 'deploy' },
  SSH_KEY_UNUSABLE: { file: 'deploy', reason: 'invalid format' },
  CREDENTIAL_UNREADABLE: { file: 'token', what: 'file of the token', reason: 'permission denied', user: '' },
  CREDENTIAL_EXPOSED: { file: 'deploy', what: 'ssh key', mode: '0644' },
  TOKEN_NEEDED: { url },
  TOKEN_REFUSED: { url },
  TLS_UNTRUSTED: { url, reason: 'certificate has expired' },
  REDIRECT_REFUSED: { url, target: '' },
  SOURCE_HISTORY_UNKNOWN: { directory, accepted, head },
  REPOSITORY_EMPTY: { directory },
  REPOSITORY_UNSTEADY: { directory },
  OBJECT_MISSING: { directory, reason: `there is no object ${accepted}` },
  OBJECT_FORGED: { directory, id: head },
  GIT_MISSING: { directory },
  GIT_REFUSED: { directory, command: 'cat-file', reason: 'fatal: \u202eno' },
  GIT_TIMEOUT: { directory, command: 'log', seconds: 60 },
}

suite('problems of the federation directory', (test) => {
  test('are worded as the golden file says', () => {
    assertGolden(codes().map(word).join('\n'), new URL('source.golden.txt', import.meta.url))
  })

  test('advise a proxy for https alone', () => {
    const advise = (each: string): string => sourceProblems.REMOTE_UNREACHABLE.remedy({ url: each, reason: 'x' })

    assert.match(advise(url), '--proxy')
    for (const other of ['ssh://git@git.example/f', 'git@git.example:f', './f'])
      assert.not.match(advise(other), 'proxy')
  })

  test('say that part of the id of a commit is not enough', () => {
    const advise = (ref: string): string => sourceProblems.REMOTE_REF_MISSING.remedy({ url, ref })

    for (const ref of ['80f8f62', accepted.slice(0, 39)]) assert.match(advise(ref), 'a commit needs its whole id')
    for (const ref of ['80f8f6', 'main', accepted]) assert.not.match(advise(ref), 'whole id')
  })

  test('say what they mean in one sentence', () => {
    for (const code of codes()) assert.match(sourceProblems[code].meaning, /^[A-Z].*\.$/, code)
  })
})

function codes(): readonly (keyof SourceFacts)[] {
  return Object.keys(samples) as (keyof SourceFacts)[]
}

// eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- it ties the facts to the code.
function word<Code extends keyof SourceFacts>(code: Code): string {
  const { severity, exitCode, message, remedy } = sourceProblems[code]
  const facts = samples[code]
  const grade = exitCode === undefined ? severity : `${severity}, ${exitCode}`
  return `${code} (${grade})\n  ${message(facts)}\n  ${remedy(facts)}\n`
}

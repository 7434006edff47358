import { resolve } from 'node:path'
import * as assert from 'uvu/assert'
import { chooseComponent } from '../../src/command-line/components.ts'
import { completeInvocation, type Invocation } from '../../src/command-line/invocation.ts'
import type { Given } from '../../src/command-line/origin.ts'
import type { CommandName } from '../../src/command-line/table.ts'
import { repeatFlags } from '../../src/commands/support/repeat.ts'
import { FederationError } from '../../src/errors.ts'
import { settingsOf } from '../settings/helpers/parse.ts'
import { suite } from '../helpers/suite.ts'

const HTTPS = 'https://git.example/f.git'
const SSH = 'git@git.example:f.git'
const KEYS = 'ssh: { key: /key, knownHosts: /hosts }, https: { tokenFile: /token, tokenUser: bot, caFile: /ca }'

interface Typed {
  readonly repository?: string
  readonly command?: CommandName
  readonly typed?: Given
  readonly env?: Readonly<Record<string, string>>
}

/** Completes a command line from settings with a key and a token, for the repository that they name. */
function complete(home: string | undefined, { repository, command = 'plan', typed = {}, env = {} }: Typed): Invocation {
  const source = `source: { ${home === undefined ? '' : `repository: '${home}', `}${KEYS} }`
  const given = repository === undefined ? typed : { ...typed, repository }
  const settings = settingsOf(`apiVersion: fbm-gitops/v1\n${source}\n`)
  const invocation = completeInvocation({ command, argument: undefined, typed: given }, env)
  return chooseComponent(invocation, { env, settings, canonical: (path) => resolve('/work', path) })
}

function refusalOf(home: string | undefined, given: Typed): string {
  try {
    complete(home, given)
    return 'nothing was refused'
  } catch (error) {
    if (!(error instanceof FederationError)) throw error
    return error.problems
      .map(({ code, place, message, remedy }) => `${code} ${place.file ?? ''}:${place.line ?? ''} ${message} ${remedy}`)
      .join()
  }
}

const ELSEWHERE = [
  'https://other.example/f.git',
  'https://git.example:8443/f.git',
  'https://git.example.org/f.git',
  'https://xgit.example/f.git',
]

suite('a token of the settings', (test) => {
  for (const repository of ELSEWHERE) {
    test(`is not used for ${repository}`, () => {
      const refusal = refusalOf(HTTPS, { repository })

      assert.match(refusal, /^CREDENTIAL_ELSEWHERE fbm-gitops\.yaml:2 The token of source\.https\.tokenFile is for the/)
      assert.match(refusal, `that of ${repository}. Name the token that is for this server: --token-file FILE.`)
      assert.match(refusal, '--settings none')
    })
  }

  for (const repository of [
    'https://git.example/other.git',
    'https://GIT.example:443/f.git',
    'https://git.example:0443/f',
  ]) {
    test(`is used for ${repository}`, () => {
      const { tokenFile, tokenUser } = complete(HTTPS, { repository }).options

      assert.equal([tokenFile, tokenUser], ['/token', 'bot'])
    })
  }

  test('gives way, with its user, to the one that is typed; what is no secret stays', () => {
    const { options, origins } = complete(HTTPS, { repository: ELSEWHERE[0] ?? '', typed: { tokenFile: 't' } })

    assert.equal([options.tokenFile, options.tokenUser, options.sshKey], ['t', 'x-access-token', undefined])
    assert.equal([options.caFile, options.knownHosts], ['/ca', '/hosts'])
    assert.is(origins.tokenUser.kind, 'default')
  })

  test('is repeated in a command that is printed, where it was typed for another server', () => {
    const typed = { tokenFile: '/token' }
    const [elsewhere = ''] = ELSEWHERE

    assert.ok(
      repeatFlags('plan', complete(HTTPS, { repository: elsewhere, typed }).options).includes('--token-file /token'),
    )
    assert.not.ok(repeatFlags('plan', complete(HTTPS, { typed }).options).includes('--token-file /token'))
  })

  test('is for no server where the settings name no repository', () => {
    assert.match(refusalOf(undefined, { repository: HTTPS }), /given for no repository.*source\.repository beside it/)
    assert.match(refusalOf(undefined, { env: { FBM_GITOPS_REPOSITORY: HTTPS } }), 'CREDENTIAL_ELSEWHERE')
  })

  test('is no matter to who fetches otherwise, from a directory, or not at all', () => {
    for (const repository of [SSH.replace('git.', 'other.'), '/srv/f.git', './f']) {
      const home = repository.includes('@') ? 'ssh://git@other.example/f.git' : HTTPS
      assert.is(complete(home, { repository }).options.tokenFile, home === HTTPS ? undefined : '/token')
    }
    assert.is(complete(HTTPS, { repository: ELSEWHERE[0] ?? '', command: 'publish' }).options.tokenFile, undefined)
    assert.is(complete(HTTPS, { typed: { federation: '.' } }).options.repository, undefined)
  })
})

suite('an ssh key of the settings', (test) => {
  test('is used for its server alone, by whatever user and form', () => {
    for (const repository of ['ssh://other@git.example:22/g', 'root@GIT.example:/g']) {
      assert.is(complete(SSH, { repository }).options.sshKey, '/key')
    }
    for (const repository of ['git@git2.example:f.git', 'ssh://git@git.example:2222/f.git']) {
      assert.match(refusalOf(SSH, { repository }), /^CREDENTIAL_ELSEWHERE .*source\.ssh\.key.*--ssh-key FILE/)
    }
    assert.match(refusalOf(HTTPS, { repository: SSH }), 'CREDENTIAL_ELSEWHERE')
  })
})

suite('a token of a variable', (test) => {
  const own = { FBM_GITOPS_TOKEN: 's3cr3t' }
  const [repository = ''] = ELSEWHERE

  test('is used for what is typed where nothing says which server it is for', () => {
    assert.is(
      completeInvocation({ command: 'plan', argument: undefined, typed: { repository } }, own).options.repository,
      repository,
    )
  })

  for (const [name, env] of [
    ['FBM_GITOPS_TOKEN', own],
    ['FBM_GITOPS_TOKEN_FILE', { FBM_GITOPS_TOKEN_FILE: '/t' }],
  ] as const) {
    test(`is for the server of the other variable: ${name}`, () => {
      const refusal = refusalOf(repository, { repository, env: { ...env, FBM_GITOPS_REPOSITORY: HTTPS } })

      assert.match(refusal, `CREDENTIAL_ELSEWHERE : The token of ${name} is for the server of ${HTTPS}`)
      assert.match(refusal, `env -u ${name} fbm-gitops`)
      assert.not.match(refusal, 's3cr3t')
    })
  }

  for (const elsewhere of ['git@other.example:f.git', '/srv/f.git']) {
    test(`is no matter to who fetches otherwise: ${elsewhere}`, () => {
      const env = { ...own, FBM_GITOPS_REPOSITORY: HTTPS }
      const typed = { repository: elsewhere }
      const { options } = completeInvocation({ command: 'plan', argument: undefined, typed }, env)

      assert.is(options.repository, elsewhere)
    })
  }

  test('is for the server of the settings where no variable names one', () => {
    const source = `apiVersion: fbm-gitops/v1\nsource: { repository: '${HTTPS}' }\n`
    const choose = (typed: Given): Invocation =>
      chooseComponent(completeInvocation({ command: 'plan', argument: undefined, typed }, own), {
        env: own,
        settings: settingsOf(source),
        canonical: (path) => path,
      })

    assert.throws(() => choose({ repository }), /CREDENTIAL_ELSEWHERE.*FBM_GITOPS_TOKEN is for the server/)
    assert.is(choose({ repository, tokenFile: 't' }).options.tokenFile, 't')
    assert.is(choose({}).options.repository, HTTPS)
  })
})

import { chmodSync, readFileSync, writeFileSync } from 'node:fs'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { join } from 'node:path'
import * as assert from 'uvu/assert'
import type { Contact } from '../../../src/domain/contact.ts'
import { escapeText } from '../../../src/domain/quote.ts'
import { outcomeOf, withUser, type TestUser } from '../../helpers/contact.ts'
import { withHttpsServer, type HttpsServer, type HttpsServerOptions } from '../../helpers/https-server.ts'
import { untilNoneNames } from '../../helpers/processes.ts'
import { withProxyServer } from '../../helpers/proxy-server.ts'
import { withRepository, type TestRepository } from '../../helpers/repository.ts'
import { shareRepository, type SharedRepository } from '../../helpers/shared-repository.ts'
import {
  fingerprintOf,
  hasSshServer,
  makeKey,
  withSshServer,
  type SshServer,
  type SshServerOptions,
} from '../../helpers/ssh-server.ts'
import { suite } from '../../helpers/suite.ts'
import { makeAuthority } from '../../helpers/tls.ts'
import { codeOf } from '../../helpers/world-in.ts'

const FILES = { 'federation/federation.yaml': 'a: 1\n' }
const TOKEN = 'glpat-s3cr3tT0ken'
const authority = makeAuthority()

interface Stage extends TestUser {
  readonly repository: TestRepository
  readonly shared: SharedRepository
}

interface SshStage extends Stage {
  readonly server: SshServer
  readonly access: { readonly sshKey: string; readonly knownHosts: string }
}

interface HttpsStage extends Stage {
  readonly server: HttpsServer
  readonly access: { readonly caFile: string; readonly tokenFile: string }
}

if (hasSshServer('fetching by ssh')) {
  suite('fetching by ssh', (test) => {
    test('brings what is there, with one of several pinned host keys', () =>
      withSsh({}, async ({ contact, server, shared, repository, access }) => {
        const url = server.url(shared.directory)
        assert.is(outcomeOf(await contact(url, { access })), await repository.head())
        for (const key of Object.values(server.hostKeys)) {
          const knownHosts = server.pin('one', [key])
          assert.is(outcomeOf(await contact(url, { access: { ...access, knownHosts } })), await repository.head())
        }
      }))

    test('works with files whose names hold spaces and quotes', () =>
      withSsh({}, async ({ contact, server, shared, repository }) => {
        const name = `a "b" 'c' %h $(id)`
        makeKey(server.directory, name, 'ed25519')
        writeFileSync(join(server.directory, 'authorized_keys'), readFileSync(join(server.directory, `${name}.pub`)))
        const access = {
          sshKey: join(server.directory, name),
          knownHosts: server.pin(`${name} hosts`, [server.hostKeys.ed25519]),
        }

        assert.is(outcomeOf(await contact(server.url(shared.directory), { access })), await repository.head())
      }))

    test('needs the host keys to be known', () =>
      withSsh({}, async ({ contact, server, shared, access }) => {
        const { sshKey } = access
        assert.is(
          await codeOf(() => contact(server.url(shared.directory), { access: { sshKey } })),
          'KNOWN_HOSTS_NEEDED',
        )
      }))

    test('shows the host key that it saw where none is known, and where another one is', () =>
      withSsh({}, async ({ contact, server, shared, access }) => {
        const url = server.url(shared.directory)
        const other = makeKey(server.directory, 'other', 'ed25519')
        const unknown = await contact(url, { access: { ...access, knownHosts: server.pin('none', []) } })
        const changed = await contact(url, { access: { ...access, knownHosts: server.pin('changed', [other]) } })

        assert.equal([unknown, changed].map(outcomeOf), ['HOST_KEY_UNKNOWN', 'HOST_KEY_CHANGED'])
        const seen = Object.values(server.hostKeys).map(fingerprintOf)
        assert.ok(seen.some((each) => messageOf(unknown).includes(`seen ${each}`)))
        assert.match(unknown.fault?.remedy ?? '', /: ssh-keyscan -p [0-9]+ 127\.0\.0\.1 >> /)
        assert.ok(messageOf(changed).includes(`expected ${fingerprintOf(other)}`))
        assert.ok(seen.some((each) => messageOf(changed).includes(`seen ${each}`)))
      }))

    test('tells a key that is not let in from one that cannot be used', () =>
      withSsh({}, async ({ contact, server, shared, access }) => {
        const stranger = makeKey(server.directory, 'stranger', 'ed25519')
        const locked = makeKey(server.directory, 'locked', 'ed25519', 'passphrase')
        writeFileSync(join(server.directory, 'authorized_keys'), `${locked}\n`)
        writeFileSync(join(server.directory, 'garbage'), 'no key', { mode: 0o600 })
        writeFileSync(join(server.directory, 'open'), readFileSync(access.sshKey), { mode: 0o644 })
        const by = (name: string): Promise<Contact> =>
          contact(server.url(shared.directory), { access: { ...access, sshKey: join(server.directory, name) } })

        assert.is(outcomeOf(await by('locked')), 'SSH_KEY_UNUSABLE')
        assert.is(outcomeOf(await by('garbage')), 'SSH_KEY_UNUSABLE')
        assert.is(outcomeOf(await by('open')), 'CREDENTIAL_EXPOSED')
        const half = (await by('locked.pub')).fault
        assert.is(half?.code, 'SSH_KEY_PUBLIC')
        assert.ok(half?.remedy.endsWith(`--ssh-key ${join(server.directory, 'locked')}`), half?.remedy)
        assert.is(outcomeOf(await by('absent')), 'CREDENTIAL_UNREADABLE')
        const refused = await by('stranger')
        assert.is(outcomeOf(refused), 'SSH_KEY_REFUSED')
        assert.ok(messageOf(refused).includes(fingerprintOf(stranger)))
      }))

    test('tells a repository that is not there, and a server that is gone; and works again when it is back', () =>
      withSsh({}, async ({ contact, server, shared, repository, access }) => {
        const url = server.url(shared.directory)
        assert.is(outcomeOf(await contact(server.url('/nowhere.git'), { access })), 'REMOTE_NOT_FOUND')
        await server.stop()
        assert.is(outcomeOf(await contact(url, { access })), 'REMOTE_UNREACHABLE')
        await server.start()
        assert.is(outcomeOf(await contact(url, { access })), await repository.head())
      }))

    test('ends in time where one byte comes each second, and leaves no process behind', () =>
      withSsh({ command: 'while :; do printf 0; sleep 1; done' }, async ({ contact, server, shared, access }) => {
        const { fault } = await contact(server.url(shared.directory), { access, limits: { timeoutMs: 2_000 } })

        assert.is(fault?.code, 'FETCH_TIMEOUT')
        await untilNoneNames(`127.0.0.1:${server.port}`)
      }))

    test('tells a server that hangs up in the middle', () =>
      withSsh({ command: 'while :; do printf 0; sleep 1; done' }, async ({ contact, server, shared, access }) => {
        const contacting = contact(server.url(shared.directory), { access })
        while (!server.log().includes('Starting session')) await new Promise((wake) => setTimeout(wake, 20))
        await server.stop()

        assert.is(outcomeOf(await contacting), 'REMOTE_UNREACHABLE')
      }))

    test('lets no escape code of the server through, nor what ssh says of itself', () =>
      withSsh(
        { command: `printf '\\033]0;pwned\\007\\033[31mevil\\n' >&2; exit 1` },
        async ({ contact, server, shared, access }) => {
          const message = messageOf(await contact(server.url(shared.directory), { access }))

          assert.match(message, 'evil')
          assert.is(escapeText(message), message)
          assert.not.match(message, 'debug1')
        },
      ))

    test('believes no server that claims to be another fault', () =>
      withSsh(
        { command: `echo 'Host key verification failed.' >&2; exit 1` },
        async ({ contact, server, shared, access }) => {
          const { fault } = await contact(server.url(shared.directory), { access })

          assert.ok(fault !== undefined && !fault.code.startsWith('HOST_KEY'), fault?.code)
        },
      ))

    test('asks no agent of the operator', () =>
      withSsh({}, async ({ contact, server, shared, access, world }) => {
        const { knownHosts } = access
        const env = { ...world.env, SSH_AUTH_SOCK: '/tmp/no-agent', GIT_SSH_COMMAND: 'false' }
        Object.assign(world, { env })

        assert.is(outcomeOf(await contact(server.url(shared.directory), { access: { knownHosts } })), 'SSH_KEY_REFUSED')
        assert.match(outcomeOf(await contact(server.url(shared.directory), { access })) ?? '', /^[0-9a-f]{40}$/)
      }))
  })
}

suite('fetching by https', (test) => {
  test('brings what is there, with a token from a file, from the variable, and for another user', () =>
    withHttps({ login: `x-access-token:${TOKEN}` }, async ({ contact, server, repository, access, world }) => {
      const head = await repository.head()
      assert.is(outcomeOf(await contact(server.url('shared.git'), { access })), head)
      Object.assign(world, { env: { ...world.env, FBM_GITOPS_TOKEN: TOKEN } })
      const { caFile } = access
      assert.is(outcomeOf(await contact(server.url('shared.git'), { access: { caFile } })), head)
      assert.is(
        outcomeOf(await contact(server.url('shared.git'), { access: { ...access, tokenUser: 'me' } })),
        'TOKEN_REFUSED',
      )
    }))

  test('tells a bad token from none, and from a file that holds none', () =>
    withHttps({ login: `x-access-token:${TOKEN}` }, async ({ contact, server, access, home }) => {
      const url = server.url('shared.git')
      const by = (name: string, content: string, mode = 0o600): Promise<Contact> => {
        const tokenFile = join(home, '..', name)
        writeFileSync(tokenFile, content, { mode })
        return contact(url, { access: { ...access, tokenFile } })
      }
      const { caFile } = access

      assert.is(outcomeOf(await by('bad', 'other')), 'TOKEN_REFUSED')
      assert.is(outcomeOf(await contact(url, { access: { caFile } })), 'TOKEN_NEEDED')
      assert.is(outcomeOf(await by('two', 'a\nb')), 'CREDENTIAL_UNREADABLE')
      assert.is(outcomeOf(await by('empty', '\n')), 'CREDENTIAL_UNREADABLE')
      assert.is(outcomeOf(await by('open', TOKEN, 0o644)), 'CREDENTIAL_EXPOSED')
      assert.is(outcomeOf(await contact(url, { access: { caFile, tokenFile: '/nowhere' } })), 'CREDENTIAL_UNREADABLE')
    }))

  test('trusts no unknown authority, and no certificate that has expired', () =>
    withHttps({}, async ({ contact, server, access, shared }) => {
      assert.is(outcomeOf(await contact(server.url('shared.git'))), 'TLS_UNTRUSTED')
      const start = Date.now()
      const expired = { root: shared.root, identity: authority.issue('expired') }
      await withHttpsServer(expired, async ({ url }) => {
        const contacted = await contact(url('shared.git'), { access })
        assert.is(outcomeOf(contacted), 'TLS_UNTRUSTED')
        // It may be midnight meanwhile.
        const days = [start, Date.now()].map((time) => new Date(time - 86_400_000).toISOString().slice(0, 10))
        assert.match(messageOf(contacted), new RegExp(`to (?:${days.join('|')}) and issued by Hospital Authority`))
      })
    }))

  test('follows no redirection', () =>
    withHttpsAnswer(redirect, async ({ contact, server, access }) => {
      assert.is(outcomeOf(await contact(server.url('shared.git'), { access })), 'REDIRECT_REFUSED')
      assert.ok(server.requests.every(({ authorization }) => authorization === undefined))
    }))

  test('tells what a server answers', () =>
    withHttps({}, async ({ contact, shared, access, server }) => {
      assert.is(outcomeOf(await contact(server.url('nowhere.git'), { access })), 'REMOTE_NOT_FOUND')
      const { caFile } = access
      for (const [status, code] of [
        [401, 'TOKEN_NEEDED'],
        [403, 'REMOTE_REFUSED'],
        [404, 'REMOTE_NOT_FOUND'],
        [500, 'REMOTE_REFUSED'],
        [503, 'REMOTE_REFUSED'],
      ] as const) {
        const answer = (_: IncomingMessage, response: ServerResponse): boolean => {
          response.writeHead(status).end()
          return true
        }
        await withHttpsServer({ root: shared.root, identity: authority.issue(), answer }, async ({ url }) => {
          assert.is(outcomeOf(await contact(url('shared.git'), { access: { caFile } })), code, String(status))
        })
      }
      await server.stop()
      assert.is(outcomeOf(await contact(server.url('shared.git'), { access })), 'REMOTE_UNREACHABLE')
    }))

  test('ends in time where nothing comes, and leaves no process behind', () =>
    withHttpsAnswer(
      ({ method }) => method === 'POST',
      async ({ contact, server, access }) => {
        const { fault } = await contact(server.url('shared.git'), { access, limits: { timeoutMs: 2_000 } })

        assert.is(fault?.code, 'FETCH_TIMEOUT')
        await untilNoneNames(`127.0.0.1:${server.port}`)
      },
    ))

  test('is stopped when somebody says so, and leaves no process behind', () =>
    withHttpsAnswer(
      ({ method }) => method === 'POST',
      async ({ contact, server, access }) => {
        const controller = new AbortController()
        const contacting = contact(server.url('shared.git'), { access }, controller.signal)
        while (!server.requests.some(({ method }) => method === 'POST'))
          await new Promise((wake) => setTimeout(wake, 10))
        controller.abort()

        assert.is((await contacting).fault?.code, 'FETCH_STOPPED')
        await untilNoneNames(`127.0.0.1:${server.port}`)
      },
    ))

  test('tells a server that hangs up', () =>
    withHttpsAnswer(hangUp, async ({ contact, server, access }) => {
      assert.is(outcomeOf(await contact(server.url('shared.git'), { access })), 'REMOTE_UNREACHABLE')
    }))

  test('takes nothing from a server that only hands out files', async () => {
    const root: { path?: string } = {}
    const answer = ({ url = '' }: IncomingMessage, response: ServerResponse): boolean => {
      try {
        response.end(readFileSync(join(root.path ?? '', url.split('?')[0] ?? '')))
      } catch {
        response.writeHead(404).end()
      }
      return true
    }
    await withHttps({ answer }, async ({ contact, server, access, shared, repository }) => {
      root.path = shared.root
      repository.plumb(['--git-dir', shared.directory, 'update-server-info'])
      assert.is(outcomeOf(await contact(server.url('shared.git'), { access })), 'REMOTE_DUMB')
      repository.plumb(['--git-dir', shared.directory, 'repack', '-a', '-d', '-q'])
      assert.is(outcomeOf(await contact(server.url('shared.git'), { access })), 'REMOTE_DUMB')
    })
  })

  test('goes through the proxy of the flag or of the environment', () =>
    withHttps({}, async ({ contact, server, repository, access, world }) => {
      await withProxyServer(async ({ port, connections }) => {
        const url = server.url('shared.git')
        const proxy = `http://me:s3cr3t@127.0.0.1:${port}`
        assert.is(outcomeOf(await contact(url, { access: { ...access, proxy } })), await repository.head())
        assert.ok(connections.length > 0)
        const before = connections.length
        Object.assign(world, { env: { ...world.env, https_proxy: proxy } })
        assert.is(outcomeOf(await contact(url, { access })), await repository.head())
        assert.ok(connections.length > before)
        const after = connections.length
        Object.assign(world, { env: { ...world.env, no_proxy: '127.0.0.1' } })
        assert.is(outcomeOf(await contact(url, { access })), await repository.head())
        assert.is(connections.length, after)
      })
      const gone = await contact(server.url('shared.git'), {
        access: { ...access, proxy: 'http://me:s3cr3t@127.0.0.1:1' },
      })
      assert.is(outcomeOf(gone), 'REMOTE_UNREACHABLE')
      assert.not.match(messageOf(gone), 's3cr3t')
    }))
})

function redirect(_: IncomingMessage, response: ServerResponse): boolean {
  response.writeHead(302, { location: 'https://evil.example/shared.git' }).end()
  return true
}

function hangUp(request: IncomingMessage, response: ServerResponse): boolean {
  if (request.method !== 'POST') return false
  response.writeHead(200, { 'content-type': 'application/x-git-upload-pack-result' })
  response.write('00')
  request.socket.destroy()
  return true
}

function withStage(body: (stage: Stage) => void | Promise<void>): Promise<void> {
  return withRepository(FILES, (repository) =>
    withUser((user) => body({ ...user, repository, shared: shareRepository(repository) })),
  )
}

function withSsh(options: SshServerOptions, body: (stage: SshStage) => Promise<void>): Promise<void> {
  return withStage((stage) =>
    withSshServer(options, (server) => {
      return body({ ...stage, server, access: { sshKey: server.key, knownHosts: server.knownHosts } })
    }),
  )
}

function withHttps(options: Partial<HttpsServerOptions>, body: (stage: HttpsStage) => Promise<void>): Promise<void> {
  return withStage(async (stage) => {
    const { shared, world } = stage
    const access = { caFile: join(world.cwd, 'ca.pem'), tokenFile: join(world.cwd, 'token') }
    writeFileSync(access.caFile, authority.certificate)
    writeFileSync(access.tokenFile, `${TOKEN}\n`)
    chmodSync(access.tokenFile, 0o600)
    await withHttpsServer({ root: shared.root, identity: authority.issue(), ...options }, (server) => {
      return body({ ...stage, server, access })
    })
  })
}

function withHttpsAnswer(
  answer: NonNullable<HttpsServerOptions['answer']>,
  body: (stage: HttpsStage) => Promise<void>,
): Promise<void> {
  return withHttps({ answer }, body)
}

function messageOf({ fault }: Contact): string {
  return `${fault?.message} ${fault?.remedy}`
}

import { lchownSync, lstatSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import * as assert from 'uvu/assert'
import { LARGEST_OBSERVATION } from '../../../src/domain/observation/written.ts'
import type { Problem } from '../../../src/domain/problem.ts'
import { escapeText } from '../../../src/domain/quote.ts'
import { fetchObservations } from '../../../src/io/observations/fetch-observations.ts'
import type { ObservationListing } from '../../../src/io/observations/found.ts'
import { publishObservation, readPublished } from '../../../src/io/observations/publish-observation.ts'
import { readObservations } from '../../../src/io/observations/read-observations.ts'
import { anId } from '../../helpers/builders.ts'
import { repositoryOf } from '../../helpers/read-source.ts'
import { withHttpsServer } from '../../helpers/https-server.ts'
import { withPublisher, type Destination, type Publisher } from '../../helpers/publisher.ts'
import { aRepositorySource } from '../../helpers/remote-source.ts'
import { hasSshServer, withSshServer, type SshServer } from '../../helpers/ssh-server.ts'
import { announceSkip, suite } from '../../helpers/suite.ts'
import { makeAuthority } from '../../helpers/tls.ts'

const OWNER = 12_001
const TOKEN = 'glpat-s3cr3tT0ken'
const authority = makeAuthority()
const BRANCH = `fbm-gitops/observed/${anId('a')}`

suite('publishing an observation', (test) => {
  test('makes a branch with one file, by a person who does not exist, and leaves every other ref as it was', () =>
    withPublisher(async ({ publish, component, ask, world }) => {
      const before = ask('for-each-ref')
      const at = world.clock.now()
      assert.is(await publish(component('a'), '{"a":1}\n'), undefined)

      assert.is(
        ask('ls-tree', '-r', BRANCH)
          .replace(/\s+/g, ' ')
          .replace(/[0-9a-f]{40}/, 'ID'),
        '100644 blob ID observation.json',
      )
      assert.is(ask('cat-file', 'blob', `${BRANCH}:observation.json`), '{"a":1}')
      const [person, mail, seconds, subject] = ask('log', '-1', '--format=%an %cn%n%ae %ce%n%ct%n%B', BRANCH).split(
        '\n',
      )
      assert.is(person, 'fbm-gitops NODE_a fbm-gitops NODE_a')
      assert.is(mail, 'observed@fbm-gitops.invalid observed@fbm-gitops.invalid')
      assert.ok(Number(seconds) >= Math.floor(at / 1000))
      assert.is(subject, 'Observation of NODE_a')
      const others = ask('for-each-ref')
        .split('\n')
        .filter((line) => !line.endsWith(BRANCH))
      assert.is(others.join('\n'), before)
    }))

  test('is remembered here, and not asked for', () =>
    withPublisher(async ({ publish, component, world, shared, ask }) => {
      const from = { source: aRepositorySource(shared.directory), component: component('a') }
      assert.is(await readPublished(world, from), undefined)
      await publish(from.component, 'first')
      await publish(from.component, 'second')
      ask('update-ref', '-d', `refs/heads/${BRANCH}`)

      assert.is(await textPublished(world, from), 'second')
    }))

  test('takes one of the largest size to its branch, from which it is read, and remembers it', () =>
    withPublisher(async ({ publish, component, world, shared, repository, ask }) => {
      const from = { source: aRepositorySource(shared.directory), component: component('a') }
      const text = 'x'.repeat(LARGEST_OBSERVATION)
      assert.is(await publish(from.component, text), undefined)

      assert.is(ask('cat-file', '-s', `${BRANCH}:observation.json`), String(LARGEST_OBSERVATION))
      assert.is((await readPublished(world, from))?.length, LARGEST_OBSERVATION)
      repository.plumb(['fetch', '--quiet', shared.directory, `${BRANCH}:${BRANCH}`])
      const place = { kind: 'repository', repository: repositoryOf(world, repository.top) } as const
      const { bytes } = (await readObservations(world, place)).found[0] ?? {}
      assert.is(bytes instanceof Uint8Array ? bytes.length : bytes?.message, LARGEST_OBSERVATION)
    }))

  test('begins its history anew after 20 commits, and keeps little on this machine', () =>
    withPublisher(async ({ publish, component, ask, repository, shared }) => {
      const commits = Array.from(
        { length: 18 },
        () => `commit refs/heads/${BRANCH}\ncommitter x <x> 1 +0000\ndata 0\n\n`,
      )
      repository.plumb(['--git-dir', shared.directory, 'fast-import', '--quiet'], commits.join(''))
      const counts: number[] = []
      const own = component('a')
      for (let index = 0; index < 4; index += 1) {
        assert.is(await publish(own, `text ${index}`), undefined)
        counts.push(Number(ask('rev-list', '--count', BRANCH)))
      }

      assert.equal(counts, [19, 20, 1, 2])
      assert.is(ask('cat-file', 'blob', `${BRANCH}:observation.json`), 'text 3')
      assert.ok(filesBelow(own.directory).length < 20, String(filesBelow(own.directory).length))
    }))

  test('tells of a server that takes no forced push, as it is needed then', () =>
    withPublisher(async ({ publish, component, ask, repository, shared }) => {
      const commits = Array.from(
        { length: 20 },
        () => `commit refs/heads/${BRANCH}\ncommitter x <x> 1 +0000\ndata 0\n\n`,
      )
      repository.plumb(['--git-dir', shared.directory, 'fast-import', '--quiet'], commits.join(''))
      ask('config', 'receive.denyNonFastForwards', 'true')

      const fault = await publish(component('a'), 'one')
      assert.match(messageOf(fault), /the server takes no such branch.*non-fast-forward/)
      assert.match(fault?.remedy ?? '', 'forced pushes to fbm-gitops/observed/*')
    }))

  test('goes on where another installation of the same id, or somebody else, has pushed or deleted meanwhile', () =>
    withPublisher(async ({ publish, component, ask, repository }) => {
      await publish(component('a', 'here'), 'one')
      await publish(component('a', 'there'), 'two')
      assert.is(await publish(component('a', 'here'), 'three'), undefined)
      assert.is(ask('rev-list', '--count', BRANCH), '3')

      ask('update-ref', `refs/heads/${BRANCH}`, await repository.head())
      assert.is(await publish(component('a', 'here'), 'four'), undefined)
      assert.is(ask('cat-file', 'blob', `${BRANCH}:observation.json`), 'four')
      assert.is(ask('ls-tree', '-r', '--name-only', BRANCH), 'observation.json')

      ask('update-ref', '-d', `refs/heads/${BRANCH}`)
      assert.is(await publish(component('a', 'here'), 'five'), undefined)
      assert.is(ask('rev-list', '--count', BRANCH), '1')
    }))

  test('works again where what is kept here is damaged or gone', () =>
    withPublisher(async ({ publish, component, ask }) => {
      const own = component('a')
      await publish(own, 'one')
      for (const damage of [
        scratchOf(own.directory),
        join(scratchOf(own.directory), 'objects'),
        join(scratchOf(own.directory), 'config'),
      ]) {
        rmSync(damage, { recursive: true })
        assert.is(await publish(own, `after ${damage}`), undefined)
        assert.is(ask('cat-file', 'blob', `${BRANCH}:observation.json`), `after ${damage}`)
      }
      assert.is(ask('rev-list', '--count', BRANCH), '4')
    }))

  test('works with a repository that names its objects by SHA-256', () =>
    withPublisher(async ({ publish, component, repository, shared }) => {
      repository.plumb(['init', '--quiet', '--bare', '--object-format=sha256', '../new.git'])
      const url = join(shared.root, 'new.git')
      assert.is(await publish(component('a'), 'one', { url }), undefined)
      assert.is(await publish(component('a'), 'two', { url }), undefined)
      assert.match(repository.plumb(['--git-dir', url, 'rev-parse', BRANCH]), /^[0-9a-f]{64}$/)
      assert.is(repository.plumb(['--git-dir', url, 'rev-list', '--count', BRANCH]), '2')
    }))

  test('starts nothing that a repository on this machine names', () =>
    withPublisher(async ({ publish, component, shared, world, ask }) => {
      const trap = join(world.cwd, 'trap')
      const sprung = join(world.cwd, 'sprung')
      writeFileSync(trap, `#!/bin/sh\necho "$0" >> '${sprung}'\n`, { mode: 0o755 })
      for (const hook of [
        'pre-receive',
        'update',
        'post-receive',
        'post-update',
        'reference-transaction',
        'proc-receive',
      ]) {
        writeFileSync(join(shared.directory, 'hooks', hook), readFileSync(trap), { mode: 0o755 })
      }
      writeFileSync(join(shared.directory, 'objects/info/alternates'), `${shared.directory}/objects\n`)
      ask('config', 'core.alternateRefsCommand', trap)
      ask('config', 'core.fsmonitor', trap)
      ask('config', 'uploadpack.packObjectsHook', trap)
      ask('config', 'receive.procReceiveRefs', 'refs/heads')

      const fault = await publish(component('a'), 'one')
      assert.not.ok(world.files.stat(sprung))
      assert.ok(fault === undefined || fault.code === 'OBSERVATION_NOT_PUSHED')
    }))

  test('tells where the repository is gone, and works again when it is back', () =>
    withPublisher(async ({ publish, component, shared, repository, ask }) => {
      const own = component('a')
      await publish(own, 'one')
      rmSync(shared.directory, { recursive: true })
      const fault = await publish(own, 'two')
      assert.is(fault?.code, 'OBSERVATION_NOT_PUSHED')
      assert.is(fault?.severity, 'warning')
      assert.match(fault?.message ?? '', BRANCH)
      repository.plumb(['init', '--quiet', '--bare', shared.directory])
      assert.is(await publish(own, 'three'), undefined)
      assert.is(ask('cat-file', 'blob', `${BRANCH}:observation.json`), 'three')
    }))

  test('tells a lock that was left behind on the server from a race, and works again when it is gone', () =>
    withPublisher(async ({ publish, component, shared, ask }) => {
      const own = component('a')
      await publish(own, 'one')
      const lock = join(shared.directory, 'refs/heads', `${BRANCH}.lock`)
      writeFileSync(lock, '')
      const fault = await publish(own, 'two')
      assert.match(messageOf(fault), /the server cannot lock it: .*File exists/)
      assert.match(fault?.remedy ?? '', `refs/heads/${BRANCH}.lock`)
      assert.not.match(messageOf(fault), 'somebody else')
      rmSync(lock)
      assert.is(await publish(own, 'three'), undefined)
      assert.is(ask('rev-list', '--count', BRANCH), '2')
    }))

  test('tells of a branch that leaves no room for that of a component', () =>
    withPublisher(async ({ publish, component, ask }) => {
      ask('update-ref', 'refs/heads/fbm-gitops', 'main')
      const fault = await publish(component('a'), 'one')
      assert.match(messageOf(fault), /leaves no room for it: .*'refs\/heads\/fbm-gitops' exists/)
      assert.match(fault?.remedy ?? '', BRANCH)
    }))

  if (process.getuid?.() === 0) {
    test('runs as the owner of the registry where root starts it', () =>
      withPublisher(async ({ publish, component, world, shared, ask }) => {
        const own = component('a')
        for (const path of [world.cwd, join(shared.root)]) giveAway(path, OWNER)
        assert.is(await publish(own, 'one'), undefined)
        assert.is(await publish(own, 'two'), undefined)

        const below = [...listAll(own.directory), ...listAll(shared.directory)]
        assert.equal(
          below.filter((path) => lstatSync(path).uid !== OWNER),
          [],
        )
        assert.is(await textPublished(world, { source: aRepositorySource(shared.directory), component: own }), 'two')
        assert.is(ask('rev-list', '--count', BRANCH), '2')
      }))
  } else announceSkip('publishing as another user', 'only root can')

  test('refuses what is no repository elsewhere, and follows no flag in its name', () =>
    withPublisher(async ({ component, world }) => {
      for (const [url, code] of [
        ['ext::sh -c id', 'URL_SCHEME'],
        ['--receive-pack=touch x', 'URL_INVALID'],
        [`https://me:${TOKEN}@git.example/f.git`, 'SECRET_IN_URL'],
      ] as const) {
        const fault = await publishObservation(world, {
          source: aRepositorySource(url),
          component: component('a'),
          text: '',
        })
        assert.is(fault?.code, code)
        assert.not.match(fault?.message ?? '', TOKEN)
      }
    }))
})

suite('fetching observations', (test) => {
  test('brings the branches of all components, and lets go what is deleted', () =>
    withPublisher(async ({ publish, component, ask, ...user }) => {
      assert.equal(await read(user), { found: [], problems: [] })
      await publish(component('a'), 'A')
      await publish(component('b'), 'B')
      ask('update-ref', 'refs/heads/fbm-gitops/observed/x;y', 'main')

      const { found, problems } = await read(user)
      assert.equal(
        found.map(({ party, label }) => [party, label]),
        [
          [anId('a'), `fbm-gitops/observed/${anId('a')}`],
          [anId('b'), `fbm-gitops/observed/${anId('b')}`],
        ],
      )
      assert.equal(textsOf(found), ['A', 'B'])
      assert.equal(
        problems.map(({ code }) => code),
        ['OBSERVATION_IGNORED'],
      )

      ask('update-ref', '-d', 'refs/heads/fbm-gitops/observed/x;y')
      ask('update-ref', '-d', `refs/heads/${BRANCH}`)
      await publish(component('b'), 'B2')
      assert.equal(textsOf((await read(user)).found), ['B2'])
    }))

  test('tells that it failed, and leaves what was fetched before', () =>
    withPublisher(async ({ publish, component, shared, contact, world }) => {
      await publish(component('a'), 'A')
      const source = aRepositorySource(shared.directory)
      const reached = { ...source, contact: await contact(shared.directory) }
      assert.equal(await fetchObservations(world, reached), [])
      rmSync(shared.directory, { recursive: true })

      const problems = await fetchObservations(world, reached)
      assert.equal(
        problems.map(({ code, severity }) => [code, severity]),
        [['OBSERVATIONS_NOT_FETCHED', 'warning']],
      )
      const place = { kind: 'mirror', mirror: reached.contact.mirror, url: source.url } as const
      assert.equal(textsOf((await readObservations(world, place)).found), ['A'])
      assert.equal(await fetchObservations(world, { ...source, contact: await contact(shared.directory) }), [])
    }))
})

suite('publishing by https', (test) => {
  test('lets five components push at once, two of them twice; the token is seen nowhere', () =>
    withHttps(async ({ publish, component, ask, to, world }) => {
      ask('config', 'http.receivepack', 'true')
      const labels = ['a', 'b', 'c', 'd', 'e']
      const seen = watchProcesses()
      const ends = await Promise.all([
        ...labels.map((label) => publish(component(label), label, to)),
        ...['a', 'b'].map((label) => publish(component(label, `${label}-again`), label, to)),
      ])
      assert.equal(
        ends.filter((end) => end !== undefined),
        [],
      )
      for (const label of labels)
        assert.is(ask('cat-file', 'blob', `fbm-gitops/observed/${anId(label)}:observation.json`), label)
      assert.not.match(seen(), TOKEN)
      for (const file of filesBelow(world.cwd).filter((name) => !name.endsWith('/token'))) {
        assert.not(readFileSync(file).includes(TOKEN), file)
      }
    }))

  test('tells a token that may only read', () =>
    withHttps(async ({ publish, component, to }) => {
      const fault = await publish(component('a'), 'a', to)
      assert.match(messageOf(fault), /nobody may write there with this key or token.*403/)
      assert.match(fault?.remedy ?? '', 'fbm-gitops/observed/*')
      assert.not.match(messageOf(fault), TOKEN)
    }))

  test('tells that a rule of the server refuses, with its words escaped', () =>
    withHttps(async ({ publish, component, ask, to, shared }) => {
      ask('config', 'http.receivepack', 'true')
      const hook = `#!/bin/sh\nprintf '\\033]0;pwned\\007\\033[31mprotected ::error::x\\n' >&2\nexit 1\n`
      writeFileSync(join(shared.directory, 'hooks/pre-receive'), hook, { mode: 0o755 })

      const message = messageOf(await publish(component('a'), 'a', to))
      assert.match(message, /the server takes no such branch: .*protected.*pre-receive hook declined/)
      assert.is(escapeText(message), message)
    }))

  test('tells a token that is not taken, and a server that is gone', () =>
    withHttps(async ({ publish, component, to, server, world }) => {
      writeFileSync(join(world.cwd, 'token'), 'other', { mode: 0o600 })
      assert.match(messageOf(await publish(component('a'), 'a', to)), 'token')
      await server.stop()
      assert.match(messageOf(await publish(component('a'), 'a', to)), 'cannot be reached')
    }))

  test('ends in time where nothing comes', () =>
    withHttps(
      async ({ publish, component, to }) => {
        const fault = await publish(component('a'), 'a', { ...to, limits: { timeoutMs: 1_500 } })
        assert.match(messageOf(fault), 'did not end in time')
      },
      { method: 'POST' },
    ))
})

if (hasSshServer('publishing by ssh')) {
  suite('publishing by ssh', (test) => {
    test('pushes from several components at once, each its own branch', () =>
      withSsh({}, async ({ publish, component, ask, to }) => {
        const labels = ['a', 'b', 'c', 'd']
        assert.equal(
          await Promise.all(labels.map((label) => publish(component(label), label, to))),
          labels.map(() => undefined),
        )
        assert.equal(
          await Promise.all(labels.map((label) => publish(component(label), `${label}2`, to))),
          labels.map(() => undefined),
        )
        for (const label of labels) assert.is(ask('rev-list', '--count', `fbm-gitops/observed/${anId(label)}`), '2')
      }))

    test('tells a deploy key that may only read', () =>
      withSsh({ command: READ_ONLY }, async ({ publish, component, to }) => {
        const fault = await publish(component('a'), 'a', to)
        assert.match(
          messageOf(fault),
          'nobody may write there with this key or token: ERROR: The key you are authenticating with',
        )
        assert.match(fault?.remedy ?? '', /--observation-file FILE/)
      }))

    test('tells a host key that is not the pinned one', () =>
      withSsh({}, async ({ publish, component, to, server }) => {
        const access = { ...to.access, knownHosts: server.pin('none', []) }
        assert.match(messageOf(await publish(component('a'), 'a', { ...to, access })), 'host key')
      }))
  })
}

const READ_ONLY = `case "$SSH_ORIGINAL_COMMAND" in git-upload-pack*) exec sh -c "$SSH_ORIGINAL_COMMAND";; *) echo 'ERROR: The key you are authenticating with has been marked as read only.' >&2; exit 1;; esac`

interface SshPublisher extends Publisher {
  readonly server: SshServer
  readonly to: Destination
}

function withSsh(options: { readonly command?: string }, body: (stage: SshPublisher) => Promise<void>): Promise<void> {
  return withPublisher((publisher) =>
    withSshServer(options, (server) => {
      const access = { sshKey: server.key, knownHosts: server.knownHosts }
      return body({ ...publisher, server, to: { url: server.url(publisher.shared.directory), access } })
    }),
  )
}

interface HttpsPublisher extends Publisher {
  readonly server: { readonly stop: () => Promise<void> }
  readonly to: Destination
}

/** With a server that lets the token in; it never answers requests of the method that is named. */
function withHttps(
  body: (stage: HttpsPublisher) => Promise<void>,
  silent: { readonly method?: string } = {},
): Promise<void> {
  return withPublisher((publisher) => {
    const { world, shared } = publisher
    const access = { caFile: join(world.cwd, 'ca.pem'), tokenFile: join(world.cwd, 'token') }
    writeFileSync(access.caFile, authority.certificate)
    writeFileSync(access.tokenFile, TOKEN, { mode: 0o600 })
    const options = {
      root: shared.root,
      identity: authority.issue(),
      login: `x-access-token:${TOKEN}`,
      answer: ({ method }: { readonly method?: string | undefined }) => method === silent.method,
    }
    return withHttpsServer(options, (server) =>
      body({ ...publisher, server, to: { url: server.url('shared.git'), access } }),
    )
  })
}

async function read({
  shared,
  contact,
  world,
}: Pick<Publisher, 'shared' | 'contact' | 'world'>): Promise<ObservationListing> {
  const reached = { ...aRepositorySource(shared.directory), contact: await contact(shared.directory) }
  assert.equal(await fetchObservations(world, reached), [])
  return readObservations(world, { kind: 'mirror', mirror: reached.contact.mirror, url: reached.url })
}

async function textPublished(...args: Parameters<typeof readPublished>): Promise<string> {
  return Buffer.from((await readPublished(...args)) ?? []).toString('utf8')
}

function giveAway(directory: string, owner: number): void {
  for (const path of [directory, ...listAll(directory)]) lchownSync(path, owner, owner)
}

function textsOf(found: ObservationListing['found']): readonly string[] {
  return found.map(({ bytes }) => (bytes instanceof Uint8Array ? Buffer.from(bytes).toString('utf8') : bytes.message))
}

function messageOf(fault: Problem | undefined): string {
  assert.is(fault?.code, 'OBSERVATION_NOT_PUSHED')
  assert.is(fault?.severity, 'warning')
  return fault?.message ?? ''
}

function scratchOf(directory: string): string {
  const [found] = filesBelow(directory).filter((name) => name.endsWith('/observed/HEAD'))
  return join(found ?? '', '..')
}

function filesBelow(directory: string): readonly string[] {
  return listAll(directory).filter((name) => statSync(name).isFile())
}

function listAll(directory: string): readonly string[] {
  return readdirSync(directory, { recursive: true, encoding: 'utf8' }).map((name) => join(directory, name))
}

/** Notes the arguments of every process on this machine until it is asked for them. */
function watchProcesses(): () => string {
  const seen = new Set<string>()
  const timer = setInterval(() => {
    for (const pid of readdirSync('/proc').filter((name) => /^[0-9]+$/.test(name))) {
      try {
        seen.add(readFileSync(`/proc/${pid}/cmdline`, 'latin1'))
      } catch {
        // It has ended.
      }
    }
  }, 10)
  return () => {
    clearInterval(timer)
    return [...seen].join('\n')
  }
}

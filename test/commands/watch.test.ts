import { spawnSync } from 'node:child_process'
import {
  chmodSync,
  existsSync,
  lchownSync,
  lstatSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import * as assert from 'uvu/assert'
import { locateState } from '../../src/io/state/state-directory.ts'
import { capture, captureJson } from '../helpers/capture.ts'
import { until, withDaemon, type LogLine, type RunningDaemon } from '../helpers/daemon.ts'
import { withDirectory } from '../helpers/directory.ts'
import {
  manifestOf,
  MEMBERS,
  readRegistrations,
  withFederation,
  type MemberName,
  type TestFederation,
} from '../helpers/federation.ts'
import { withNotifySocket } from '../helpers/notify-socket.ts'
import { assertMatchesSchema } from '../helpers/schema.ts'
import { shareRepository } from '../helpers/shared-repository.ts'
import { announceSkip, suite } from '../helpers/suite.ts'
import { withWebhookServer } from '../helpers/webhook-server.ts'

const FAST = ['--offline', '--interval', '1h']

suite('watch', (test) => {
  test('registers at its start and after a commit, and ends with 0 when told to', () =>
    withFederation(async ({ repository, trees, locate }) => {
      repository.write({ 'federation/federation.yaml': manifestOf(['server', 'a']) })
      await repository.commit('b is not there yet')

      await withDaemon([...locate('a'), ...FAST, '--verbose'], async (daemon) => {
        await until(() => peersOf(trees.a).length === 1, daemon.show)
        repository.write({ 'federation/federation.yaml': manifestOf() })
        await repository.commit('b joins')
        await until(() => peersOf(trees.a).includes(MEMBERS.b.id), daemon.show)
        // Another hint may have come first, and the commit with it.
        await daemon.line((line) => String(line['trigger']).includes('commit'))

        daemon.signal('SIGTERM')
        assert.is(await daemon.end(), 0, daemon.show())
        assert.equal(daemon.stderr(), '')
        assert.is(daemon.lines().at(-1)?.['message'], 'stop')
      })
    }))

  test('heals a row that somebody deletes, and reports one that somebody edits', () =>
    withFederation(async ({ trees, locate }) => {
      const { registryFile } = trees.a
      await withDaemon([...locate('a'), ...FAST], async (daemon) => {
        await daemon.line((line) => isPass(line) && line['done'] === 2)
        deleteRows(registryFile)
        await daemon.line((line) => line['message'] === 'change' && line['cause'] === 'vanished')
        await until(() => peersOf(trees.a).length === 2, daemon.show)

        writeFileSync(registryFile, readFileSync(registryFile, 'utf8').replace('14000', '14009'))
        const edited = await daemon.line((line) => line['code'] === 'EDITED')
        assert.is(edited['party'], MEMBERS.server.id)
        assert.match(String(edited['remedy']), `--component ${trees.a.directory}`)
        assert.ok(readFileSync(registryFile, 'utf8').includes('14009'))
      })
    }))

  test('does not take its own writes for somebody else’s', () =>
    withFederation(async ({ trees, locate }) => {
      await withDaemon([...locate('a'), ...FAST, '--verbose'], async (daemon) => {
        await daemon.line((line) => isPass(line) && line['done'] === 2)
        const registered = daemon.lines().length
        await daemon.line((line) => String(line['trigger']).includes('registry'), registered)
        deleteRows(trees.a.registryFile)
        await daemon.line((line) => isPass(line) && line['done'] === 2, registered)

        // The first pass, the look at its own write, the healing, and the look at that: at most one more for a late hint.
        const passes = daemon.lines().filter((line) => line['durationMs'] !== undefined)
        assert.ok(passes.length <= 5, JSON.stringify(passes))
      })
    }))

  test('stops writing where somebody undoes it again and again, until it is told to go on', () =>
    withFederation(async ({ trees, locate }) => {
      await withDaemon([...locate('a'), ...FAST], async (daemon) => {
        await daemon.line((line) => isPass(line) && line['done'] === 2)
        for (let flip = 1; flip <= 3; flip += 1) {
          const before = daemon.lines().length
          deleteRows(trees.a.registryFile)
          await daemon.line((line) => isPass(line) && line['done'] === 2, before)
        }
        await daemon.line((line) => line['level'] === 'error' && line['party'] === MEMBERS.b.id)
        const before = daemon.lines().length
        deleteRows(trees.a.registryFile)
        await daemon.line((line) => isPass(line) && line['mode'] === 'report' && line['pending'] === 2, before)
        assert.equal(peersOf(trees.a), [])
        const { json } = await captureJson(['status', '--component', trees.a.directory])
        assert.match(JSON.stringify(json), /"reason":"Fight"/)

        daemon.signal('SIGHUP')
        await until(() => peersOf(trees.a).length === 2, daemon.show)
      })
    }))

  test('finishes a pass that is under way when it is told to end, and cuts nothing at the second time', () =>
    withFederation(async ({ trees, locate }) => {
      // Beside a component that may be running, a pass takes some seconds, under its lock.
      await withDaemon([...locate('a'), '--interval', '1h'], async (daemon) => {
        const { lock } = locateState(trees.a.registryFile)
        await until(() => existsSync(lock), daemon.show)
        daemon.signal('SIGTERM')
        daemon.signal('SIGTERM')
        daemon.signal('SIGINT')
        assert.is(await daemon.end(), 0, daemon.show())
        assert.ok(
          daemon.lines().some((line) => isPass(line) && line['done'] === 2),
          daemon.show(),
        )
        assert.is(peersOf(trees.a).length, 2)
        assert.not.ok(existsSync(lock))
      })
    }))

  test('loses nothing when it is killed', () =>
    withFederation(async ({ trees, locate }) => {
      await withDaemon([...locate('a'), '--interval', '1h'], async (daemon) => {
        await until(() => existsSync(locateState(trees.a.registryFile).lock), daemon.show)
        daemon.signal('SIGKILL')
        await daemon.end()
      })
      await withDaemon([...locate('a'), ...FAST], async (daemon) => {
        await until(() => peersOf(trees.a).length === 2, daemon.show)
      })
    }))

  test('only reports in mode report', () =>
    withFederation(async ({ trees, locate }) => {
      await withDaemon([...locate('a'), ...FAST, '--mode', 'report'], async (daemon) => {
        const pass = await daemon.line(isPass)
        assert.equal([pass['exitCode'], pass['pending']], [2, 2])
        daemon.signal('SIGINT')
        assert.is(await daemon.end(), 0)
        assert.equal(peersOf(trees.a), [])
        assert.not.ok(existsSync(locateState(trees.a.registryFile).path))
      })
    }))

  test('waits for a registry that is not there yet', () =>
    withFederation(async ({ trees, locate }) => {
      const { registryFile } = trees.a
      const text = readFileSync(registryFile)
      writeFileSync(registryFile, '{"Certificates": [')
      await withDaemon([...locate('a'), '--offline', '--interval', '1s'], async (daemon) => {
        await daemon.line((line) => line['message'] === 'pass failed' && line['exitCode'] === 25)
        writeFileSync(registryFile, text)
        await until(() => peersOf(trees.a).length === 2, daemon.show)
      })
    }))

  for (const { what, flags, exitCode } of [
    { what: 'a component that does not exist', flags: ['--component', '/nonexistent'], exitCode: 64 },
    { what: 'an interval that is none', flags: ['--interval', '10'], exitCode: 64 },
    { what: 'an interval that is too short', flags: ['--interval', '1ms'], exitCode: 64 },
    { what: 'settings that are not there', flags: ['--settings', '/nonexistent.yaml'], exitCode: 64 },
  ]) {
    test(`does not start with ${what}`, () =>
      withFederation(async ({ locate }) => {
        const { exitCode: given, stderr } = await capture(['watch', ...locate('a'), ...flags])
        assert.is(given, exitCode, stderr)
        assert.not.match(stderr, /defect/)
      }))
  }

  test('gets along with a second one on the same component', () =>
    withFederation(async ({ repository, trees, locate }) => {
      const argv = [...locate('a'), '--offline', '--interval', '1s']
      await withDaemon(argv, (one) =>
        withDaemon(argv, async (other) => {
          for (const names of [
            ['server', 'a'],
            ['server', 'a', 'b'],
          ] as const) {
            repository.write({
              'federation/federation.yaml': manifestOf(names, names.length === 2 ? { removed: [MEMBERS.b.id] } : {}),
            })
            await repository.commit('Change it')
            await until(
              () => peersOf(trees.a).length === names.length - 1,
              () => one.show() + other.show(),
            )
          }
          for (const daemon of [one, other]) {
            daemon.signal('SIGTERM')
            assert.is(await daemon.end(), 0)
            const bad = daemon.lines().filter(({ level, code }) => level === 'error' && code !== 'LOCK_HELD')
            assert.equal(bad, [])
          }
        }),
      )
    }))
})

suite('watch over a repository elsewhere', (test) => {
  test('follows its commits, goes on without it, and finds it again', () =>
    withFederation(async ({ repository, trees }) => {
      repository.write({ 'federation/federation.yaml': manifestOf(['server', 'a']) })
      await repository.commit('b is not there yet')
      const { directory, push } = shareRepository(repository)
      const argv = ['--component', trees.a.directory, '--repository', directory, '--offline', '--interval', '1s']
      await withDaemon(argv, async (daemon) => {
        await registered(daemon, trees.a.directory, 1)
        renameSync(directory, `${directory}.gone`)
        await daemon.line((line) => line['message'] === 'repository out of reach')
        const before = daemon.lines().length
        deleteRows(trees.a.registryFile)
        await daemon.line((line) => line['message'] === 'change' && line['cause'] === 'vanished', before)

        renameSync(`${directory}.gone`, directory)
        await daemon.line((line) => line['message'] === 'repository found again')
        repository.write({ 'federation/federation.yaml': manifestOf() })
        await repository.commit('b joins')
        push()
        await until(() => peersOf(trees.a).includes(MEMBERS.b.id), daemon.show)
        daemon.signal('SIGTERM')
        assert.is(await daemon.end(), 0)
      })
    }))

  test('takes no newer commit that somebody else accepted for a set-back', () =>
    withFederation(async ({ repository, trees }) => {
      repository.write({ 'federation/federation.yaml': manifestOf(['server', 'a']) })
      await repository.commit('b is not there yet')
      const { directory, push } = shareRepository(repository)
      const argv = ['--component', trees.a.directory, '--repository', directory, '--offline']
      await withDaemon([...argv, '--interval', '1h'], async (daemon) => {
        await registered(daemon, trees.a.directory, 1)
        repository.write({ 'federation/federation.yaml': manifestOf() })
        await repository.commit('b joins')
        push()
        assert.is((await capture(['reconcile', ...argv])).exitCode, 0)
        const before = daemon.lines().length
        deleteRows(trees.a.registryFile)

        await until(() => peersOf(trees.a).includes(MEMBERS.b.id), daemon.show)
        await daemon.line((line) => line['message'] === 'change' && line['cause'] === 'vanished', before)
        assert.not.match(daemon.show(), 'SOURCE_ROLLED_BACK')
        daemon.signal('SIGTERM')
        assert.is(await daemon.end(), 0)
      })
    }))

  test('believes no contact that is older than it may be, and asks again', () =>
    withFederation(async ({ repository, trees }) => {
      const { directory } = shareRepository(repository)
      const argv = ['--component', trees.a.directory, '--repository', directory, '--offline']
      await withDaemon([...argv, '--interval', '1h', '--max-staleness', '1s'], async (daemon) => {
        await registered(daemon, trees.a.directory, 2)
        const [before, then] = [daemon.lines().length, Date.now()]
        renameSync(directory, `${directory}.gone`)
        // What was fetched just before is too old by then, too, however slowly that came in.
        await until(() => Date.now() > then + 4000, daemon.show)
        deleteRows(trees.a.registryFile)

        await daemon.line((line) => String(line['problems']).includes('SOURCE_STALE'), before)
        await daemon.line((line) => line['message'] === 'repository out of reach', before)
        assert.equal(peersOf(trees.a), [])
        daemon.signal('SIGTERM')
        assert.is(await daemon.end(), 0)
      })
    }))

  test('never starts with a URL that is none', () =>
    withFederation(async ({ trees }) => {
      await withDaemon(['--component', trees.a.directory, '--repository', 'ext::sh -c id'], async (daemon) => {
        assert.is(await daemon.end(), 64, daemon.show())
        assert.match(daemon.stderr(), 'ext')
      })
    }))

  test('writes as the owner of each registry where root watches those of others', () =>
    withFederation(async ({ repository, trees }) => {
      if (process.geteuid?.() !== 0) {
        announceSkip('watch as root', 'the tests do not run as root')
        return
      }
      const { directory } = shareRepository(repository)
      await withDirectory({}, async (home) => {
        const settings = join(home, 'fbm-gitops.yaml')
        const owners = { a: 12_001, b: 12_002 } as const
        for (const name of ['a', 'b'] as const) giveAway(trees[name].directory, owners[name])
        for (const path of [dirname(trees.a.directory), dirname(directory)]) chmodSync(path, 0o755)
        const components = (['a', 'b'] as const).flatMap((name) => [
          `  - directory: ${trees[name].directory}`,
          '    writing: offline',
        ])
        const lines = [
          'apiVersion: fbm-gitops/v1',
          'source:',
          `  repository: ${directory}`,
          'components:',
          ...components,
        ]
        writeFileSync(settings, [...lines, 'watch: { interval: 1s }', ''].join('\n'), { mode: 0o600 })
        await withDaemon(['--settings', settings], async (daemon) => {
          for (const name of ['a', 'b'] as const) await registered(daemon, trees[name].directory)
          daemon.signal('SIGTERM')
          assert.is(await daemon.end(), 0)
        })
        for (const name of ['a', 'b'] as const) {
          const state = locateState(trees[name].registryFile).path
          const foreign = listAll(state).filter((path) => lstatSync(path).uid !== owners[name])
          assert.equal(foreign, [])
          assert.ok(existsSync(join(state, 'status.json')))
        }
      })
    }))
})

suite('watch where the system lets nobody watch', (test) => {
  for (const { limit, code } of [
    { limit: 'max_inotify_watches', code: 'ENOSPC' },
    { limit: 'max_inotify_instances', code: 'EMFILE' },
  ]) {
    test(`warns once of ${code}, and goes by the interval`, () =>
      withFederation(async ({ repository, trees, locate }) => {
        const within = forbidding(limit)
        if (within === undefined) return
        repository.write({ 'federation/federation.yaml': manifestOf(['server', 'a']) })
        await repository.commit('b is not there yet')
        await withDaemon(
          [...locate('a'), '--offline', '--interval', '1s'],
          async (daemon) => {
            await registered(daemon, trees.a.directory, 1)
            repository.write({ 'federation/federation.yaml': manifestOf() })
            await repository.commit('b joins')
            await until(() => peersOf(trees.a).includes(MEMBERS.b.id), daemon.show)
            daemon.signal('SIGTERM')
            assert.is(await daemon.end(), 0)
            const warnings = daemon.lines().filter(({ level, message }) => level === 'warn' && message !== 'problem')
            assert.equal(
              warnings.map(({ message, reason }) => [message, reason]),
              [['the system does not let us watch; the interval alone remains', code]],
            )
          },
          { within },
        )
      }))
  }
})

suite('the log of watch', (test) => {
  test('may lie on a full disk: passes go on', () =>
    withFederation(async ({ trees, locate }) => {
      const within = ['sh', '-c', 'exec "$@" >/dev/full', 'sh']
      await withDaemon(
        [...locate('a'), ...FAST],
        async (daemon) => {
          await until(() => peersOf(trees.a).length === 2, daemon.show)
          daemon.signal('SIGTERM')
          assert.is(await daemon.end(), 0)
          assert.is(daemon.stderr(), '')
        },
        { within },
      )
    }))

  test('may have a reader who reads nothing: passes go on, and it ends when it is told to', () =>
    withFederation(async ({ trees, locate }) => {
      // The pipe is full before the daemon begins.
      const within = [
        'bash',
        '-c',
        'exec 5> >(exec sleep 60 >/dev/null 2>&1); head -c 65536 /dev/zero >&5; exec "$@" >&5',
        'bash',
      ]
      await withDaemon(
        [...locate('a'), ...FAST],
        async (daemon) => {
          await until(() => peersOf(trees.a).length === 2, daemon.show)
          daemon.signal('SIGTERM')
          assert.is(await daemon.exit(), 0)
        },
        { within },
      )
    }))
})

suite('watch with settings', (test) => {
  test('keeps several components in line, tells a webhook, and a restart does not tell it again', () =>
    withWebhookServer((server) =>
      withSettings(async ({ trees, settings, write }) => {
        write({ hook: `${server.url}/T0K3N` })
        await withDaemon(['--settings', settings], async (daemon) => {
          for (const name of ['a', 'b'] as const) await registered(daemon, trees[name].directory)
          const { registryFile } = trees.b
          writeFileSync(registryFile, readFileSync(registryFile, 'utf8').replace('14000', '14009'))
          const { body } = await until(() => server.received[0], daemon.show)
          const told = JSON.parse(body) as Readonly<Record<string, unknown>>
          assertMatchesSchema('notification', told)
          assert.equal([told['kind'], told['component'], told['exitCode']], ['drift', MEMBERS.b.id, 20])
          await until(() => existsSync(join(locateState(registryFile).path, 'notified.json')), daemon.show)
          const decide = `--overwrite ${MEMBERS.server.id}`
          assert.match(body, `reconcile --settings ${settings} --component ${trees.b.directory} ${decide}`)
          // What is kept is completed by the one who shows it.
          const { status } = locateState(registryFile)
          await until(() => readFileSync(status, 'utf8').includes(`fbm-gitops reconcile ${decide}`), daemon.show)
          daemon.signal('SIGTERM')
          assert.is(await daemon.end(), 0)
          assert.not.match(daemon.show(), /T0K3N/)
        })

        await withDaemon(['--settings', settings], async (daemon) => {
          await daemon.line((line) => line['code'] === 'EDITED')
          const { registryFile } = trees.b
          writeFileSync(registryFile, readFileSync(registryFile, 'utf8').replace('14009', '14000'))
          await until(() => server.received.length > 1, daemon.show)
          assert.equal(
            server.received.map(({ body }) => (JSON.parse(body) as { readonly kind: string }).kind),
            ['drift', 'recovery'],
          )
        })
      }),
    ))

  test('logs a sink that fails, and goes on', () =>
    withWebhookServer((server) =>
      withSettings(async ({ trees, settings, write }) => {
        server.answer = (response) => response.writeHead(503).end()
        write({ hook: server.url })
        await withDaemon(['--settings', settings], async (daemon) => {
          await registered(daemon, trees.a.directory)
          deleteRows(trees.a.registryFile)
          const failed = await daemon.line((line) => line['message'] === 'notification failed')
          assert.equal([failed['sink'], failed['reason']], ['webhook', 'the server answered 503'])
          await until(() => peersOf(trees.a).length === 2, daemon.show)
          const body = server.received[0]?.body ?? ''
          assert.match(body, 'HEALED')
          assert.match(body, `fbm-gitops deny --settings ${settings} --component ${trees.a.directory} NODE_`)
        })
      }),
    ))

  test('reads them again at SIGHUP, and keeps the old ones where the new are bad', () =>
    withSettings(async ({ trees, settings, write }) => {
      write({ components: ['a'] })
      await withDaemon(['--settings', settings], async (daemon) => {
        await registered(daemon, trees.a.directory)
        writeFileSync(settings, 'apiVersion: [')
        daemon.signal('SIGHUP')
        await daemon.line((line) => String(line['message']).startsWith('reload failed'))
        deleteRows(trees.a.registryFile)
        await until(() => peersOf(trees.a).length === 2, daemon.show)
        assert.equal(peersOf(trees.b), [])

        write({ components: ['a', 'b'] })
        daemon.signal('SIGHUP')
        await until(() => peersOf(trees.b).length === 2, daemon.show)
        daemon.signal('SIGTERM')
        assert.is(await daemon.end(), 0)
      })
    }))

  test('does not start with bad ones', () =>
    withSettings(async ({ settings }) => {
      writeFileSync(settings, 'apiVersion: [')
      assert.is((await capture(['watch', '--settings', settings])).exitCode, 26)
    }))
})

suite('watch under a service manager', (test) => {
  test('says when it is ready, how it is, and that it ends', () =>
    withNotifySocket('watch under a service manager', (socket) =>
      withFederation(async ({ locate }) => {
        const env = { NOTIFY_SOCKET: socket.path, WATCHDOG_USEC: '200000' }
        await withDaemon(
          [...locate('a'), ...FAST],
          async (daemon) => {
            const said = (line: string | RegExp, count = 1): Promise<true> =>
              until(
                () => socket.lines().filter((each) => each.match(line) !== null).length >= count,
                () => `${daemon.show()}${socket.lines().join('\n')}`,
              )
            await said(/^READY=1$/)
            await said(/^STATUS=1 of 1 component in sync$/)
            await said(/^WATCHDOG=1$/, 2)
            assert.ok(socket.lines().includes(`MAINPID=${daemon.pid}`))
            daemon.signal('SIGHUP')
            await said(/^RELOADING=1$/)
            await said(/^MONOTONIC_USEC=[0-9]+$/)
            await said(/^READY=1$/, 2)
            daemon.signal('SIGTERM')
            assert.is(await daemon.end(), 0)
            assert.ok(socket.lines().includes('STOPPING=1'))
          },
          { env },
        )
      }),
    ))

  test('warns once where it cannot be told, and goes on', () =>
    withFederation(async ({ trees, locate }) => {
      const env = { NOTIFY_SOCKET: '/nonexistent/notify' }
      await withDaemon(
        [...locate('a'), ...FAST],
        async (daemon) => {
          await until(() => peersOf(trees.a).length === 2, daemon.show)
          daemon.signal('SIGTERM')
          assert.is(await daemon.end(), 0)
          const warnings = daemon.lines().filter(({ message }) => message === 'the service manager cannot be told')
          assert.is(warnings.length, 1)
        },
        { env },
      )
    }))
})

interface SettingsFederation extends TestFederation {
  readonly settings: string
  readonly write: (choice: { readonly hook?: string; readonly components?: readonly MemberName[] }) => void
}

async function withSettings(body: (federation: SettingsFederation) => Promise<void>): Promise<void> {
  await withFederation((federation) =>
    withDirectory({}, async (directory) => {
      const settings = join(directory, 'fbm-gitops.yaml')
      await body({
        ...federation,
        settings,
        write: ({ hook, components = ['a', 'b'] }) => {
          const notify =
            hook === undefined
              ? []
              : ['notify:', '  - on: [drift, failure, recovery]', '    webhook: { urlFile: hook }']
          if (hook !== undefined) writeFileSync(join(directory, 'hook'), hook)
          const listed = components.flatMap((name) => [
            `  - directory: ${federation.trees[name].directory}`,
            '    writing: offline',
          ])
          const source = ['source:', `  federation: ${federation.directory}`]
          const lines = [
            'apiVersion: fbm-gitops/v1',
            ...source,
            'components:',
            ...listed,
            'watch: { interval: 1s }',
            ...notify,
          ]
          rmSync(settings, { force: true })
          writeFileSync(settings, `${lines.join('\n')}\n`)
          chmodSync(settings, 0o600)
        },
      })
    }),
  )
}

/** The rows are there before the pass has ended that writes them: until then nobody else should touch them. */
async function registered(daemon: RunningDaemon, directory: string, count = 2): Promise<void> {
  await daemon.line((line) => isPass(line) && line['done'] === count && line['directory'] === directory)
}

/** A command in which the kernel allows none of something; the skip is announced where nobody may ask it for that. */
function forbidding(limit: string): readonly string[] | undefined {
  const within = [
    'unshare',
    '--user',
    '--map-root-user',
    'sh',
    '-c',
    `echo 0 >/proc/sys/user/${limit} && exec "$@"`,
    'sh',
  ]
  const [file = '', ...args] = within
  const { status } = spawnSync(file, [...args, 'true'])
  if (status === 0) return within
  announceSkip(`watch without ${limit}`, 'no user namespaces can be made here')
  return undefined
}

function giveAway(directory: string, owner: number): void {
  for (const path of [directory, ...listAll(directory)]) lchownSync(path, owner, owner)
}

function listAll(directory: string): readonly string[] {
  return readdirSync(directory, { recursive: true, encoding: 'utf8' }).map((name) => join(directory, name))
}

function isPass(line: LogLine): boolean {
  return line['message'] === 'pass'
}

function peersOf(tree: TestFederation['trees']['a']): readonly string[] {
  return Object.keys(readRegistrations(tree))
}

/** As if somebody had deleted all registrations with another program. */
function deleteRows(registryFile: string): void {
  const text = readFileSync(registryFile, 'utf8')
  writeFileSync(registryFile, text.replace(/"Certificates": \{.*?\}\}/s, '"Certificates": {}'))
}

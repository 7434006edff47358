import { readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import * as assert from 'uvu/assert'
import { locateState } from '../../src/io/state/state-directory.ts'
import { realWorld, type World } from '../../src/io/world/world.ts'
import { capture, captureJson, type Captured } from '../helpers/capture.ts'
import { manifestOf, MEMBERS, readRegistrations, withFederation, type TestFederation } from '../helpers/federation.ts'
import { assertMatchesSchema } from '../helpers/schema.ts'
import { shareRepository, type SharedRepository } from '../helpers/shared-repository.ts'
import { suite } from '../helpers/suite.ts'
import { assertUntouched } from '../helpers/untouched.ts'

const HOUR_MS = 3_600_000

interface Stage extends TestFederation {
  readonly shared: SharedRepository
  readonly home: string
  /** Runs a command of component `a` with the shared repository as its source. */
  readonly run: (command: string, flags?: readonly string[], world?: Partial<World>) => Promise<Captured>
}

suite('a federation in a repository elsewhere', (test) => {
  test('is reconciled from its mirror, and a second pass does nothing', () =>
    onStage(async ({ run, trees, shared }) => {
      assert.is((await run('reconcile', ['--offline'])).exitCode, 0)
      assert.equal(Object.keys(readRegistrations(trees.a)).sort(), [MEMBERS.b.id, MEMBERS.server.id].sort())

      const again = await run('reconcile', ['--offline'])

      assert.is(again.exitCode, 0)
      assert.match(again.stdout, 'Nothing to do.')
      assert.ok(readdirSync(locateState(trees.a.registryFile).mirror).length === 1)
      assert.ok(
        readFileSync(locateState(trees.a.registryFile).inventory, 'utf8').includes('"revision"'),
        shared.directory,
      )
    }))

  test('is known to status by when it was last reached, also after a pass that failed', () =>
    onStage(async ({ run, trees, shared }) => {
      const statusOfA = ['status', '--component', trees.a.directory]
      const sourceOf = async (now: number): Promise<string> => {
        const { json } = await captureJson(statusOfA, { clock: { ...realWorld().clock, now: () => now } })
        return JSON.stringify(json)
      }
      await run('reconcile', ['--offline'])
      assert.match(await sourceOf(Date.now()), /"SourceFresh","status":"true","reason":"SourceReached"/)

      renameSync(shared.directory, `${shared.directory}.gone`)
      const world = { clock: { ...realWorld().clock, now: () => Date.now() + 25 * HOUR_MS } }
      assert.is((await run('reconcile', ['--offline'], world)).exitCode, 22)

      assert.match(await sourceOf(Date.now() + 25 * HOUR_MS), /"SourceFresh","status":"false","reason":"SourceStale"/)
    }))

  test('is planned, explained and fingerprinted without a byte written beside the component', () =>
    onStage(async ({ run, trees, home }) => {
      for (const exitCode of [2, 0]) {
        await assertUntouched(dirname(trees.a.directory), async () => {
          assert.is((await run('plan')).exitCode, exitCode)
          assert.is((await run('reconcile', ['--mode', 'report'])).exitCode, exitCode)
          assert.is((await run('explain', ['b'])).exitCode, 0)
          assert.is((await run('fingerprint', ['b'])).exitCode, 0)
        })
        await run('reconcile', ['--offline'])
      }
      assert.equal(readdirSync(join(home, '.cache/fbm-gitops')), ['mirrors'])
    }))

  test('is shown as its schema promises', () =>
    onStage(async ({ trees, shared, home }) => {
      const argv = ['plan', '--component', trees.a.directory, '--repository', shared.directory]
      const { json } = await captureJson(argv, { env: { ...process.env, HOME: home } })
      assertMatchesSchema('plan', json)
    }))

  test('is explained from the commit that was read', () =>
    onStage(async ({ run, repository, shared }) => {
      repository.plumb(['checkout', '--quiet', '-b', 'other'])
      repository.write({ 'federation/federation.yaml': `${manifestOf()}# touched\n` })
      await repository.commit('Touch the manifest')
      repository.plumb(['push', '--quiet', shared.directory, 'other'])

      assert.match((await run('explain', ['b', '--ref', 'other'])).stdout, 'Touch the manifest')
      assert.not.match((await run('explain', ['b'])).stdout, 'Touch the manifest')
    }))

  test('may lie at the top, or elsewhere', () =>
    onStage(async ({ run, repository, shared }) => {
      repository.plumb(['mv', 'federation', 'elsewhere'])
      await repository.commit('Move')
      shared.push()

      const missing = await run('plan')
      assert.is(missing.exitCode, 26)
      assert.match(missing.stderr, 'REMOTE_PATH_MISSING')
      assert.is((await run('plan', ['--path', 'elsewhere'])).exitCode, 2)
    }))

  test('is not taken together with a directory, and its limits must be limits', () =>
    onStage(async ({ run, directory }) => {
      const bad = [
        ['--federation', directory],
        ['--uncommitted'],
        ['--fetch-timeout', '60'],
        ['--fetch-limit', '32MB'],
        ['--max-staleness', 'never'],
      ]
      for (const flags of bad) {
        const { exitCode, stderr } = await run('plan', flags)
        assert.is(exitCode, 64, flags.join(' '))
        assert.match(stderr, 'USAGE')
      }
    }))

  test('is refused for a URL that holds a secret, which is shown nowhere', () =>
    onStage(async ({ trees, home }) => {
      const urls = ['https://me:s3cr3t@git.example/f', '"https://me:s3cr3t@git.example/f"', 'me:s3cr3t@git.example:f']
      for (const [format, url] of urls.flatMap((each) => [['text', each] as const, ['json', each] as const])) {
        const argv = ['reconcile', '--component', trees.a.directory, '--format', format, '--repository', url]
        const { exitCode, stdout, stderr } = await capture(argv, { env: { ...process.env, HOME: home } })
        assert.is(exitCode, 26)
        assert.match(stdout + stderr, 'SECRET_IN_URL')
        assert.not.match(stdout + stderr, 's3cr3t')
      }
      const typed = ['plan', '--component', trees.a.directory, '--repository', 'https://git.example/f']
      for (const proxy of ['http://me:s3cr3t@proxy', 'me:s3cr3t@proxy:3128']) {
        const { exitCode, stderr } = await capture([...typed, '--proxy', proxy], {
          env: { ...process.env, HOME: home },
        })
        assert.is(exitCode, 64)
        assert.match(stderr, '--proxy holds a password')
        assert.not.match(stderr, 's3cr3t')
      }
    }))

  test('is refused for a proxy without a scheme, be it typed or set', () =>
    onStage(async ({ trees, home }) => {
      const typed = ['plan', '--component', trees.a.directory, '--repository', 'https://git.example/f']
      for (const [flags, variables] of [
        [['--proxy', 'proxy:3128'], {}],
        [[], { FBM_GITOPS_PROXY: 'me:s3cr3t@proxy:3128' }],
      ] as const) {
        const { exitCode, stderr } = await capture([...typed, ...flags], {
          env: { ...process.env, HOME: home, ...variables },
        })
        assert.is(exitCode, 64)
        assert.match(stderr, 'begins with http://, https:// or socks5://')
        assert.not.match(stderr, 's3cr3t')
      }
    }))

  test('is told of where its commit is dated in the future', () =>
    onStage(async ({ run, repository, shared }) => {
      const date = `${Math.floor(Date.now() / 1000) + 365 * 86_400} +0000`
      repository.plumb([
        '-c',
        `alias.late=!GIT_COMMITTER_DATE='${date}' git commit --quiet --allow-empty -m Late`,
        'late',
      ])
      shared.push()

      const { exitCode, stderr } = await run('plan')

      assert.is(exitCode, 2)
      assert.match(stderr, 'COMMIT_IN_FUTURE')
    }))
})

suite('a repository whose history was rewritten', (test) => {
  test('is refused, with what differs, until its head is accepted by name', () =>
    onStage(async ({ run, repository, shared, trees }) => {
      const first = await repository.head()
      repository.write({ 'federation/federation.yaml': manifestOf(['server', 'a', 'b']) + '# two\n' })
      await repository.commit('Second')
      shared.push()
      assert.is((await run('reconcile', ['--offline'])).exitCode, 0)
      repository.plumb(['reset', '--quiet', '--hard', first])
      repository.write({ 'federation/federation.yaml': manifestOf(['server', 'a']) })
      const forged = await repository.commit('Forged')
      shared.push()
      const { registryFile } = trees.a
      const before = readFileSync(registryFile, 'utf8')

      const refused = await run('reconcile', ['--offline'])

      assert.is(refused.exitCode, 22)
      assert.match(refused.stderr, '1 commit missing and 1 commit new')
      assert.match(refused.stderr, 'federation.yaml (changed)')
      assert.match(refused.stderr, `--accept-history ${forged}`)
      assert.match(refused.stderr, 'Nothing was written.')
      assert.is(readFileSync(registryFile, 'utf8'), before)
      assert.is((await run('plan')).exitCode, 22)
      const accepted = await run('reconcile', ['--offline', '--accept-history', forged])
      assert.is(accepted.exitCode, 2, accepted.stderr)
      assert.is((await run('reconcile', ['--offline'])).exitCode, 2)
    }))

  test('is refused where it was set back, and where the mirror is gone', () =>
    onStage(async ({ run, repository, shared, trees }) => {
      const first = await repository.head()
      await repository.commit('Second')
      shared.push()
      await run('reconcile', ['--offline'])
      repository.plumb(['reset', '--quiet', '--hard', first])
      shared.push()

      assert.is((await run('reconcile', ['--offline'])).exitCode, 22)
      rmSync(locateState(trees.a.registryFile).mirror, { recursive: true })
      const { exitCode, stderr } = await run('reconcile', ['--offline'])
      assert.is(exitCode, 22)
      assert.match(stderr, 'SOURCE_ROLLED_BACK')
    }))
})

suite('a repository out of reach', (test) => {
  test('is read from its mirror for as long as it may be, with a warning', () =>
    onStage(async ({ run, shared, trees }) => {
      await run('reconcile', ['--offline'])
      renameSync(shared.directory, `${shared.directory}.away`)
      writeFileSync(trees.a.registryFile, '{}')

      const { exitCode, stderr } = await run('reconcile', ['--offline', '--max-staleness', '2h'], {
        clock: clockIn(HOUR_MS),
      })

      assert.is(exitCode, 25, 'what held other tables is not taken for empty')
      assert.match(stderr, 'REGISTRY_EMPTIED')
      assert.is((await run('plan')).exitCode, 22, 'the cache of the user never reached it')
    }))

  for (const [name, elapsed] of [
    ['later', 3 * HOUR_MS],
    ['earlier, by a clock that was set back', -3 * HOUR_MS],
  ] as const) {
    test(`is not believed ${name}: nothing is registered, removed or healed`, () =>
      onStage(async ({ run, shared, trees, repository }) => {
        await run('reconcile', ['--offline'])
        const { registryFile } = trees.a
        const healthy = readFileSync(registryFile, 'utf8')
        writeFileSync(registryFile, healthy.replace(/, "Certificates": .*$/s, '}'))
        const before = readFileSync(registryFile, 'utf8')
        renameSync(shared.directory, `${shared.directory}.away`)

        const stale = await run('reconcile', ['--offline', '--max-staleness', '2h'], { clock: clockIn(elapsed) })

        assert.is(stale.exitCode, 22)
        assert.match(stale.stderr, 'SOURCE_STALE')
        assert.match(stale.stderr, 'REMOTE_NOT_FOUND')
        assert.is(readFileSync(registryFile, 'utf8'), before)
        const fresh = await run('reconcile', ['--offline', '--max-staleness', '4h'], { clock: clockIn(elapsed) })
        assert.match(fresh.stderr, 'REMOTE_NOT_FOUND')
        assert.is(Object.keys(readRegistrations(trees.a)).length, 2, 'what vanished is healed')
        renameSync(`${shared.directory}.away`, shared.directory)
        await repository.commit('Next')
        shared.push()
        assert.is((await run('reconcile', ['--offline'])).exitCode, 0)
      }))
  }

  test('is a fault of its own where it never was reached', () =>
    onStage(async ({ run, shared }) => {
      renameSync(shared.directory, `${shared.directory}.away`)

      const { exitCode, stderr } = await run('reconcile', ['--offline'])

      assert.is(exitCode, 22)
      assert.match(stderr, 'REMOTE_NOT_FOUND')
      assert.match(stderr, 'Nothing was written.')
    }))

  test('whose mirror turns out to be damaged is mirrored anew by the next pass', () =>
    onStage(async ({ run, trees, repository }) => {
      await run('reconcile', ['--offline'])
      const { mirror, cache } = locateState(trees.a.registryFile)
      const [key = ''] = readdirSync(mirror)
      rmSync(cache, { recursive: true })
      const pack = join(mirror, key, 'git/objects/pack')
      const tree = repository.plumb(['rev-parse', 'HEAD:federation'])
      breakObject(pack, tree, repository.plumb)

      const damaged = await run('reconcile', ['--offline'])
      const mended = await run('reconcile', ['--offline'])

      assert.match(damaged.stderr, 'MIRROR_DAMAGED')
      assert.is(mended.exitCode, 0, mended.stderr)
    }))
})

/** Spoils all bytes of a pack that belong to one object, and leaves its index as it is. */
function breakObject(directory: string, id: string, plumb: (args: readonly string[]) => string): void {
  const name = readdirSync(directory).find((each) => each.endsWith('.pack')) ?? ''
  const listed = plumb(['verify-pack', '-v', join(directory, name)])
  const [, size = '0', offset = '0'] = new RegExp(`^${id} \\S+ +\\d+ (\\d+) (\\d+)`, 'm').exec(listed) ?? []
  const bytes = readFileSync(join(directory, name))
  bytes.fill(0xff, Number(offset) + 2, Number(offset) + Number(size))
  rmSync(join(directory, name))
  writeFileSync(join(directory, name), bytes)
}

function clockIn(elapsed: number): World['clock'] {
  const { clock } = realWorld()
  return { ...clock, now: () => clock.now() + elapsed }
}

function onStage(body: (stage: Stage) => void | Promise<void>): Promise<void> {
  return withFederation(async (federation) => {
    const shared = shareRepository(federation.repository)
    const home = join(shared.root, 'home')
    const run: Stage['run'] = (command, flags = [], world = {}) => {
      const component = ['--component', federation.trees.a.directory]
      const env = { PATH: process.env['PATH'], HOME: home }
      return capture([command, ...component, '--repository', shared.directory, ...flags], { env, ...world })
    }
    await body({ ...federation, shared, home, run })
  })
}

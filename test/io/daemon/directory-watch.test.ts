import { mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import * as assert from 'uvu/assert'
import { watchDirectories } from '../../../src/io/daemon/directory-watch.ts'
import { findPlaces } from '../../../src/io/daemon/places.ts'
import { realWorld } from '../../../src/io/world/world.ts'
import { aComponent } from '../../helpers/builders.ts'
import { until } from '../../helpers/daemon.ts'
import { withDirectory } from '../../helpers/directory.ts'
import { withRepository } from '../../helpers/repository.ts'
import { suite } from '../../helpers/suite.ts'

const certificates = Object.fromEntries(
  Array.from({ length: 1000 }, (_, index) => [`federation/certificates/NODE_${index}.pem`, 'x'] as const),
)

suite('watched directories', (test) => {
  test('take at most 8 watches of the system, also with 1,000 parties, in git and outside', async () => {
    const files = { 'federation/federation.yaml': 'x', ...certificates, 'var/db_a.json': '{}' }
    await withRepository(files, ({ top }) => assertFewWatches(top))
    await withDirectory(files, assertFewWatches)
  })

  test('hint at a commit, whether references are loose, packed or nested, and at a checkout', () =>
    withRepository({ 'federation/federation.yaml': 'x' }, async ({ top, git, commit }) => {
      const acts = [
        () => commit('one more'),
        () => git.raw(['pack-refs', '--all']),
        () => commit('after packing'),
        () => git.raw(['checkout', '--quiet', '-b', 'feature/nested']),
        () => commit('on a nested branch'),
        () => git.raw(['reset', '--quiet', '--hard', 'HEAD~1']),
      ]
      for (const act of acts) assert.ok(await hintsOf(top, act), String(act))
    }))

  test('hint at a commit in a repository that keeps no log, and in a linked work tree', () =>
    withRepository({ 'federation/federation.yaml': 'x' }, async ({ top, git, commit, plumb }) => {
      await git.raw(['config', 'core.logAllRefUpdates', 'false'])
      assert.ok(await hintsOf(top, () => commit('without a log')))

      const linked = `${top}-linked`
      await git.raw(['worktree', 'add', '--quiet', linked])
      assert.ok(
        await hintsOf(linked, () =>
          Promise.resolve(plumb(['-C', linked, 'commit', '--quiet', '--allow-empty', '-m', 'in the linked one'])),
        ),
      )
    }))

  test('hint at a registry that is written, replaced or deleted, and at nothing else beside it', () =>
    withDirectory({ 'var/db_a.json': '{}', 'var/new.json': '{}' }, async (top) => {
      const registry = join(top, 'var/db_a.json')
      const topics: string[] = []
      const places = findPlaces(realWorld(), placesOf(top))
      const watch = await watchDirectories(places, { hint: (topic) => topics.push(topic), fault: assert.unreachable })
      try {
        mkdirSync(join(top, 'var/fbm-gitops'))
        writeFileSync(join(top, 'var/fbm-gitops/lock'), 'x')
        writeFileSync(join(top, 'var/other.json'), 'x')
        const quiet = topics.length
        writeFileSync(registry, '{ }')
        await until(() => topics.length > quiet)
        const written = topics.length
        renameSync(join(top, 'var/new.json'), registry)
        await until(() => topics.length > written)
        assert.equal(new Set(topics), new Set(['registry']))
        assert.is(quiet, 0)
      } finally {
        await watch.close()
      }
    }))
})

async function assertFewWatches(top: string): Promise<void> {
  const before = countWatches()
  const places = findPlaces(realWorld(), placesOf(top))
  const watch = await watchDirectories(places, { hint: () => undefined, fault: assert.unreachable })
  try {
    const count = countWatches() - before
    assert.ok(count >= 3 && count <= 8, `${count} watches`)
  } finally {
    await watch.close()
  }
  assert.is(countWatches(), before)
}

/** Tells whether an act gives a hint. */
async function hintsOf(top: string, act: () => Promise<unknown>): Promise<boolean> {
  const state = { hints: 0 }
  const places = findPlaces(realWorld(), { ...placesOf(top), component: undefined })
  const watch = await watchDirectories(places, { hint: () => (state.hints += 1), fault: assert.unreachable })
  try {
    await act()
    return await until(() => state.hints > 0)
  } finally {
    await watch.close()
  }
}

function placesOf(top: string): Parameters<typeof findPlaces>[1] {
  return {
    component: aComponent({ directory: top, registryFile: join(top, 'var/db_a.json') }),
    source: { kind: 'directory', directory: join(top, 'federation'), uncommitted: false, acceptHistory: undefined },
  }
}

/** The watches of this process, as the system counts them. */
function countWatches(): number {
  const texts = readdirSync('/proc/self/fdinfo').map((name) => {
    try {
      return readFileSync(`/proc/self/fdinfo/${name}`, 'utf8')
    } catch {
      return ''
    }
  })
  return texts.join('\n').match(/^inotify /gm)?.length ?? 0
}

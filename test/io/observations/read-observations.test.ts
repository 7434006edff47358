import { chmodSync, copyFileSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import * as assert from 'uvu/assert'
import { LARGEST_OBSERVATION } from '../../../src/domain/observation/written.ts'
import { escapeText } from '../../../src/domain/quote.ts'
import type { FoundObservation } from '../../../src/io/observations/found.ts'
import { readObservations } from '../../../src/io/observations/read-observations.ts'
import { anId } from '../../helpers/builders.ts'
import { countGit } from '../../helpers/count-git.ts'
import { makePipe, withDirectory, writeFiles } from '../../helpers/directory.ts'
import { setTraps } from '../../helpers/hostile-repository.ts'
import { repositoryOf } from '../../helpers/read-source.ts'
import { withRepository, type TestRepository } from '../../helpers/repository.ts'
import { suite } from '../../helpers/suite.ts'
import { codeOf, worldIn } from '../../helpers/world-in.ts'

const FILES = { 'federation/federation.yaml': 'a: 1\n' }
const COMMITTED_AT = Date.parse('2026-01-02T03:04:06Z')
const FILE = 'observation.json'

suite('observations in branches', (test) => {
  test('are read from the branches here and from those of every remote', async () => {
    await withRepository(FILES, async (repository) => {
      observe(repository, `refs/heads/fbm-gitops/observed/${anId('a')}`, 'here')
      observe(repository, `refs/remotes/origin/fbm-gitops/observed/${anId('a')}`, 'there')
      observe(repository, `refs/remotes/up.stream/fbm-gitops/observed/${anId('b')}`, '')
      observe(repository, `refs/heads/observed/${anId('c')}`, 'elsewhere')
      observe(repository, `refs/tags/fbm-gitops/observed/${anId('c')}`, 'elsewhere')

      const { found, problems } = await read(repository)
      assert.equal(found.map(textOf), [
        [anId('a'), `fbm-gitops/observed/${anId('a')}`, 'here'],
        [anId('a'), `origin/fbm-gitops/observed/${anId('a')}`, 'there'],
        [anId('b'), `up.stream/fbm-gitops/observed/${anId('b')}`, ''],
      ])
      assert.equal([...new Set(found.map(({ committedAt }) => committedAt))], [COMMITTED_AT])
      assert.equal(problems, [])
    })
  })

  test('are none where nobody observed', async () => {
    await withRepository(FILES, async (repository) => {
      assert.equal(await read(repository), { found: [], problems: [] })
    })
  })

  test('are read in a repository that names its objects by SHA-256', async () => {
    await withRepository(
      FILES,
      async (repository) => {
        observe(repository, `refs/heads/fbm-gitops/observed/${anId('a')}`, 'here')
        assert.equal((await read(repository)).found.map(textOf), [
          [anId('a'), `fbm-gitops/observed/${anId('a')}`, 'here'],
        ])
      },
      'sha256',
    )
  })

  test('count for nothing where the file is no plain file, too big, there twice, or not there; the others are read', async () => {
    await withRepository(FILES, async (repository) => {
      const { plumb } = repository
      const blob = store(repository, '{}')
      const big = store(repository, 'x'.repeat(LARGEST_OBSERVATION + 1))
      const head = plumb(['rev-parse', 'HEAD'])
      const tree = (...lines: readonly string[]): string => plumb(['mktree', '--missing'], `${lines.join('\n')}\n`)
      const inner = tree(`100644 blob ${blob}\t${FILE}`)
      const twice = Buffer.concat([entry('100644', blob), entry('100644', big)])
      const cases = {
        link: tree(`120000 blob ${blob}\t${FILE}`),
        tree: tree(`040000 tree ${inner}\t${FILE}`),
        module: tree(`160000 commit ${head}\t${FILE}`),
        foreign: tree(`160000 commit ${'1'.repeat(40)}\t${FILE}`),
        big: tree(`100644 blob ${big}\t${FILE}`),
        twice: plumb(['hash-object', '-t', 'tree', '-w', '--literally', '--stdin'], twice),
        below: tree(`040000 tree ${inner}\tfederation`),
        lost: tree(`100644 blob ${'2'.repeat(40)}\t${FILE}`),
        good: tree(`100755 blob ${blob}\t${FILE}`, `100644 blob ${big}\tother`),
        most: tree(`100644 blob ${store(repository, 'x'.repeat(LARGEST_OBSERVATION))}\t${FILE}`),
      }
      for (const [name, id] of Object.entries(cases)) point(repository, name, commitTree(repository, id))
      point(repository, 'blob', blob)
      point(repository, 'tag', plumb(['rev-parse', tagOf(repository, head)]))

      const { found, problems } = await read(repository)
      const reasons = Object.fromEntries(found.map((each) => [each.party, reasonOf(each)]))
      const expected = {
        link: 'no plain file',
        tree: 'no plain file',
        module: 'no plain file',
        foreign: 'no plain file',
        big: 'larger than 4 MiB',
        twice: 'two files of one name',
        below: 'no file observation.json',
        lost: 'damaged',
        good: 'read',
        most: 'read',
        blob: 'damaged',
        tag: 'damaged',
      }
      for (const [name, part] of Object.entries(expected)) assert.match(reasons[anId(name)] ?? '', part, name)
      assert.is(found.length, 12)
      assert.equal(problems, [])
    })
  })

  test('of a name that is no party are told, with their names escaped', async () => {
    await withRepository(FILES, async (repository) => {
      const names = [
        '../x',
        'a/b',
        'Node_a',
        '\u202ex',
        'node_a;id',
        `node_${'x'.repeat(70)}`,
        'node_$(id)',
        'x\u009by',
      ]
      const commit = observe(repository, `refs/heads/fbm-gitops/observed/${anId('a')}`, 'here')
      for (const name of names.slice(1)) {
        repository.plumb(['update-ref', `refs/remotes/origin/fbm-gitops/observed/${name}`, commit])
      }

      const { found, problems } = await read(repository)
      assert.equal(
        found.map(({ party }) => party),
        [anId('a')],
      )
      assert.equal(
        problems.map(({ code, severity }) => [code, severity]),
        [['OBSERVATION_IGNORED', 'warning']],
      )
      const message = problems[0]?.message ?? ''
      assert.match(message, '7 are named after no party')
      assert.is(escapeText(message), message)
    })
  })

  test('are not taken from objects that are not what their ids say', async () => {
    await withRepository(FILES, async (repository) => {
      const { top, plumb } = repository
      point(repository, 'good', commitFile(repository, 'good'))
      const [forged, honest] = [store(repository, 'forged'), store(repository, 'honest')]
      point(repository, 'bad', commitTree(repository, plumb(['mktree'], `100644 blob ${honest}\t${FILE}\n`)))
      const path = (id: string): string => join(top, '.git/objects', id.slice(0, 2), id.slice(2))
      chmodSync(path(honest), 0o644)
      copyFileSync(path(forged), path(honest))

      const { found } = await read(repository)
      assert.equal(
        found.map(({ party }) => party),
        [anId('bad'), anId('good')],
      )
      assert.match(reasonOf(found[0]), 'damaged')
      assert.is(reasonOf(found[1]), 'read')
    })
  })

  test('are read without starting anything that the repository names, also from a linked work tree', async () => {
    await withRepository(FILES, async (repository) => {
      const { top, plumb } = repository
      const [trap, sprung] = [join(top, '../trap'), join(top, '../sprung')]
      writeFiles(join(top, '..'), { trap: `#!/bin/sh\ntouch '${sprung}'\n` })
      observe(repository, `refs/heads/fbm-gitops/observed/${anId('a')}`, 'here')
      plumb(['worktree', 'add', '--quiet', '--detach', '../linked'])
      setTraps({ top, trap })
      writeFiles(top, { '.git/info/attributes': '* filter=trap diff=trap\n' })

      for (const directory of [top, join(top, '../linked')]) {
        const world = worldIn(directory)
        const place = { kind: 'repository', repository: repositoryOf(world, directory) } as const
        assert.is((await readObservations(world, place)).found.length, 1)
        assert.not.ok(world.files.stat(sprung))
      }
    })
  })

  test('as large as they may be are read up to 64 MiB, whoever comes first: the small ones before those', async () => {
    await withRepository(FILES, async (repository) => {
      const large = commitFile(repository, 'x'.repeat(LARGEST_OBSERVATION))
      const numbers = Array.from({ length: 300 }, (_, index) => String(index).padStart(4, '0'))
      const commits = numbers.map((number) => {
        const ref = `refs/heads/fbm-gitops/observed/${anId(number)}`
        return `commit ${ref}\ncommitter x <x@example.invalid> 1767323046 +0000\ndata 4\n${number}\nfrom ${large}\n\n`
      })
      repository.plumb(['fast-import', '--quiet'], commits.join(''))
      observe(repository, `refs/heads/fbm-gitops/observed/${anId('last')}`, 'small')

      const { found } = await read(repository)
      const reasons = found.map(reasonOf)
      assert.is(found.length, 301)
      assert.is(reasonOf(found.at(-1)), 'read')
      assert.is(reasons.filter((reason) => reason === 'read').length, 1 + 15)
      assert.is(reasons.filter((reason) => reason.includes('larger than 64 MiB')).length, 285)
    })
  })

  test('of 300 parties take three git processes', async () => {
    await withRepository(FILES, async (repository) => {
      const ids = Array.from({ length: 300 }, (_, index) => anId(`n${index}`))
      const stream = ids.map((id) => {
        const text = `{"component":"${id}"}`
        const ref = `refs/remotes/origin/fbm-gitops/observed/${id}`
        return `commit ${ref}\ncommitter x <x@example.invalid> 1767323046 +0000\ndata 0\nM 100644 inline ${FILE}\ndata ${text.length}\n${text}\n\n`
      })
      repository.plumb(['fast-import', '--quiet'], stream.join(''))
      const { count, value } = await countGit(worldIn(repository.top), (world) => {
        const place = { kind: 'repository', repository: repositoryOf(world, repository.top) } as const
        return readObservations(world, place)
      })
      assert.is(new Set(value.found.map((each) => textOf(each)[2])).size, 300)
      assert.equal(value.found.map(({ party }) => party).sort(), [...ids].sort())
      assert.is(count, 3)
    })
  })
})

suite('observations in files', (test) => {
  test('are the files that are named after a party; nothing else is opened', async () => {
    await withDirectory({}, async (directory) => {
      const place = join(directory, 'observed')
      writeFiles(place, {
        [`${anId('a')}.json`]: 'A',
        'README.md': '',
        'notes.json': '{}',
        [`sub/${anId('z')}.json`]: 'Z',
      })
      writeFiles(place, {
        [`${anId('big')}.json`]: 'x'.repeat(LARGEST_OBSERVATION + 1),
        [`${anId('most')}.json`]: 'x'.repeat(LARGEST_OBSERVATION),
      })
      writeFileSync(join(directory, 'secret'), 'secret')
      symlinkSync('../secret', join(place, `${anId('link')}.json`))
      mkdirSync(join(place, `${anId('dir')}.json`))
      makePipe(join(place, `${anId('pipe')}.json`))

      const { found, problems } = await readObservations(worldIn(directory), {
        kind: 'directory',
        directory: 'observed',
      })
      const read = Object.fromEntries(found.map((each) => [each.party, reasonOf(each)]))
      assert.match(read[anId('big')] ?? '', 'larger than 4 MiB')
      for (const name of ['link', 'dir', 'pipe']) assert.match(read[anId(name)] ?? '', 'no plain file', name)
      assert.is(read[anId('most')], 'read')
      assert.equal(textOf(found[0]), [anId('a'), `observed/${anId('a')}.json`, 'A'])
      assert.is(found.length, 6)
      assert.equal(
        problems.map(({ code }) => code),
        ['OBSERVATION_IGNORED'],
      )
      assert.match(problems[0]?.message ?? '', 'one is named after no party: notes.json.')
    })
  })

  test('together may hold 64 MiB; what is beyond is told', async () => {
    await withDirectory({}, async (directory) => {
      const text = 'x'.repeat(LARGEST_OBSERVATION)
      for (let index = 0; index < 18; index += 1) writeFiles(directory, { [`${anId(`n${index}`)}.json`]: text })

      const { found } = await readObservations(worldIn(directory), { kind: 'directory', directory })
      const refused = found.filter(({ bytes }) => !(bytes instanceof Uint8Array))
      assert.is(found.length, 18)
      assert.is(refused.length, 2)
      assert.match(reasonOf(refused[0]), 'larger than 64 MiB')
    })
  })

  test('cannot be read where there is no such directory', async () => {
    await withDirectory({ file: '' }, async (directory) => {
      const read = (name: string) =>
        codeOf(() => readObservations(worldIn(directory), { kind: 'directory', directory: name }))
      assert.is(await read('absent'), 'SOURCE_MISSING')
      assert.is(await read('file'), 'SOURCE_NOT_A_DIRECTORY')
    })
  })
})

async function read(repository: TestRepository) {
  const world = worldIn(repository.top)
  return readObservations(world, { kind: 'repository', repository: repositoryOf(world, repository.top) })
}

function textOf(found: FoundObservation | undefined): readonly [string, string, string] {
  const text = found?.bytes instanceof Uint8Array ? Buffer.from(found.bytes).toString('utf8') : '(refused)'
  return [found?.party ?? '', found?.label ?? '', text]
}

/** `read`, or why it was not. */
function reasonOf(found: FoundObservation | undefined): string {
  if (found === undefined) return 'absent'
  if (found.bytes instanceof Uint8Array) return 'read'
  assert.is(found.bytes.party, found.party)
  return found.bytes.message
}

function store({ plumb }: TestRepository, content: string): string {
  return plumb(['hash-object', '-w', '--stdin'], content)
}

function entry(mode: string, id: string): Buffer {
  return Buffer.concat([Buffer.from(`${mode} ${FILE}\0`), Buffer.from(id, 'hex')])
}

function commitTree({ plumb }: TestRepository, tree: string): string {
  return plumb(['commit-tree', '-m', 'Observe', tree])
}

function commitFile(repository: TestRepository, content: string): string {
  const tree = repository.plumb(['mktree'], `100644 blob ${store(repository, content)}\t${FILE}\n`)
  return commitTree(repository, tree)
}

function tagOf({ plumb }: TestRepository, commit: string): string {
  plumb(['tag', '--annotate', '--message', 'x', 'tagged', commit])
  return 'refs/tags/tagged'
}

/** Also what no everyday command makes a branch of. */
function point({ top }: TestRepository, label: string, id: string): void {
  const file = join(top, '.git/refs/heads/fbm-gitops/observed', anId(label))
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, `${id}\n`)
}

function observe(repository: TestRepository, ref: string, content: string): string {
  const commit = commitFile(repository, content)
  repository.plumb(['update-ref', ref, commit])
  return commit
}

import {
  appendFileSync,
  chmodSync,
  cpSync,
  mkdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import * as assert from 'uvu/assert'
import type { CachedDeclaration } from '../../src/domain/cached-declaration.ts'
import type { Fingerprint } from '../../src/domain/certificate/certificate.ts'
import type { Party } from '../../src/domain/party.ts'
import { locateState } from '../../src/io/state/state-directory.ts'
import { realWorld, type World } from '../../src/io/world/world.ts'
import { poison, readCachedOf, cacheFile } from '../helpers/cached-declaration.ts'
import { capture, captureJson, type Captured } from '../helpers/capture.ts'
import { withDirectory } from '../helpers/directory.ts'
import { editFile } from '../helpers/edit.ts'
import { certificateOf, manifestOf, MEMBERS, readRegistrations, withFederation } from '../helpers/federation.ts'
import type { TestFederation } from '../helpers/federation.ts'
import { suite } from '../helpers/suite.ts'
import { assertUntouched, recordTree } from '../helpers/untouched.ts'

type Act = (federation: TestFederation) => unknown

const WITHOUT_GIT: Partial<World> = { env: { PATH: '/nonexistent' } }

/** What may happen between two passes while the federation directory stays what it is in HEAD. */
const EVENTS: readonly (readonly [name: string, act: Act])[] = [
  ['nothing', () => undefined],
  [
    'a row was edited',
    ({ trees }) => {
      editFile(trees.a.registryFile, MEMBERS.b.address.ip, '10.221.0.99')
    },
  ],
  [
    'every row was deleted',
    ({ trees }) => {
      editFile(trees.a.registryFile, /^.*$/s, '{}')
    },
  ],
  ['a party was denied', (federation) => run(federation, 'deny', { argument: MEMBERS.b.id })],
  [
    'files were changed, but not committed',
    ({ repository }) => {
      repository.write({ 'federation/federation.yaml': '#' })
    },
  ],
  [
    'line ends were converted in the work tree',
    ({ repository }) => {
      repository.write({ 'federation/federation.yaml': manifestOf().replaceAll('\n', '\r\n') })
    },
  ],
  ['something else was committed', (federation) => commit(federation, { 'README.md': 'About\n' })],
]

/** Why a remembered declaration is not taken, although its checksum fits. */
const REASONS: readonly {
  readonly name: string
  readonly act?: Act
  readonly world?: (remembered: CachedDeclaration) => Partial<World>
}[] = [
  { name: 'another tree is committed', act: (federation) => commit(federation, { 'federation/notes.txt': '' }) },
  { name: 'another version judged it', world: () => ({ version: '99.0.0' }) },
  { name: 'a verdict may have changed since', world: ({ validUntil }) => ({ clock: clockAt(validUntil + 1) }) },
  { name: 'the clock stands before its time', world: ({ madeAt }) => ({ clock: clockAt(madeAt - 1) }) },
  {
    name: 'others may write the state directory',
    act: ({ trees }) => {
      chmodSync(dirname(locateState(trees.a.registryFile).path), 0o777)
    },
  },
]

/** What may become of the file. */
const DAMAGES: readonly (readonly [name: string, act: (file: string) => void])[] = [
  [
    'one character is another',
    (file) => {
      editFile(file, 'poisoned', 'poisonee')
    },
  ],
  [
    'its end is missing',
    (file) => {
      truncateSync(file, 1000)
    },
  ],
  [
    'it is empty',
    (file) => {
      truncateSync(file, 0)
    },
  ],
  [
    'something stands behind it',
    (file) => {
      appendFileSync(file, ' ')
    },
  ],
  [
    'it is of another schema',
    (file) => {
      editFile(file, '"schemaVersion":1', '"schemaVersion":2')
    },
  ],
  [
    'it is a directory',
    (file) => {
      rmSync(file)
      mkdirSync(file)
    },
  ],
]

suite('a remembered declaration', (test) => {
  test('is taken without starting git where HEAD has not moved', () =>
    withCached(async (federation) => {
      const { exitCode, stdout } = await run(federation, 'reconcile', WITHOUT_GIT)

      assert.is(exitCode, 0)
      assert.match(stdout, 'Nothing to do.')
    }))

  for (const [name, act] of EVENTS) {
    test(`gives the same plan and warnings as reading afresh: ${name}`, () =>
      withCached(async (federation) => {
        await act(federation)
        const recalled = await planBothWays(federation)
        rmSync(cacheFile(federation.trees.a))

        assert.equal(recalled, await planBothWays(federation))
      }))
  }

  test('gives the warnings that were found when it was verified', () =>
    withCached(async (federation) => {
      await commit(federation, { 'federation/federation.yaml': manifestOf(['server', 'a']) })
      await run(federation, 'reconcile')

      const { stderr } = await run(federation, 'plan', WITHOUT_GIT)

      assert.match(stderr, 'secure aggregation needs two')
    }))

  for (const { name, act, world } of REASONS) {
    test(`is not taken where ${name}`, () =>
      withCached(async (federation) => {
        poisonName(federation)
        const overrides = world?.(readCachedOf(federation.trees.a))
        await act?.(federation)

        assert.is.not(await namedFederation(federation, overrides), 'poisoned')
      }))
  }

  test('is not taken for another repository', () =>
    withCached((federation) =>
      withDirectory({}, async (root) => {
        poisonName(federation)
        cpSync(federation.repository.top, root, { recursive: true })

        const { json } = await captureJson(planOf(federation, join(root, 'federation')))

        assert.is(json['federation'], 'test-network')
      }),
    ))

  test('is not taken where the files are to be read', () =>
    withCached(async (federation) => {
      poisonName(federation)

      const { json } = await captureJson([...planOf(federation), '--uncommitted'])

      assert.is(json['federation'], 'test-network')
    }))

  for (const [name, act] of DAMAGES) {
    test(`is not taken where ${name}`, () =>
      withCached(async (federation) => {
        poisonName(federation)
        act(cacheFile(federation.trees.a))

        assert.is(await namedFederation(federation), 'test-network')
      }))
  }

  test('is taken where all of that holds, so that these tests prove something', () =>
    withCached(async (federation) => {
      poisonName(federation)

      assert.is(await namedFederation(federation), 'poisoned')
    }))
})

suite('remembering a declaration', (test) => {
  test('is for reconcile alone: plan writes nothing, with it or without', () =>
    withFederation(async (federation) => {
      const { directory } = federation.trees.a
      await assertUntouched(directory, () => run(federation, 'plan'))
      await run(federation, 'reconcile')
      await assertUntouched(directory, () => run(federation, 'plan'))
      await assertUntouched(directory, () => run(federation, 'reconcile', { flags: ['--mode', 'report'] }))
    }))

  test('happens once: a pass with nothing to do leaves every file as it is, but the one that tells of it', () =>
    withCached(async (federation) => {
      const state = locateState(federation.trees.a.registryFile)
      const others = (): readonly string[] => filesOf(state.path).filter((line) => !line.startsWith('status.json '))
      const before = others()

      await run(federation, 'reconcile')

      assert.equal(others(), before)
    }))

  test('happens again when HEAD has moved, without judging again what is still the same', () =>
    withCached(async (federation) => {
      const revision = await commit(federation, { 'README.md': 'About\n' })
      poison(federation.trees.a, (remembered) => ({ ...remembered, validUntil: remembered.validUntil - 1 }))
      const { validUntil } = readCachedOf(federation.trees.a)

      await run(federation, 'reconcile')

      const after = readCachedOf(federation.trees.a)
      assert.equal([after.revision.id, after.validUntil], [revision, validUntil])
      const inventory = readFileSync(locateState(federation.trees.a.registryFile).inventory, 'utf8')
      assert.match(inventory, `"revision": "${revision}"`)
    }))

  test('does not happen where a certificate is at fault', () =>
    withFederation(async (federation) => {
      federation.repository.remove(`federation/certificates/${MEMBERS.b.id}.pem`)
      await federation.repository.commit('Lose a certificate')

      assert.is((await run(federation, 'reconcile')).exitCode, 21)

      assert.throws(() => readCachedOf(federation.trees.a), /ENOENT/)
    }))

  test('does not happen for files that are no commit', () =>
    withFederation(async (federation) => {
      await run(federation, 'reconcile', { flags: ['--uncommitted'] })

      assert.throws(() => readCachedOf(federation.trees.a), /ENOENT/)
    }))

  test('is no condition for a pass that succeeds', () =>
    withFederation(async (federation) => {
      const state = locateState(federation.trees.a.registryFile)
      mkdirSync(state.path, { recursive: true, mode: 0o700 })
      writeFileSync(state.cache, 'in the way')

      assert.is((await run(federation, 'reconcile')).exitCode, 0)
    }))

  test('keeps no certificate, only what is compared of it', () =>
    withCached((federation) => {
      assert.not.match(readFileSync(cacheFile(federation.trees.a), 'utf8'), 'BEGIN CERTIFICATE')
    }))
})

suite('a poisoned declaration', (test) => {
  test('never makes a registration of another certificate', () =>
    withCached(async (federation) => {
      const { a } = federation.trees
      const other = `SHA256:${'0'.repeat(64)}` as Fingerprint
      poisonParty(federation, MEMBERS.b.id, ({ certificate, ...party }) => ({
        ...party,
        certificate: certificate && { ...certificate, fingerprint: other },
      }))

      assert.is((await run(federation, 'reconcile')).exitCode, 0)
      assert.is(readRegistrations(a)[MEMBERS.b.id], (await certificateOf('b')).certificatePem)
      editFile(a.registryFile, /, "Certificates": .*$/s, '}')
      assert.is((await run(federation, 'reconcile')).exitCode, 0)

      assert.is(readRegistrations(a)[MEMBERS.b.id], (await certificateOf('b')).certificatePem)
      assert.not.match(readFileSync(cacheFile(a), 'utf8'), other)
    }))

  test('never makes an entry in the inventory', () =>
    withCached(async (federation) => {
      const { inventory } = locateState(federation.trees.a.registryFile)
      const before = readFileSync(inventory, 'utf8')
      rmSync(inventory)
      poisonParty(federation, MEMBERS.b.id, (party) => ({ ...party, address: { ip: '10.221.0.99', port: 1 } }))

      assert.is((await run(federation, 'reconcile')).exitCode, 0)

      assert.equal(entriesIn(readFileSync(inventory, 'utf8')), entriesIn(before))
    }))

  test('never deletes a registration', () =>
    withCached(async (federation) => {
      poison(federation.trees.a, (remembered) => {
        const parties = remembered.federation.parties.filter(({ id }) => id !== MEMBERS.b.id)
        const removed = remembered.federation.parties.filter(({ id }) => id === MEMBERS.b.id)
        const listed = removed.map(({ id }) => ({ id, reason: undefined }))
        return { ...remembered, federation: { ...remembered.federation, parties, removed: listed } }
      })

      assert.is((await run(federation, 'reconcile')).exitCode, 0)

      assert.ok(MEMBERS.b.id in readRegistrations(federation.trees.a))
    }))

  test('never hides a private key that is committed later', () =>
    withCached(async (federation) => {
      await commit(federation, { 'federation/b.key': (await certificateOf('b')).privateKeyPem })

      const { exitCode, stderr } = await run(federation, 'reconcile')

      assert.is(exitCode, 26)
      assert.match(stderr, 'private key')
    }))
})

/** Lends a federation whose component `a` has registered everybody, and remembers what it verified. */
function withCached(body: (federation: TestFederation) => void | Promise<void>): Promise<void> {
  return withFederation(async (federation) => {
    assert.is((await run(federation, 'reconcile')).exitCode, 0)
    await body(federation)
  })
}

interface RunOptions extends Partial<World> {
  readonly argument?: string
  readonly flags?: readonly string[]
}

function run(
  federation: TestFederation,
  command: 'plan' | 'reconcile' | 'deny',
  { argument, flags = [], ...world }: RunOptions = {},
): Promise<Captured> {
  const component = ['--component', federation.trees.a.directory]
  const source = command === 'deny' ? [] : ['--federation', federation.directory]
  const offline = command === 'reconcile' ? ['--offline'] : []
  const given = argument === undefined ? [] : [argument]
  return capture([command, ...given, ...component, ...source, ...offline, ...flags], world)
}

function planOf(federation: TestFederation, directory: string = federation.directory): readonly string[] {
  return ['plan', '--component', federation.trees.a.directory, '--federation', directory]
}

/** Plans as text and as JSON: everything that somebody can see. */
async function planBothWays(federation: TestFederation): Promise<readonly Captured[]> {
  return [await capture(planOf(federation)), await capture([...planOf(federation), '--format', 'json'])]
}

async function namedFederation(federation: TestFederation, world: Partial<World> = {}): Promise<unknown> {
  const { json } = await captureJson(planOf(federation), world)
  return json['federation']
}

function commit({ repository }: TestFederation, files: Readonly<Record<string, string>>): Promise<string> {
  repository.write(files)
  return repository.commit('Change something')
}

function poisonName({ trees }: TestFederation): void {
  poison(trees.a, (remembered) => ({ ...remembered, federation: { ...remembered.federation, name: 'poisoned' } }))
}

function poisonParty({ trees }: TestFederation, partyId: string, change: (party: Party) => Party): void {
  poison(trees.a, (remembered) => {
    const parties = remembered.federation.parties.map((party) => (party.id === partyId ? change(party) : party))
    return { ...remembered, federation: { ...remembered.federation, parties } }
  })
}

function clockAt(now: number): World['clock'] {
  return { ...realWorld().clock, now: () => now }
}

/** Every file below a directory, with what tells of a write; the lock comes and goes, and touches its directory. */
function filesOf(directory: string): readonly string[] {
  return recordTree(directory).filter((line) => !line.startsWith('. '))
}

function entriesIn(inventory: string): readonly unknown[] {
  const { entries } = JSON.parse(inventory) as { readonly entries: readonly Readonly<Record<string, unknown>>[] }
  return entries.map((entry) => ({ ...entry, time: 0 }))
}

import { appendFileSync, readdirSync, readFileSync, truncateSync } from 'node:fs'
import { basename, join } from 'node:path'
import * as assert from 'uvu/assert'
import { EMPTY_INVENTORY, type Inventory } from '../../../src/domain/inventory.ts'
import { scanRegistry } from '../../../src/fedbiomed/registry/scan.ts'
import { diagnose, type Diagnosis } from '../../../src/io/registry/diagnosis.ts'
import { appendAudit } from '../../../src/io/state/audit.ts'
import { findGoodBackup, listBackups, pruneBackups, saveBackup } from '../../../src/io/state/backups.ts'
import { parseDenied, parseInventory, renderDenied, renderInventory } from '../../../src/io/state/inventory-format.ts'
import { decodeJournal, encodeJournal, type Journal } from '../../../src/io/state/journal.ts'
import { locateState } from '../../../src/io/state/state-directory.ts'
import { makeDisk, replaceFile } from '../../../src/io/world/disk.ts'
import { realWorld } from '../../../src/io/world/world.ts'
import { aFingerprint, anAddress, anEntry } from '../../helpers/builders.ts'
import { aPartyId } from '../../helpers/certificates.ts'
import { withDirectory } from '../../helpers/directory.ts'
import { suite } from '../../helpers/suite.ts'
import { systemError } from '../../helpers/system-error.ts'

const disk = makeDisk(realWorld())
const DAY_MS = 86_400_000
const NOW = Date.UTC(2026, 10, 1)

suite('audit log', (test) => {
  const lines = ['{"record":"n-0"}', '{"record":"n-1","text":"é"}', '{"record":"n-2"}']
  const whole = lines.map((line) => `${line}\n`).join('')

  for (let cut = 0; cut <= Buffer.byteLength(whole); cut += 1) {
    test(`neither loses nor doubles a line that was cut off after byte ${cut}`, () =>
      withDirectory({ log: `{"record":"old"}\n${whole}` }, (directory) => {
        const path = join(directory, 'log')
        truncateSync(path, '{"record":"old"}\n'.length + cut)

        appendAudit(disk, path, lines)
        appendAudit(disk, path, lines)

        assert.is(readFileSync(path, 'utf8'), `{"record":"old"}\n${whole}`)
      }))
  }

  test('begins a line of its own behind one that is not ours', () =>
    withDirectory({ log: 'half a li' }, (directory) => {
      appendAudit(disk, join(directory, 'log'), lines)

      assert.is(readFileSync(join(directory, 'log'), 'utf8'), `half a li\n${whole}`)
    }))

  test('writes nothing for nothing, and finds a line behind much text', () =>
    withDirectory({}, (directory) => {
      const path = join(directory, 'log')
      appendAudit(disk, path, [])
      assert.equal(readdirSync(directory), [])

      appendAudit(disk, path, lines)
      appendFileSync(path, `${'x'.repeat(60_000)}\n`)
      appendAudit(disk, path, lines)

      assert.is(readFileSync(path, 'utf8').split('n-1').length, 2)
    }))
})

suite('backups', (test) => {
  test('keep a generation for each content, and the newest 10', () =>
    withDirectory({}, (directory) => {
      const first = saveBackup(disk, directory, { bytes: Buffer.from('{}'), now: NOW, reason: {} })
      assert.is(saveBackup(disk, directory, { bytes: Buffer.from('{}'), now: NOW + 1, reason: {} }), first)
      for (let index = 0; index < 30; index += 1) {
        saveBackup(disk, directory, { bytes: Buffer.from(`{"a": ${index}}`), now: NOW + 1000 * index, reason: {} })
      }

      assert.is(pruneBackups(disk.files, directory, NOW), undefined)

      const kept = readdirSync(directory).sort()
      assert.is(kept.length, 10)
      assert.is(readFileSync(join(directory, kept.at(-1) ?? ''), 'utf8'), '{"a": 29}')
    }))

  test('sort in the order in which they were made, also where the clock was set back', () =>
    withDirectory({}, (directory) => {
      saveBackup(disk, directory, { bytes: Buffer.from('{"a": 1}'), now: NOW, reason: {} })
      const later = saveBackup(disk, directory, { bytes: Buffer.from('{}'), now: NOW - DAY_MS, reason: { restore: 1 } })

      const [newest] = listBackups(disk.files, directory)

      assert.is(newest?.name, basename(later))
      assert.is(newest?.time, NOW + 1)
      assert.equal(newest?.reason, { restore: 1 })
    }))

  test('of an earlier version, whose names give no reason, are listed, and other files are not', () =>
    withDirectory(
      { '20261101T120000000Z-0123456789abcdef.json': '{}', '20261101T120000000Z-x.json': '' },
      (directory) => {
        const [backup, another] = listBackups(disk.files, directory)

        assert.is(backup?.time, Date.UTC(2026, 10, 1, 12))
        assert.equal(backup?.reason, {})
        assert.is(another, undefined)
      },
    ))

  test('keep the last of each of 30 days', () =>
    withDirectory({}, (directory) => {
      for (let day = 59; day >= 0; day -= 1) {
        for (const hour of [1, 2]) {
          const now = NOW - day * DAY_MS + hour * 3_600_000
          saveBackup(disk, directory, { bytes: Buffer.from(`{"a": ${day}, "b": ${hour}}`), now, reason: {} })
        }
      }

      pruneBackups(disk.files, directory, NOW + 3 * 3_600_000)

      const kept = readdirSync(directory).sort()
      assert.is(new Set(kept.map((name) => name.slice(0, 8))).size, 31)
      assert.is(kept.length, 31 + 5)
      assert.match(kept[0] ?? '', /^20261002T02/)
    }))

  test('keep at most 256 MiB, but the newest in any case', () =>
    withDirectory({}, (directory) => {
      for (let index = 0; index < 6; index += 1) {
        const path = saveBackup(disk, directory, {
          bytes: Buffer.from(`{"a": ${index}}`),
          now: NOW + index * DAY_MS,
          reason: {},
        })
        truncateSync(path, 60 * 1_048_576)
      }

      pruneBackups(disk.files, directory, NOW + 6 * DAY_MS)
      assert.is(readdirSync(directory).length, 4)

      const largest = saveBackup(disk, directory, { bytes: Buffer.from('{"a": 9}'), now: NOW + 7 * DAY_MS, reason: {} })
      truncateSync(largest, 300 * 1_048_576)
      pruneBackups(disk.files, directory, NOW + 7 * DAY_MS)
      assert.is(readdirSync(directory).length, 1)
    }))

  test('leave other files alone, and tell when they cannot be deleted', () =>
    withDirectory({ 'notes.txt': '' }, (directory) => {
      for (let index = 0; index < 12; index += 1) {
        saveBackup(disk, directory, { bytes: Buffer.from(`{"a": ${index}}`), now: NOW + index, reason: {} })
      }
      const unlink = (): never => {
        throw systemError('EROFS', 'unlink')
      }

      assert.is(pruneBackups({ ...disk.files, unlink }, directory, NOW)?.code, 'BACKUPS_NOT_PRUNED')
      assert.is(pruneBackups(disk.files, directory, NOW), undefined)
      assert.ok(readdirSync(directory).includes('notes.txt'))
    }))

  test('are good when they scan: the newest such one is named', () =>
    withDirectory({}, (directory) => {
      assert.is(findGoodBackup(disk.files, directory), undefined)
      const good = saveBackup(disk, directory, { bytes: Buffer.from('{}'), now: NOW, reason: {} })
      saveBackup(disk, directory, { bytes: Buffer.from('{"a": '), now: NOW + 1, reason: {} })

      assert.is(findGoodBackup(disk.files, directory), basename(good))
      assert.is(findGoodBackup(disk.files, join(directory, 'nowhere')), undefined)
    }))
})

suite('journal', (test) => {
  const journal: Journal = {
    time: NOW,
    identity: '1:2',
    before: Buffer.from('{"a": "é"}'),
    after: Buffer.from('{"a": "é", "b": 1}'),
    changes: [
      { partyId: 'NODE_b', entry: anEntry(), auditLine: '{"record":"n-0"}' },
      { partyId: 'NODE_c', entry: undefined, auditLine: '{"record":"n-1"}' },
    ],
    records: ['{"kind":"restore"}'],
  }
  const bytes = Buffer.concat(encodeJournal(journal))

  test('is read as it was written', () => {
    assert.equal(decodeJournal(bytes), journal)
  })

  test('is damaged when any byte is changed or missing', () => {
    for (let index = 0; index < bytes.length; index += 1) {
      const changed = Buffer.from(bytes)
      changed[index] = (changed[index] ?? 0) ^ 1
      assert.is(decodeJournal(changed), 'damaged', `byte ${index}`)
      assert.is(decodeJournal(bytes.subarray(0, index)), 'damaged', `${index} bytes`)
    }
    assert.is(decodeJournal(Buffer.concat([bytes, Buffer.from(' ')])), 'damaged')
  })
})

suite('inventory file', (test) => {
  const entries = [anEntry(), anEntry({ partyId: aPartyId('NODE_a'), address: undefined })]
  const inventory: Inventory = {
    federation: 'oncology-network',
    revision: 'abc',
    entries: new Map(entries.map((entry) => [entry.partyId, entry])),
  }

  test('is read as it was written, and equal inventories are written alike', () => {
    const reversed = { ...inventory, entries: new Map([...inventory.entries].reverse()) }

    const component = aPartyId('NODE_self')
    const text = renderInventory({ component, inventory })
    assert.is(text, renderInventory({ component, inventory: reversed }))
    assert.equal(parseInventory(text), { component, inventory: reversed })
    const empty = { component: undefined, inventory: EMPTY_INVENTORY }
    assert.equal(parseInventory(renderInventory(empty)), empty)
  })

  const entry = { ...anEntry(), address: anAddress() }
  const damages: readonly { readonly name: string; readonly entries: readonly unknown[] }[] = [
    { name: 'one party twice', entries: [entry, entry] },
    { name: 'no party id', entries: [{ ...entry, partyId: '../x' }] },
    { name: 'no fingerprint', entries: [{ ...entry, fingerprint: aFingerprint('x').slice(1, 40) }] },
    { name: 'a time that is no number', entries: [{ ...entry, time: 'now' }] },
    { name: 'an address without port', entries: [{ ...entry, address: { ip: '10.0.0.1' } }] },
    { name: 'an address that is none', entries: [{ ...entry, address: '10.0.0.1:1' }] },
  ]
  for (const { name, entries: damaged } of damages) {
    test(`is damaged when it holds ${name}`, () => {
      assert.is(parseInventory(JSON.stringify({ schemaVersion: 1, revision: 'none', entries: damaged })), 'damaged')
    })
  }

  test('is damaged when the component in it is none', () => {
    for (const component of ['', '../x', 1, null]) {
      const text = JSON.stringify({ schemaVersion: 1, component, revision: 'none', entries: [] })
      assert.is(parseInventory(text), 'damaged', text)
    }
  })

  test('of denied parties is read as it was written', () => {
    assert.equal(parseDenied(renderDenied(['b', 'a', 'b'])), new Set(['a', 'b']))
  })
})

suite('diagnosis of an interrupted write', (test) => {
  const before = '{"A": {"1": 1}}'
  const after = '{"A": {"1": 1}, "Certificates": {}}'
  const reserved = before.padEnd(after.length)
  const cases: readonly (readonly [name: string, text: string, expected: Diagnosis])[] = [
    ['the new image is written', after, 'written'],
    ['the old image is untouched', before, 'untouched'],
    ['the old image is untouched with spaces behind', reserved, 'untouched'],
    ['a beginning of the new image is torn', after.slice(0, 20) + reserved.slice(20), 'torn'],
    ['an end of the new image is torn', reserved.slice(0, 20) + after.slice(20), 'torn'],
    ['a new image that was cut is torn', after.slice(0, 20), 'torn'],
    ['an appended part that a power cut lost is torn', before.padEnd(after.length, '\0'), 'torn'],
    ['a lost part that nobody had appended is damaged', `\0${after.slice(1)}`, 'damaged'],
    ['junk behind the new image is overrun', `${after}}`, 'overrun'],
    ['another whole image is of somebody else', '{"A": {"1": 2}}', 'changed-since'],
    ['no byte at all is of somebody else', '', 'changed-since'],
    ['anything else is damaged', '{"A": {"2', 'damaged'],
  ]
  for (const [name, text, expected] of cases) {
    test(name, () => {
      const bytes = Buffer.from(text)
      const images = { before: Buffer.from(before), after: Buffer.from(after) }

      assert.is(diagnose({ bytes, scan: scanRegistry(bytes) }, images), expected)
    })
  }

  test('finds every mixture of old and new bytes torn, valid JSON or not', () => {
    const images = { before: Buffer.from(before), after: Buffer.from(after) }
    for (let cut = 1; cut < after.length; cut += 1) {
      const bytes = Buffer.from(after.slice(0, cut) + reserved.slice(cut))
      const expected: readonly Diagnosis[] = bytes.equals(images.after) ? ['written'] : ['torn', 'untouched']
      assert.ok(expected.includes(diagnose({ bytes, scan: scanRegistry(bytes) }, images)), `cut at ${cut}`)
    }
  })

  for (const text of ['', '{}', '{}        ', '{']) {
    test(`of a registry that was empty knows '${text}'`, () => {
      const bytes = Buffer.from(text)
      const images = { before: Buffer.alloc(0), after: Buffer.from('{"Certificates": {}}') }

      assert.is(diagnose({ bytes, scan: scanRegistry(bytes) }, images), text === '{' ? 'torn' : 'untouched')
    })
  }
})

suite('files of ours', (test) => {
  test('are replaced whole, also where a crash left a temporary file', () =>
    withDirectory({ 'file.tmp': 'left', file: 'old' }, (directory) => {
      replaceFile(disk, join(directory, 'file'), [Buffer.from('new'), Buffer.from('er')])

      assert.equal(readdirSync(directory), ['file'])
      assert.is(readFileSync(join(directory, 'file'), 'utf8'), 'newer')
    }))

  for (const [file, name] of [
    ['/var/db_NODE_x.json', 'db_NODE_x'],
    ['/var/registry', 'registry'],
    ['/var/.json', '.json'],
  ] as const) {
    test(`of the registry ${file} lie in ${name}`, () => {
      assert.is(locateState(file).path, `/var/fbm-gitops/${name}`)
    })
  }
})

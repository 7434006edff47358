import { execFileSync } from 'node:child_process'
import * as assert from 'uvu/assert'
import { makeProblem } from '../../../src/domain/problem.ts'
import { suite } from '../../helpers/suite.ts'

const REASON = 'the disk reported an error (EIO, read)'
const SCAN = { offset: 1, size: 2, found: 'a list' }

/** Every remedy about the registry, and what lies beside it, that names a path. */
const REMEDIES: Readonly<Record<string, (file: string) => string>> = {
  BACKUPS_NOT_PRUNED: (file) => makeProblem('BACKUPS_NOT_PRUNED', {}, { file, reason: REASON }).remedy,
  DENY_LIST_UNREADABLE: (file) => makeProblem('DENY_LIST_UNREADABLE', {}, { file, reason: REASON }).remedy,
  INVENTORY_OF_ANOTHER: (file) =>
    makeProblem('INVENTORY_OF_ANOTHER', {}, { file, registry: file, id: 'NODE_a', other: 'NODE_b' }).remedy,
  INVENTORY_UNREADABLE: (file) => makeProblem('INVENTORY_UNREADABLE', {}, { file, reason: REASON }).remedy,
  REGISTRY_DAMAGED: (file) => makeProblem('REGISTRY_DAMAGED', {}, { file, backup: file }).remedy,
  REGISTRY_LINKED: (file) => makeProblem('REGISTRY_LINKED', {}, { file, links: 2 }).remedy,
  REGISTRY_OVERTAKEN: (file) => makeProblem('REGISTRY_OVERTAKEN', {}, { file, backup: file }).remedy,
  REGISTRY_SYMLINK: (file) => makeProblem('REGISTRY_SYMLINK', {}, { file }).remedy,
  REGISTRY_UNREADABLE: (file) => makeProblem('REGISTRY_UNREADABLE', {}, { file, reason: REASON }).remedy,
  REGISTRY_WORLD_WRITABLE: (file) => makeProblem('REGISTRY_WORLD_WRITABLE', {}, { file }).remedy,
  STATE_DIRECTORY_PERMS: (file) =>
    makeProblem('STATE_DIRECTORY_PERMS', {}, { file, expected: 'a directory', found: 'a file' }).remedy,
}

const HOSTILE: readonly string[] = [
  "/srv/l'hopital/db.json",
  "/srv/x'; touch owned; '/db.json",
  '/srv/\u001b[2J$(touch owned)`id`/db.json',
  `/srv/${'long/'.repeat(100)}db.json`,
]

/** Reads the command at the end of a remedy as a shell does, but runs nothing of it: every command only lists its words. */
function wordsOf(remedy: string): readonly string[] {
  const command = remedy.slice(remedy.lastIndexOf(': ') + 2)
  const list = `list() { printf '%s\\0' "$@"; }`
  const text = command
    .replace(/ <\(tr , '\\n' < (.*)\) <\(tr , '\\n' < (.*)\)$/s, ' $1 $2')
    .replace(/"\$\((.*)\)"$/s, '$1')
  return execFileSync('bash', ['-c', `${list}; list ${text}`], { encoding: 'utf8' }).split('\0')
}

suite('remedies about the registry', (test) => {
  for (const [code, remedyOf] of Object.entries(REMEDIES)) {
    test(`name the very path, whatever is in it: ${code}`, () => {
      for (const file of HOSTILE) assert.ok(wordsOf(remedyOf(file)).includes(file), remedyOf(file))
    })
  }

  test('name the very path also where the command stands in brackets', () => {
    const [file = ''] = HOSTILE
    const { remedy } = makeProblem('REGISTRY_ROW_TWICE', {}, { file, ...SCAN })

    assert.match(remedy, `(python3 -m json.tool '/srv/l'\\''hopital/db.json')`)
  })
})

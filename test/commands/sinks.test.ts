import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import * as assert from 'uvu/assert'
import { COMMANDS, type CommandLine, type CommandName } from '../../src/command-line/table.ts'
import { capture, captureJson, type Captured } from '../helpers/capture.ts'
import { withDirectory } from '../helpers/directory.ts'
import { manifestOf, withFederation, type TestFederation } from '../helpers/federation.ts'
import { HOSTILE_TEXTS, RUNNER_COMMAND, UNSEEN } from '../helpers/hostile.ts'
import { suite } from '../helpers/suite.ts'

/** What never ends, and what shows nothing that others wrote. */
const LEFT_OUT: readonly CommandName[] = ['watch', 'demo']

/** Texts that a system call, an argument or a commit takes. */
const TEXTS = HOSTILE_TEXTS.map((text) =>
  text
    .replaceAll('\u0000', '')
    .replace(/\p{Surrogate}/gu, '')
    .trim(),
)

/** What stands in a commit: its subject is one line. */
const SUBJECTS: readonly string[] = [
  '::error file=a,line=1::subject',
  TEXTS.filter((text) => text.length < 300)
    .join(' ')
    .replace(/[\r\n]/g, ' '),
]

suite('what others wrote, in what a command says', (test) => {
  for (const [name, line] of Object.entries(COMMANDS)) {
    if (LEFT_OUT.some((each) => each === name)) continue
    test(`commands no terminal and no runner where ${name} was given it`, () =>
      withDirectory({}, async (directory) => {
        for (const text of HOSTILE_TEXTS) {
          for (const argv of commandLinesOf(line, name, text)) {
            assertHarmless(await capture(argv, { cwd: directory }), text)
          }
          // The same problem is written by one writer as JSON, whichever flag it is about.
          const [first = []] = commandLinesOf(line, name, text)
          assertHarmless(await capture([...first, '--format', 'json'], { cwd: directory }), text)
        }
      }))
  }

  test('commands none where it is the subject or the author of a commit', () =>
    withFederation(async (federation) => {
      for (const [index, subject] of SUBJECTS.entries()) {
        federation.repository.write({ 'federation/federation.yaml': `${manifestOf()}# ${index}\n` })
        federation.repository.plumb([
          'commit',
          '--quiet',
          '--all',
          '--author',
          `${subject.replace(/[<>]/g, '')} <a@example.org>`,
          '-m',
          subject,
        ])
        for (const argv of readingLines(federation)) await assertHarmlessInBoth(argv, subject)
      }
    }))

  test('commands none where it stands in a manifest', () =>
    withFederation(async (federation) => {
      for (const text of TEXTS) {
        const value = JSON.stringify(text)
        const manifest = `${manifestOf()}${value}: ${value}\nremoved:\n  - id: ${value}\n    reason: ${value}\n`
        writeFileSync(join(federation.directory, 'federation.yaml'), manifest)
        await assertHarmlessInBoth(['validate', federation.directory], text)
      }
    }))

  test('commands none where it stands in a registry', () =>
    withFederation(async (federation) => {
      const rows = HOSTILE_TEXTS.map((text) => ({
        certificate: text,
        party_id: text,
        component: text,
        ip: text,
        port: text,
      }))
      writeFileSync(
        federation.trees.a.registryFile,
        JSON.stringify({ Certificates: Object.fromEntries(rows.entries()) }),
      )
      for (const argv of readingLines(federation)) await assertHarmlessInBoth(argv, 'registry')
    }))
})

function commandLinesOf({ argument, flags }: CommandLine, name: string, text: string): readonly (readonly string[])[] {
  const flag = flags.includes('component') ? 'component' : flags.includes('federation') ? 'federation' : text
  return [
    [name, ...(argument?.[0].startsWith('<') === true ? ['x'] : []), `--${flag}=${text}`],
    [name, '--', text],
  ]
}

function readingLines({ locate, directory }: TestFederation): readonly (readonly string[])[] {
  return [
    ['plan', ...locate('a')],
    ['explain', 'b', ...locate('a')],
    ['doctor', ...locate('a')],
    ['reconcile', ...locate('a'), '--mode', 'report'],
    ['config', 'show', ...locate('a')],
    ['validate', directory],
  ]
}

async function assertHarmlessInBoth(argv: readonly string[], text: string): Promise<void> {
  assertHarmless(await capture(argv), text)
  assertHarmless(await captureJson(argv), text)
}

function assertHarmless({ stdout, stderr }: Captured, text: string): void {
  for (const written of [stdout, stderr]) {
    assert.not.match(written, UNSEEN, text)
    assert.not.match(written, RUNNER_COMMAND, text)
  }
}

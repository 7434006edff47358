import * as assert from 'uvu/assert'
import { COMMANDS } from '../../src/command-line/table.ts'
import { quoteForShell } from '../../src/domain/quote.ts'
import { wrap } from '../../src/render/words.ts'
import { suite } from '../helpers/suite.ts'

const WIDTH = 40

suite('the breaking of lines', (test) => {
  test('fills lines up to the width, with words whole', () => {
    assert.equal(wrap('one two three four five six seven', 2, 22), ['  one two three four', '  five six seven'])
    assert.equal(wrap('an-indivisible-word-of-its-own', 2, 22), ['  an-indivisible-word-of-its-own'])
  })

  test('leaves a text as it is where nobody knows the width', () => {
    assert.equal(wrap('a  text with `fbm-gitops plan` in it', 2, undefined), ['  a  text with `fbm-gitops plan` in it'])
  })

  for (const { text, command } of [
    ...Object.keys(COMMANDS).map((name) => {
      const command = `fbm-gitops ${name} --component '/a directory' --adopt NODE_a`
      return { text: `If it is meant as it stands: ${command}`, command }
    }),
    ...[
      'git -C .. add . && git -C .. commit',
      'git clone /srv/federation.git',
      'git lfs untrack certificates/a.pem && git add --renormalize .',
      'cp -- /state/backup.json /var/registry.json',
      'rm -- /var/fbm-gitops/db_NODE_a/inventory.json',
      'chmod o-w -- /a/very/long/path/to/registry.json',
      'ls -la -- /a/very/long/path/to/registry.json',
      'find / -xdev -samefile /var/registry.json',
      "diff <(tr , '\\n' < /a/b.json) <(tr , '\\n' < /c/d.json)",
      'docker exec -u 1000 node fbm-gitops reconcile',
      './scripts/fedbiomed_run node certificate generate',
      'fedbiomed node --path DIR certificate generate',
      `rm -- ${quoteForShell('/a b. C/it’s, "not" it')}`,
      `rm -- ${quoteForShell("/it's a directory. Really")}`,
    ].map((command) => ({ text: `Look at it and then delete it: ${command}`, command })),
    {
      text: 'Compare by telephone: fbm-gitops fingerprint hospital-d. To take the declared values: fbm-gitops plan',
      command: 'fbm-gitops fingerprint hospital-d.',
    },
    {
      text: 'Check the fingerprint by telephone (fbm-gitops fingerprint --component /a). If it is right: nothing.',
      command: '(fbm-gitops fingerprint --component /a).',
    },
    {
      text: 'Delete it as soon as you can, then run `fbm-gitops reconcile --component /a/b`: it goes on.',
      command: '`fbm-gitops reconcile --component /a/b`:',
    },
  ]) {
    test(`never breaks the command ${command}`, () => {
      const lines = wrap(text, 4, WIDTH)

      assert.ok(lines.length > 1)
      assert.ok(
        lines.some((line) => line.includes(command)),
        lines.join('\n'),
      )
      assert.is(lines.map((line) => line.slice(4)).join(' '), text)
    })
  }

  test('goes on breaking between words behind a command', () => {
    const lines = wrap('Run fbm-gitops plan. After that there is a great deal more to be read than fits.', 4, WIDTH)

    assert.ok(lines.every((line) => line.length <= WIDTH))
  })

  test('breaks a hostile text in no time', () => {
    for (const part of ["' ", "'' ", 'a. ', "'a\u00a0", '" ', '` ', ' (fbm-gitops plan '.trimStart()]) {
      const text = `fbm-gitops plan ${part.repeat(2000)}\u00a0\``
      assert.is(wrap(text, 0, WIDTH).join(' '), text)
    }
  })
})

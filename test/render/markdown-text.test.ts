import * as assert from 'uvu/assert'
import fc from 'fast-check'
import { escapeText } from '../../src/domain/quote.ts'
import { escapeMarkdown, renderMarkdownBlock, renderMarkdownCode } from '../../src/render/markdown-text.ts'
import { findMarkup, readMarkdown, TRIGGERS } from '../helpers/markdown.ts'
import { suite } from '../helpers/suite.ts'

/** What people and attackers write, each with a part of Markdown, of HTML or of a forge's own syntax in it. */
const TEXTS: readonly string[] = [
  'a | b \\| c',
  '`code` ``more`` ` open',
  '[link](https://example.org) [ref][1] [^1] [x]: https://example.org',
  '![image](https://example.org/x.png)',
  '@team and @org/team, mail a.b@example.org',
  'see #123, GH-123, org/repo#123, !12 %12 ~12 &12 $12 ~"a label" %"a milestone"',
  '<script>alert(1)</script><img src=x onerror=alert(1)>',
  '<!-- comment --> <a href="javascript:alert(1)">x</a> &lt;b&gt; &#64;team &amp;',
  '# heading',
  '> quotation',
  '- item',
  '+ item',
  '1. item',
  '12) item',
  '/close',
  '--- ',
  '***',
  '===',
  '    indented code',
  '~~~',
  '```',
  'javascript:alert(1)',
  'https://example.org www.example.org http://x ftp://example.org mailto:a@example.org xmpp:a@b.c',
  'a_www.example.org b*www.example.org c~www.example.org d(www.example.org',
  ':x: :+1: :-1: ::error file=a::b',
  '$x^2$ $$y$$ $`z`$ \\(a\\) \\[b\\]',
  '**bold** __bold__ *a* _a_ ~~gone~~ ~a~ ==mark==',
  '[[_TOC_]] [[page]] [TOC] {+ in +} {- out -} [+ in +] [- out -]',
  'two\nlines\r\n\r\nand a paragraph\u2028more',
  '\u001b[31mred\u0007\u202eright\u200bzero\ud800',
  '[ ] task [x] task',
  'CVE-2024-1234 GHSA-aaaa-bbbb-cccc',
  ' two  spaces ',
  '\\',
  'ends with \\',
  '&',
  '<',
  '|',
  '|-|-|',
  ':-: | :-:',
  ':--',
]

/** Where a renderer puts text, and how the same document reads without it. */
const PLACES: readonly { readonly name: string; readonly write: (text: string) => string }[] = [
  { name: 'a paragraph', write: (text) => text },
  { name: 'the next line of a paragraph', write: (text) => `begins\n${text}` },
  { name: 'the middle of a line', write: (text) => `begins ${text} ends` },
  { name: 'a list', write: (text) => `- ${text}` },
  { name: 'a heading', write: (text) => `## ${text}` },
  { name: 'a table', write: (text) => `| a | b |\n| --- | --- |\n| ${text} | ${text} |` },
  { name: 'emphasis', write: (text) => `x **${text}**` },
  { name: 'a summary', write: (text) => `<details><summary>${text}</summary>\n\nx\n\n</details>` },
]

suite('Markdown text', (test) => {
  for (const { name, write } of PLACES) {
    test(`shows any text as it is, and makes nothing of it, in ${name}`, () => {
      for (const text of TEXTS) assertShows(write, escapeMarkdown, text)
    })
    test(`shows any text as code, and makes nothing of it, in ${name}`, () => {
      for (const text of TEXTS) assertShows(write, renderMarkdownCode, text)
    })
  }

  test('holds for texts that nobody thought of', () => {
    const pieces = fc.constantFrom(
      ...TEXTS,
      ...Array.from('|`[]()<>@#$:!*_~&\\^{}"\'-+=/. \n\t'),
      'a',
      '1',
      'www.',
      '://',
    )
    const texts = fc.array(pieces, { minLength: 1, maxLength: 12 }).map((parts) => parts.join(''))
    fc.assert(
      fc.property(
        texts,
        fc.constantFrom(...PLACES),
        fc.constantFrom(escapeMarkdown, renderMarkdownCode),
        (text, { write }, escape) => {
          assertShows(write, escape, text)
        },
      ),
      { numRuns: 150 },
    )
  })

  test('finds the markup that text has when it is not escaped', () => {
    for (const text of ['[a](b)', '*a*', '<b>a</b>', 'https://example.org', 'a@example.org', '`a`', '# a', '- a']) {
      assert.is.not(findMarkup(readMarkdown(text)).join(), '', text)
    }
    for (const text of ['@team', '\\@team', '&#64;team', '\\#12', ':x:', '\\$a\\$', 'https\\://example.org']) {
      assert.ok(
        readMarkdown(text).texts.some((part) => TRIGGERS.test(part)),
        text,
      )
    }
  })

  test('writes each mark as a reference by itself, since its partner may stand in the next text of a line', () => {
    const marks = Array.from('\\`*[]|~<>&', (mark) => [`a${mark}b`, mark] as const)
    for (const [text, mark] of [...marks, ['_b', '_'], ['b_', '_']] as const) {
      const written = escapeMarkdown(text)
      assert.match(written, `&#${mark.charCodeAt(0)};`, text)
      assert.is(written.replaceAll(/&#\d+;|<\/?span>/g, '').includes(mark), false, text)
    }
    assert.is(escapeMarkdown('a_b'), 'a_b')
  })

  test('begins no quick action of GitLab, which is looked for before anything is parsed', () => {
    assert.is(escapeMarkdown('/close'), '&#47;close')
  })

  test('writes lines as a block that no line can end', () => {
    const { html, elements } = readMarkdown(renderMarkdownBlock(['```', 'a | <b> @team', '````', '\u001b[0m']))
    assert.equal(html.textContent.trimEnd().split('\n'), ['```', 'a | <b> @team', '````', '\\u{1b}[0m'])
    assert.equal(elements, ['pre', 'code'])
  })
})

/** The document with the text in it must read as the one with a word in its place. */
function assertShows(write: (text: string) => string, escape: (text: string) => string, text: string): void {
  const markdown = write(escape(text))
  const found = readMarkdown(markdown)
  const expected = readMarkdown(write('W'))
  const about = `${JSON.stringify(text)} as ${markdown}`

  assert.is(
    found.html.textContent,
    expected.html.textContent.replaceAll('W', () => escapeText(text)),
    about,
  )
  const own = new Set(['span', 'code'])
  assert.equal(
    found.elements.filter((name) => !own.has(name)),
    expected.elements,
    about,
  )
  for (const part of found.texts) assert.not.match(part, TRIGGERS, about)
}

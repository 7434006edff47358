import * as assert from 'uvu/assert'
import type { Declaration } from '../../../src/domain/declaration.ts'
import type { Party } from '../../../src/domain/party.ts'
import { makePreview } from '../../../src/domain/preview/make-preview.ts'
import { makeProblem } from '../../../src/domain/problem.ts'
import { previewToJson } from '../../../src/render/preview/json.ts'
import { renderInvalidMarkdown, renderPreviewMarkdown } from '../../../src/render/preview/markdown.ts'
import { renderPreview } from '../../../src/render/preview/text.ts'
import { renderJson } from '../../../src/render/json.ts'
import { makePlainStyle } from '../../../src/render/style.ts'
import { aCertificate, aFingerprint, anAddress, anId, NOW } from '../../helpers/builders.ts'
import { aDeclaration, aParty, aRevision } from '../../helpers/federations.ts'
import { assertGolden } from '../../helpers/golden.ts'
import { findMarkup, readMarkdown, TRIGGERS } from '../../helpers/markdown.ts'
import { assertMatchesSchema } from '../../helpers/schema.ts'
import { suite } from '../../helpers/suite.ts'

const style = makePlainStyle(80)

interface Case {
  readonly base: Declaration | undefined
  readonly head: Declaration
}

const BEFORE = { revision: aRevision('1', 'Begin') }
const AFTER = { revision: aRevision('3', 'Add hospital-c') }
/** Everything that text could mean to a terminal, a forge or a spreadsheet. */
const HOSTILE =
  '@team #1 | <img src=x onerror=alert(1)> [x](javascript:x) `y` ![z](http://z) \u001b[31m\u202e\n::set-output name=x::y\n# head'

const people = ['r', 'a', 'b'].map((label, index) => aParty(label, { address: anAddress(index + 2) }))

const CASES: Readonly<Record<string, Case>> = {
  mesh: {
    base: aDeclaration({ parties: [...people, aParty('gone', { address: anAddress(9) })] }, BEFORE),
    head: aDeclaration(
      {
        parties: [
          ...people.slice(0, 2),
          aParty('b', { address: anAddress(7), certificate: aCertificate('new b'), replaces: [aFingerprint('b')] }),
          aParty('c', { address: anAddress(8) }),
        ],
        removed: [{ id: anId('gone'), reason: 'study closed' }],
      },
      AFTER,
    ),
  },
  refused: {
    base: aDeclaration({ parties: [...people, aParty('gone'), aParty('left')] }, BEFORE),
    head: aDeclaration(
      {
        parties: [
          aParty('r', { address: anAddress(2), certificate: aCertificate('new r'), replaces: [aFingerprint('r')] }),
          aParty('a', { address: anAddress(3), certificate: aCertificate('new a') }),
          aParty('b', { address: anAddress(4), certificate: undefined }),
        ],
        removed: [{ id: anId('gone'), reason: undefined }],
      },
      {
        ...AFTER,
        problems: [
          {
            ...makeProblem('CERTIFICATE_MISSING', {}, { party: 'name-b', path: 'certificates/b.pem' }),
            party: anId('b'),
          },
        ],
      },
    ),
  },
  star: {
    base: aDeclaration({ profile: 'party', parties: people }, BEFORE),
    head: aDeclaration({ profile: 'mutual-tls', parties: people }, AFTER),
  },
  nothing: {
    base: aDeclaration({ parties: people }, BEFORE),
    head: aDeclaration({ parties: people.map((party) => ({ ...party, name: `${party.name}-x` })) }, AFTER),
  },
  hostile: {
    base: aDeclaration({ name: `before ${HOSTILE}`, parties: people }, { revision: aRevision('1', HOSTILE) }),
    head: aDeclaration(
      {
        name: HOSTILE,
        parties: [...people.slice(0, 2), aParty('c', { name: HOSTILE, address: anAddress(8) })],
        removed: [{ id: anId('b'), reason: HOSTILE }],
      },
      {
        revision: aRevision('3', HOSTILE),
        problems: [makeProblem('SOURCE_MISSING', { file: HOSTILE }, { directory: HOSTILE })],
      },
    ),
  },
}

suite('a preview', (test) => {
  for (const [name, comparison] of Object.entries(CASES)) {
    test(`is shown as text, as Markdown and as JSON: ${name}`, () => {
      const preview = makePreview(comparison)
      const markdown = renderPreviewMarkdown(preview)

      assertGolden(renderPreview(preview, style, NOW), new URL(`${name}.text.golden.txt`, import.meta.url))
      assertGolden(markdown, new URL(`${name}.markdown.golden.txt`, import.meta.url))
      const { exitCode, problems } = preview
      assertMatchesSchema(
        'plan-all',
        JSON.parse(renderJson({ command: 'plan', exitCode, problems }, previewToJson(preview))),
      )
      assert.ok(markdown.startsWith('<!-- fbm-gitops preview -->\n'))
    })
  }

  test('has no line wider than the terminal, save what is copied as a whole', () => {
    const name = (label: string): string => `hospital-${label}-${'of-a-long-name-'.repeat(4)}`.slice(0, 60)
    const longNames = Object.values(CASES).map(({ base, head }) => ({
      base: base && nameAll(base, name),
      head: nameAll(head, name),
    }))
    for (const comparison of [...Object.values(CASES), ...longNames]) {
      for (const width of [60, 80, 100]) {
        const lines = renderPreview(makePreview(comparison), makePlainStyle(width), NOW).split('\n')
        const wide = lines.filter(
          (line) => line.length > width && !/^ +(?:fbm-gitops |.*SHA256:[0-9a-f]{64}|.*\S{40,}$)/.test(line),
        )
        assert.equal(wide, [], String(width))
      }
    }
  })

  test('makes no markup, mention, link or command of what others wrote', () => {
    const preview = makePreview(CASES['hostile'] ?? { base: undefined, head: aDeclaration() })
    for (const markdown of [renderPreviewMarkdown(preview), renderInvalidMarkdown(preview.problems)]) {
      const read = readMarkdown(markdown)
      const allowed = /^(?:h[23]|strong|code|pre|span|ul|li|input|table|thead|tbody|tr|th|td|br|(?:type|disabled)=.*)$/

      assert.equal(
        findMarkup(read).filter((each) => !allowed.test(each)),
        [],
      )
      assert.equal(
        read.texts.filter((text) => TRIGGERS.test(text)),
        [],
      )
      assert.not.match(markdown, /^::|\u202e/m)
      assert.not(markdown.includes('\u001b'))
      assert.is(markdown.match(/<!--/g)?.length, 1)
    }
    const text = renderPreview(preview, style, NOW)
    assert.not.match(text, /\u202e|^::|^# head/m)
    assert.not(text.includes('\u001b'))
  })

  test('is readable at 300 parties: those that do the same are one group, and are counted', () => {
    const many = manyParties(300)
    const joins = makePreview({
      base: aDeclaration({ parties: many }, BEFORE),
      head: aDeclaration({ parties: [...many, aParty('x', { address: anAddress(1) })] }, AFTER),
    })
    const text = renderPreview(joins, style, NOW)

    assert.equal(
      joins.groups.map(({ members }) => members.length),
      [300, 1],
    )
    assert.match(text, '300 members: name-r, name-n1, name-n2, name-n3, name-n4, name-n5 and 294')
    assert.match(text, '… and 288 more changes')
    assert.ok(text.split('\n').length < 70, text)
    assert.ok(renderPreviewMarkdown(joins).length < 8000)
  })

  test('counts what members refuse, where it is too much to be listed', () => {
    const many = manyParties(30)
    const changed = many.map((party) => ({ ...party, certificate: aCertificate(`new ${party.name}`) }))
    const preview = makePreview({
      base: aDeclaration({ parties: many }, BEFORE),
      head: aDeclaration({ parties: changed }, AFTER),
    })
    const [row = ''] = renderPreviewMarkdown(preview).match(/^\| 30 members: .*$/m) ?? []
    assert.is(row.match(/\*\*REFUSES\*\*/g)?.length, 10)
    assert.match(row, '… and 20 more remarks')
    assert.match(renderPreview(preview, style, NOW), '… and 18 more remarks')
  })

  test('fits into a comment with all its totals, however many parties there are', () => {
    const preview = makePreview({ base: undefined, head: aDeclaration({ parties: manyParties(3000) }, AFTER) })
    const markdown = renderPreviewMarkdown(preview)

    assert.ok(markdown.length <= 65_536, String(markdown.length))
    assert.match(markdown, `${3000 * 2999} to register, in 3000 of 3000 components`)
    assert.match(markdown, /… \d+ more, 3000 certificates in all: /)
    assert.match(markdown, '3000 changes of the declaration, for which there is no room here: ')
    assert.match(markdown, `Desired state \`${preview.head.digest}\`.\n`)
    const problems = Array.from({ length: 3000 }, () =>
      makeProblem('SOURCE_MISSING', {}, { directory: '|'.repeat(100) }),
    )
    assert.ok(renderInvalidMarkdown(problems).length <= 65_536)
  })
})

function manyParties(count: number): readonly Party[] {
  return Array.from({ length: count }, (_, index) => {
    const label = index === 0 ? 'r' : `n${index}`
    return aParty(label, { address: { ip: `10.221.${index >> 8}.${index & 255}`, port: 14001 } })
  })
}

function nameAll(declaration: Declaration, name: (label: string) => string): Declaration {
  const { federation } = declaration
  return {
    ...declaration,
    federation: { ...federation, parties: federation.parties.map((party) => ({ ...party, name: name(party.id) })) },
  }
}

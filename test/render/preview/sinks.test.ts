import * as assert from 'uvu/assert'
import { escapeText } from '../../../src/domain/quote.ts'
import { makePreview } from '../../../src/domain/preview/make-preview.ts'
import type { Preview } from '../../../src/domain/preview/preview.ts'
import type { PartyId } from '../../../src/domain/party.ts'
import { makeProblem } from '../../../src/domain/problem.ts'
import { renderJson } from '../../../src/render/json.ts'
import { previewToJson } from '../../../src/render/preview/json.ts'
import { renderInvalidMarkdown, renderPreviewMarkdown } from '../../../src/render/preview/markdown.ts'
import { renderPreview } from '../../../src/render/preview/text.ts'
import { makePlainStyle } from '../../../src/render/style.ts'
import { anAddress, anId, NOW } from '../../helpers/builders.ts'
import { aDeclaration, aParty, aRevision } from '../../helpers/federations.ts'
import { HOSTILE_TEXTS, RUNNER_COMMAND, UNSEEN } from '../../helpers/hostile.ts'
import { readMarkdown, TRIGGERS } from '../../helpers/markdown.ts'
import { suite } from '../../helpers/suite.ts'

/** A word that means nothing to anybody. */
const HARMLESS = 'Word'

const FORMS: Readonly<Record<string, (preview: Preview) => string>> = {
  text: (preview) => renderPreview(preview, makePlainStyle(80), NOW),
  JSON: renderJsonPreview,
  Markdown: renderPreviewMarkdown,
  'Markdown of what is invalid': ({ problems }) => renderInvalidMarkdown(problems),
}

suite('what others wrote, in a preview', (test) => {
  for (const [form, render] of Object.entries(FORMS)) {
    test(`commands no terminal and no runner as ${form}, and is valid Unicode`, () => {
      for (const text of HOSTILE_TEXTS) {
        const written = render(aHostilePreview(text))
        assert.not.match(written, UNSEEN, text)
        assert.not.match(written, RUNNER_COMMAND, text)
        assert.is(Buffer.from(written).toString(), written, text)
      }
    })
  }

  for (const form of ['Markdown', 'Markdown of what is invalid']) {
    test(`makes no element, no attribute and nothing that a forge would act upon as ${form}`, () => {
      const read = (text: string): ReturnType<typeof readMarkdown> =>
        readMarkdown(FORMS[form]?.(aHostilePreview(text)) ?? '')
      const shapeOf = ({ elements }: ReturnType<typeof readMarkdown>): readonly string[] =>
        elements.filter((name) => name !== 'span')
      const plain = read(HARMLESS)
      for (const text of HOSTILE_TEXTS) {
        const found = read(text)
        assert.equal(shapeOf(found), shapeOf(plain), text)
        assert.equal(found.attributes, plain.attributes, text)
        for (const part of found.texts) assert.not.match(part, TRIGGERS, text)
      }
    })
  }

  test('is in JSON what it was, to the letter', () => {
    for (const text of HOSTILE_TEXTS) {
      const { members } = JSON.parse(renderJsonPreview(aHostilePreview(text))) as Preview
      assert.ok(
        members.some(({ name }) => name === text),
        escapeText(text),
      )
    }
  })
})

function renderJsonPreview(preview: Preview): string {
  const { exitCode, problems } = preview
  return renderJson({ command: 'plan', exitCode, problems }, previewToJson(preview))
}

/** A preview in which a text stands wherever something comes from others. */
function aHostilePreview(text: string): Preview {
  const people = ['r', 'a', 'b'].map((label, index) => aParty(label, { address: anAddress(index + 2) }))
  const preview = makePreview({
    base: aDeclaration({ parties: people }, { revision: aRevision('1', text) }),
    head: aDeclaration(
      {
        name: text,
        parties: [...people.slice(0, 2), aParty('c', { name: text, address: anAddress(8) })],
        removed: [{ id: anId('b'), reason: text }],
      },
      {
        revision: aRevision('3', text),
        problems: [makeProblem('SOURCE_MISSING', { file: text }, { directory: text })],
      },
    ),
  })
  // The domain quotes what it tells of others; no form relies on it.
  const finding = { ...makeProblem('SOURCE_MISSING', {}, { directory: text }), message: text, remedy: text }
  return {
    ...preview,
    groups: preview.groups.map((group) => ({ ...group, findings: [...group.findings, finding] })),
    checks: preview.checks.map((check) => ({ ...check, id: text as PartyId })),
    // A command that is too long for a comment is not shown there.
    tasks: preview.tasks.map((task) => ({ ...task, text, type: text.slice(0, 1000) })),
  }
}

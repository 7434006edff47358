import { escapeText } from '../../../domain/quote.ts'

/** A piece of a page. Only `html` makes it from values, and escapes each of them. */
export interface Html {
  readonly markup: string
}

/** What may stand in a template: a text, which is escaped, or what was made by `html` before. */
export type Content = string | number | Html | readonly Html[] | undefined

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

/**
 * Puts values into a template of HTML: each text in it becomes a text or the value of a quoted attribute and nothing else,
 * whatever it holds. What no one can see in it, or what changes what is seen, is shown as `\u{…}`.
 */
export function html(template: TemplateStringsArray, ...values: readonly Content[]): Html {
  const parts = template.map((part, index) => part.replace(/\n\s*/g, '\n') + render(values[index]))
  return { markup: parts.join('') }
}

/** Puts pieces side by side, with something between them. */
export function join(pieces: readonly Html[], between: Html): Html {
  return { markup: pieces.map(({ markup }) => markup).join(between.markup) }
}

/** An element whose text is one of our own: the style or the script of the page. */
export function verbatim(tag: 'style' | 'script', text: string): Html {
  return { markup: `<${tag}>${text}</${tag}>` }
}

/**
 * A block of data for the script of the page; texts in it have been made ready to be shown. Nothing in it can end it: a
 * browser that reads `<!--` or `</script` there would go on with the rest as if it were markup.
 */
export function dataBlock(id: string, value: object): Html {
  const json = JSON.stringify(value).replace(/[<>&]/g, toUnit)
  return html`<script type="application/json" id="${id}">
    ${{ markup: json }}
  </script>`
}

function render(value: Content): string {
  if (value === undefined) return ''
  if (typeof value === 'string') return escape(value)
  if (typeof value === 'number') return String(value)
  return 'markup' in value ? value.markup : value.map(({ markup }) => markup).join('')
}

function escape(text: string): string {
  return escapeText(text).replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '')
}

function toUnit(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
}

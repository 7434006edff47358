import { micromark } from 'micromark'
import { gfm, gfmHtml } from 'micromark-extension-gfm'
import { parse, parseFragment, type DefaultTreeAdapterMap } from 'parse5'

type Node = DefaultTreeAdapterMap['node']

/** What forges look for in the text that Markdown has become; text in code is left out, since they leave it alone. */
export const TRIGGERS: RegExp =
  /@[a-z0-9]|[#!%~&^](?:\d|")|\bGH-\d|\b(?:CVE|GHSA)-\w|:[\w+-]+:|\$\S[^$]*\$|\w:\/\/|(?<![a-z0-9])www\.\w|\b(?:mailto|xmpp|tel|data|javascript|vbscript):\w|\[\[.*\]\]|[[{][-+] /i

/** A document as a browser has it. */
export interface ReadMarkdown {
  readonly html: { readonly textContent: string }
  /** The names of all elements, in their order, save paragraphs. */
  readonly elements: readonly string[]
  /** Every attribute that an element has. */
  readonly attributes: readonly string[]
  /** The text nodes outside code. */
  readonly texts: readonly string[]
}

/** Reads Markdown as GitHub does (CommonMark with GFM, raw HTML let through), and its HTML as a browser does. */
export function readMarkdown(markdown: string): ReadMarkdown {
  const html = micromark(markdown, {
    allowDangerousHtml: true,
    allowDangerousProtocol: true,
    extensions: [gfm()],
    htmlExtensions: [gfmHtml()],
  })
  const nodes = [...walk(parseFragment(html), false)]
  return {
    html: { textContent: nodes.map(({ text }) => text ?? '').join('') },
    elements: nodes.flatMap(({ element }) => (element === undefined || element === 'p' ? [] : [element])),
    attributes: nodes.flatMap(({ attributes }) => attributes),
    texts: nodes.flatMap(({ text, isCode }) => (text === undefined || isCode ? [] : [text])),
  }
}

/** A whole page as a browser has it. */
export interface ReadPage {
  /** Each element with the names of its attributes, in their order. */
  readonly tags: readonly string[]
  readonly texts: readonly string[]
  /** The values of all attributes that lead somewhere. */
  readonly values: readonly string[]
}

/** Reads HTML as a browser does. */
export function readHtml(page: string): ReadPage {
  const nodes = [...walk(parse(page), false)]
  const namesOf = (attributes: readonly string[]): string => attributes.map((each) => each.split('=')[0]).join(' ')
  return {
    tags: nodes.flatMap(({ element, attributes }) =>
      element === undefined ? [] : [`${element} ${namesOf(attributes)}`],
    ),
    texts: nodes.flatMap(({ text }) => (text === undefined ? [] : [text])),
    values: nodes.flatMap(({ attributes }) =>
      attributes
        .filter((each) => /^(?:href|src|action|formaction|srcset)=/.test(each))
        .map((each) => each.replace(/^\w+=/, '')),
    ),
  }
}

/** Names what in a document is more than text. */
export function findMarkup({ elements, attributes }: ReadMarkdown): readonly string[] {
  return [...elements, ...attributes]
}

interface Walked {
  readonly text: string | undefined
  readonly element: string | undefined
  readonly attributes: readonly string[]
  readonly isCode: boolean
}

function* walk(node: Node, isCode: boolean): Generator<Walked> {
  if ('value' in node) yield { text: node.value, element: undefined, attributes: [], isCode }
  if ('tagName' in node) {
    const attributes = node.attrs.map(({ name, value }) => `${name}=${value}`)
    yield { text: undefined, element: node.tagName, attributes, isCode }
  }
  const inside = isCode || ('tagName' in node && node.tagName === 'code')
  if ('childNodes' in node) for (const child of node.childNodes) yield* walk(child, inside)
}

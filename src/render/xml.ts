import { escapeText } from '../domain/quote.ts'

/** An element with its attributes, and either text or other elements in it. */
export interface XmlElement {
  readonly name: string
  readonly attributes: Readonly<Record<string, string | number | undefined>>
  readonly content: string | readonly XmlElement[]
}

const REFERENCES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }

/** Renders a document, one element on each line; values and text are escaped as `escapeText` does, line feeds in text stay. */
export function renderXml(root: XmlElement): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n${renderElement(root, '')}`
}

function renderElement({ name, attributes, content }: XmlElement, indent: string): string {
  const head = `${indent}<${name}${renderAttributes(attributes)}`
  if (content.length === 0) return `${head}/>\n`
  if (typeof content === 'string') return `${head}>${content.split('\n').map(escapeXml).join('\n')}</${name}>\n`
  return `${head}>\n${content.map((child) => renderElement(child, `${indent}  `)).join('')}${indent}</${name}>\n`
}

function renderAttributes(attributes: XmlElement['attributes']): string {
  return Object.entries(attributes)
    .map(([name, value]) => (value === undefined ? '' : ` ${name}="${escapeXml(String(value))}"`))
    .join('')
}

function escapeXml(text: string): string {
  return escapeText(text).replace(/[&<>"]/g, (character) => REFERENCES[character] ?? '')
}

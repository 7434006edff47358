import { makeProblem, type Place, type Problem } from '../domain/problem.ts'
import { lineHoldsSecret } from '../domain/url-secret.ts'
import { placeOf, type YamlDocument } from '../yaml/document.ts'
import { makeSource, placeAt, type Pointer } from '../yaml/place.ts'
import { isRecord } from '../yaml/record.ts'

const SECRET_WORD = '(?:token|passw(?:or)?d|passphrase|secret|credential|api[_-]?key|authorization|bearer)'

/** A key or option that holds a secret; those that name a file of it, or its user, do not. */
const SECRET_NAME = new RegExp(
  `^-{0,2}[\\w.-]{0,60}?${SECRET_WORD}(?![\\w.-]*(?:file|path|user|dir)$)[\\w.-]{0,60}$`,
  'i',
)

/** Each word before a colon or an equals sign, in a line that is no comment. */
const NAMED_VALUE = /(?:^|[\s{,["'?&])(-{0,2}[\w.-]{1,80})["']?(?:\s{0,8}:\s|=)\s{0,8}[^\s,}\]]/g

/** The forms in which the usual servers give out tokens. */
const TOKEN = /\b(?:gh[pousr]_\w{20}|github_pat_\w{20}|glpat-[\w-]{16}|xox[abeprs]-[\w-]{10})/

/** The address of a webhook with a long part that nobody would think of, or with a query. */
const WEBHOOK_KEY = /\burl["']?\s{0,8}:\s{1,8}["']?(https?:\/\/[^\s"']+)/i
const SECRET_ADDRESS = /[?#]|\/(?=\w{0,40}[0-9])(?=\w{0,40}[A-Za-z])\w{20}/

/**
 * Finds what must not stand in the settings, in the text itself: a file that is no YAML is shown in excerpts, too. What an
 * escape hides from the text is found in the values.
 */
export function findSecrets(file: string, bytes: Uint8Array, document: YamlDocument | undefined): readonly Problem[] {
  const source = makeSource(file, new TextDecoder().decode(bytes))
  const inText = source.text.split('\n').flatMap((line, index) => {
    const what = nameSecret(line)
    if (what === undefined) return []
    const start = source.lineStarts[index] ?? 0
    return [tell(what, placeAt(source, { start: start + line.search(/\S/), end: start + line.length }, undefined))]
  })
  const lines = new Set(inText.map(({ place }) => place.line))
  const inValues = document === undefined ? [] : findInValues(document)
  return [...inText, ...inValues.filter(({ place }) => !lines.has(place.line))]
}

function findInValues(document: YamlDocument): readonly Problem[] {
  return listTexts(document.value, []).flatMap(({ pointer, text }) => {
    const what = nameSecret(text)
    return what === undefined ? [] : [tell(what, placeOf(document, pointer, 'value'))]
  })
}

/** Without the length and the lines of the place, which would show it. */
function tell(what: string, { file = '', line = 1, column = 1 }: Place): Problem {
  return makeProblem('SETTINGS_SECRET', { file, line, column }, { what })
}

function nameSecret(line: string): string | undefined {
  return FORMS.find(({ isIn }) => isIn(line))?.what
}

const FORMS: readonly { readonly what: string; readonly isIn: (line: string) => boolean }[] = [
  { what: 'an address with a password or token in it', isIn: lineHoldsSecret },
  { what: 'a token', isIn: (line) => TOKEN.test(line) },
  { what: 'a private key', isIn: (line) => /-----BEGIN [A-Z ]{0,40}PRIVATE KEY/.test(line) },
  {
    what: 'an address that seems to be a secret itself',
    isIn: (line) => SECRET_ADDRESS.test((WEBHOOK_KEY.exec(line)?.[1] ?? '').replace(/^https?:\/\//, '')),
  },
  { what: 'a value that is a secret by its name', isIn: hasSecretName },
]

/** Comments may speak of secrets. */
function hasSecretName(line: string): boolean {
  if (/^\s*#/.test(line)) return false
  return Array.from(line.matchAll(NAMED_VALUE), ([, name = '']) => name).some((name) => SECRET_NAME.test(name))
}

interface FoundText {
  readonly pointer: Pointer
  readonly text: string
}

/** Every text with its way; together with the key that it stands under, or with the option before it. */
function listTexts(value: unknown, pointer: Pointer, name?: string): readonly FoundText[] {
  if (typeof value === 'string') return [{ pointer, text: name === undefined ? value : `${name}: ${value}` }]
  if (Array.isArray(value)) {
    return value.flatMap((item: unknown, index) => {
      const before: unknown = value[index - 1]
      const option = typeof before === 'string' && before.startsWith('-') ? before : undefined
      return listTexts(item, [...pointer, String(index)], option)
    })
  }
  if (!isRecord(value)) return []
  return Object.entries(value).flatMap(([key, item]) => listTexts(item, [...pointer, key], key))
}

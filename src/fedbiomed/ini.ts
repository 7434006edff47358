/** A value of an `.ini`, before interpolation. Lines count from 1. */
export interface IniOption {
  readonly text: string
  readonly line: number
}

type IniSection = ReadonlyMap<string, IniOption>

/** What an `.ini` holds, as Python's `configparser.ConfigParser` reads it. */
export interface Ini {
  readonly sections: ReadonlyMap<string, IniSection>
  /** The section `DEFAULT`, whose options every other section has as well. */
  readonly defaults: IniSection
}

/** The exceptions of `configparser`, by its own names. */
type IniFaultKind =
  | 'MissingSectionHeaderError'
  | 'DuplicateSectionError'
  | 'DuplicateOptionError'
  | 'ParsingError'
  | 'InterpolationSyntaxError'
  | 'InterpolationMissingOptionError'
  | 'InterpolationDepthError'

/** Why Python would not read the file, or not the value. */
export interface IniFault {
  readonly fault: IniFaultKind
  readonly line: number
  /** The section, option or text at fault; empty where the line says enough. */
  readonly subject: string
}

interface Header {
  readonly kind: 'header'
  readonly name: string
  readonly line: number
}

interface Item {
  readonly kind: 'item'
  /** Empty where the line is no option. */
  readonly name: string
  readonly parts: string[]
  readonly line: number
}

const DEFAULT = 'DEFAULT'

// What Python's str.strip() and re's \s take as white space: JavaScript's differs in U+001C–U+001F, U+0085 and U+FEFF.
const NON_SPACE = /[^\t-\r\u001c-\u0020\u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]/
const SECTION = /^\[([^\n]+)\]/
const OPTION = /^([^\n:=]*)[:=]([^\n]*)$/

/** Reads a text as Python's `ConfigParser` with its default settings does. */
export function parseIni(text: string): Ini | IniFault {
  const entries = readEntries(text)
  if (entries[0]?.kind === 'item') return { fault: 'MissingSectionHeaderError', line: entries[0].line, subject: '' }
  const sections = new Map<string, IniSection>([[DEFAULT, new Map()]])
  for (const { name, line, items } of groupBySection(entries)) {
    if (name !== DEFAULT && sections.has(name)) return { fault: 'DuplicateSectionError', line, subject: name }
    const section = readOptions(items, sections.get(name))
    if (isIniFault(section)) return section
    sections.set(name, section)
  }
  // Python reports a line that is no option at the end only, so that any other fault comes before it.
  return findNonsense(entries) ?? separateDefaults(sections)
}

/** Tells a fault from what was asked for. */
export function isIniFault(value: object): value is IniFault {
  return 'fault' in value
}

/** Joins the lines that belong together: an option goes on while lines are indented deeper than its first one. */
function readEntries(text: string): readonly (Header | Item)[] {
  const entries: (Header | Item)[] = []
  let open: string[] | undefined
  let openIndent = 0
  for (const [index, row] of splitRows(text).entries()) {
    const content = strip(row)
    const indent = row.search(NON_SPACE)
    if (/^[#;]/.test(content)) continue
    if (content === '' || (open !== undefined && indent > openIndent)) {
      open?.push(content)
      continue
    }
    openIndent = indent
    const entry = parseEntry(content, index + 1)
    open = findContinued(entry, open)
    entries.push(entry)
  }
  return entries
}

function splitRows(text: string): readonly string[] {
  const rows = text.split(/\r\n|\r|\n/)
  return rows.at(-1) === '' ? rows.slice(0, -1) : rows
}

function parseEntry(content: string, line: number): Header | Item {
  const header = SECTION.exec(content)?.[1]
  if (header !== undefined) return { kind: 'header', name: header, line }
  const [, key = '', value] = OPTION.exec(content) ?? []
  const parts = value === undefined ? [] : [strip(value)]
  return { kind: 'item', name: stripEnd(key).toLowerCase(), parts, line }
}

/** Finds what a deeper indented line would continue: nothing after a header, the option before after nonsense. */
function findContinued(entry: Header | Item, before: string[] | undefined): string[] | undefined {
  if (entry.kind === 'header') return undefined
  if (entry.name !== '') return entry.parts
  return entry.parts.length === 0 ? before : undefined
}

function groupBySection(
  entries: readonly (Header | Item)[],
): readonly (Header & { readonly items: readonly Item[] })[] {
  const groups: (Header & { readonly items: Item[] })[] = []
  for (const entry of entries)
    if (entry.kind === 'header') groups.push({ ...entry, items: [] })
    else groups.at(-1)?.items.push(entry)
  return groups
}

function readOptions(items: readonly Item[], before: IniSection | undefined): IniSection | IniFault {
  const section = new Map(before)
  for (const { name, parts, line } of items) {
    if (parts.length === 0) continue
    if (section.has(name)) return { fault: 'DuplicateOptionError', line, subject: name }
    section.set(name, { text: stripEnd(parts.join('\n')), line })
  }
  return section
}

function separateDefaults(all: ReadonlyMap<string, IniSection>): Ini {
  const sections = new Map(all)
  sections.delete(DEFAULT)
  return { sections, defaults: all.get(DEFAULT) ?? new Map<string, IniOption>() }
}

function findNonsense(entries: readonly (Header | Item)[]): IniFault | undefined {
  const entry = entries.find(({ kind, name }) => kind === 'item' && name === '')
  return entry && { fault: 'ParsingError', line: entry.line, subject: '' }
}

function strip(text: string): string {
  const start = text.search(NON_SPACE)
  return start === -1 ? '' : stripEnd(text.slice(start))
}

// A loop: a regular expression takes quadratic time on a long run of spaces within.
function stripEnd(text: string): string {
  let end = text.length
  while (end > 0 && !NON_SPACE.test(text.charAt(end - 1))) end -= 1
  return text.slice(0, end)
}

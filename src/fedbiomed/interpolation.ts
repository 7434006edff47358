import type { Ini, IniFault, IniOption } from './ini.ts'

interface Expansion {
  readonly ini: Ini
  readonly section: string
  readonly line: number
}

const DEEPEST = 10
const REFERENCE = /^%\(([^)]+)\)s/

/**
 * Reads one option as `ConfigParser.get` does: the section first, then `DEFAULT`; `%(name)s` expanded, `%%` as `%`.
 *
 * @returns `undefined` where section or option are missing.
 */
export function getOption(ini: Ini, section: string, option: string): IniOption | IniFault | undefined {
  if (!ini.sections.has(section)) return undefined
  const raw = findOption(ini, section, option)
  if (raw === undefined) return undefined
  const text = expand({ ini, section, line: raw.line }, raw.text, 1)
  return typeof text === 'string' ? { text, line: raw.line } : text
}

function findOption(ini: Ini, section: string, option: string): IniOption | undefined {
  return ini.sections.get(section)?.get(option) ?? ini.defaults.get(option)
}

function expand(expansion: Expansion, text: string, depth: number): string | IniFault {
  const { line } = expansion
  if (depth > DEEPEST) return { fault: 'InterpolationDepthError', line, subject: text }
  let expanded = ''
  for (let rest = text; rest !== '';) {
    const start = rest.indexOf('%')
    if (start === -1) return expanded + rest
    const piece = expandPercent(expansion, rest.slice(start), depth)
    if ('fault' in piece) return piece
    expanded += rest.slice(0, start) + piece.text
    rest = rest.slice(start + piece.length)
  }
  return expanded
}

/** Expands what begins with a percent sign, and tells how many characters that took. */
function expandPercent(
  expansion: Expansion,
  text: string,
  depth: number,
): { readonly text: string; readonly length: number } | IniFault {
  if (text.startsWith('%%')) return { text: '%', length: 2 }
  const { ini, section, line } = expansion
  const [reference, name] = REFERENCE.exec(text) ?? []
  if (reference === undefined || name === undefined) return { fault: 'InterpolationSyntaxError', line, subject: text }
  const target = findOption(ini, section, name.toLowerCase())
  if (target === undefined) return { fault: 'InterpolationMissingOptionError', line, subject: reference }
  const value = target.text.includes('%') ? expand(expansion, target.text, depth + 1) : target.text
  return typeof value === 'string' ? { text: value, length: reference.length } : value
}

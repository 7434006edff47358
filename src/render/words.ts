const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

/** Writes a count with its noun: `1 error`, `2 errors`. */
export function count(number: number, noun: string, plural = `${noun}s`): string {
  return `${number} ${number === 1 ? noun : plural}`
}

/** Begins a text with a capital letter. */
export function capitalize(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}

/** Says how long ago something was, in the largest unit that fits; times are milliseconds since the epoch. */
export function ago(time: number, now: number): string {
  const elapsed = now - time
  if (elapsed < -MINUTE) return 'in the future'
  if (elapsed < MINUTE) return 'just now'
  if (elapsed < HOUR) return `${count(Math.floor(elapsed / MINUTE), 'minute')} ago`
  if (elapsed < DAY) return `${count(Math.floor(elapsed / HOUR), 'hour')} ago`
  return `${count(Math.floor(elapsed / DAY), 'day')} ago`
}

/** Writes a moment as a date, in UTC. */
export function date(time: number): string {
  return new Date(time).toISOString().slice(0, 10)
}

/**
 * Breaks a text between words so that no line, its indent included, is wider than the terminal. Words stay whole, and so
 * does a command, however long: whoever copies it must not copy half of it.
 */
export function wrap(text: string, indent: number, width: number | undefined): readonly string[] {
  if (width === undefined) return [' '.repeat(indent) + text]
  const room = Math.max(width - indent, 20)
  const lines: string[] = []
  for (const unit of text.match(UNIT) ?? []) {
    const last = lines.at(-1)
    if (last !== undefined && last.length + 1 + unit.length <= room) lines[lines.length - 1] = `${last} ${unit}`
    else lines.push(unit)
  }
  return lines.map((line) => ' '.repeat(indent) + line)
}

const COMMAND_START = [
  'fbm-gitops (?:validate|plan|reconcile|watch|report|status|doctor|fingerprint|explain|deny|allow|leave|restore|init|publish|config|demo)\\b',
  'git (?:-C|add|clone|commit|lfs|log|mv|revert|rm|update-index)\\b',
  '(?:cp|rm|ls|diff|fedbiomed|time|chown) (?=[-<\'"./\\w])',
  'chmod [-+=0-7a-z]+ ',
  'find /',
  'docker exec\\b',
  '\\./scripts/',
].join('|')

/** What stands between quotation marks is one word of a command, whatever it holds. */
const COMMAND_WORDS = `(?:'(?:[^']|'\\\\'')*'|"[^"]*"|[^ ])*(?: +(?:'(?:[^']|'\\\\'')*'|"[^"]*"|[^ ])+)*?`

/** A command ends with its text, or where a sentence goes on behind a full stop, a comma, a semicolon or a bracket. */
const COMMAND_END = '(?:(?<=[^\\s.][.,;)])(?= +[A-Za-z`(])| *$)'

/** As `shortFingerprint` writes it. */
const SHORT_FINGERPRINT = 'SHA256:[0-9a-f]{4} [0-9a-f]{4} …[^ ]*'

/** A text in backquotes, a command, a shortened fingerprint, or a word. */
const UNIT = new RegExp(
  `${SHORT_FINGERPRINT}|\\(?\`[^\`]+\`[^ ]*|\\(?(?:${COMMAND_START})${COMMAND_WORDS}${COMMAND_END}|[^ ]+`,
  'g',
)

/** Shortens an id to what people recognise it by; the whole stands in the JSON output. */
export function shortId(id: string): string {
  const match = /^([A-Za-z]+_[A-Za-z0-9]{8})./.exec(id)
  return match?.[1] === undefined ? id : `${match[1]}…`
}

/** Writes a SHA-256 fingerprint as the first groups that people compare first: `SHA256:5c1e 77a0 …`. */
export function shortFingerprint(fingerprint: string | undefined): string {
  if (fingerprint === undefined) return 'unreadable'
  const digits = fingerprint.replace(/^SHA256:/, '')
  return `SHA256:${digits.slice(0, 4)} ${digits.slice(4, 8)} …`
}

/** Shortens a commit id to seven digits. */
export function shortRevision(revision: string): string {
  return /^[0-9a-f]{40,64}$/.test(revision) ? revision.slice(0, 7) : revision
}

/** A part of a text: what is said, a word in backquotes, or a command that can be copied as it stands. */
export interface TextPart {
  readonly kind: 'text' | 'code' | 'command'
  readonly text: string
}

const CODE = new RegExp(`\`([^\`]+)\`|(?<=(?:^|\\s|\\())(?:${COMMAND_START})${COMMAND_WORDS}${COMMAND_END}`, 'g')
const BEGINS_A_COMMAND = new RegExp(`^(?:${COMMAND_START})`)

/** Divides a text into what is said and what is typed, without the marks of the sentence around a command. */
export function splitCommands(text: string): readonly TextPart[] {
  const parts: TextPart[] = []
  let end = 0
  for (const { 0: whole, 1: quoted, index } of text.matchAll(CODE)) {
    const typed = quoted ?? stripSentenceEnd(whole, text[index - 1] === '(')
    parts.push({ kind: 'text', text: text.slice(end, index) })
    parts.push({ kind: BEGINS_A_COMMAND.test(typed) ? 'command' : 'code', text: typed })
    end = index + (quoted === undefined ? typed.length : whole.length)
  }
  return [...parts, { kind: 'text' as const, text: text.slice(end) }].filter((part) => part.text !== '')
}

function stripSentenceEnd(command: string, inBrackets: boolean): string {
  return command.replace(inBrackets ? /(?<=[^\s.])\)[.,;]?$/ : /(?<=[^\s.])[.,;]$/, '')
}

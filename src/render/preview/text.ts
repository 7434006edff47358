import { groupFingerprint } from '../fingerprint.ts'
import type { Change } from '../../domain/pass/change.ts'
import { wordEffects } from '../../domain/pass/effect.ts'
import type {
  CertificateCheck,
  Preview,
  PreviewedState,
  PreviewGroup,
  PreviewTask,
} from '../../domain/preview/preview.ts'
import type { Problem } from '../../domain/problem.ts'
import { escapeText, quote } from '../../domain/quote.ts'
import { describeChange, WORDS } from '../changes.ts'
import { layOutColumns, wrapParts } from '../columns.ts'
import { renderRows, section, type Row } from '../rows.ts'
import type { Style } from '../style.ts'
import { ago, count, date, wrap } from '../words.ts'
import {
  AUTHOR,
  CHECKS,
  concernsItself,
  describePartyChange,
  HOW_TO_CHECK,
  isActing,
  namesOf,
  titleOfGroups,
  nameMembers,
  nameRevision,
  NOTHING_CHANGES,
  summarise,
  WITHOUT_BASE,
} from './words.ts'

/** How many names, and how many changes of one group, are shown; the others are counted, and stand in the JSON form. */
const MOST_NAMES = 6
const MOST_CHANGES = 12
const MOST_PARTIES = 30

/** Renders a preview for a terminal. */
export function renderPreview(preview: Preview, style: Style, now: number): string {
  const { parties, groups, checks, tasks } = preview
  const acting = groups.filter(isActing)
  const names = namesOf(preview)
  return [
    renderHead(preview, { style, now }),
    section(limit(parties, MOST_PARTIES, 'party', 'parties', (shown) => renderParties(shown, style))),
    acting.length === 0 ? '' : `\n${titleOfGroups(preview)}\n`,
    ...acting.map((group) => renderGroup(group, { style, names })),
    checks.length === 0 ? '' : renderChecks(checks, style),
    tasks.length === 0 ? '' : `\nTo be done by hand\n${tasks.map((task) => renderTask(task, style)).join('')}`,
    renderEnd(preview, style),
  ].join('')
}

function renderHead({ head, base }: Preview, { style, now }: { readonly style: Style; readonly now: number }): string {
  const before = base === undefined ? WITHOUT_BASE : `compared with ${nameState(base, now)}`
  const renamed =
    base === undefined || base.name === head.name ? [] : [`Before, the federation was ${escapeText(base.name)}.`]
  const isOther = base !== undefined && base.profile !== head.profile
  const profile = isOther ? `profile ${head.profile}, before ${base.profile}` : `profile ${head.profile}`
  const parties = count(head.count, 'party', 'parties')
  const counted = base === undefined || base.count === head.count ? parties : `${parties}, before ${base.count}`
  const lines = [`${escapeText(head.name)} at ${nameState(head, now)}`, before, `${profile}; ${counted}`, ...renamed]
  return endLines(lines.flatMap((line) => wrap(line, 0, style.width)))
}

function nameState(state: PreviewedState, now: number): string {
  const { subject = '', time } = state.revision
  return time === undefined ? nameRevision(state) : `${nameRevision(state)} “${quote(subject)}”, ${ago(time, now)}`
}

function renderParties(parties: Preview['parties'], style: Style): string {
  const rows = parties.map((change): Row => {
    const { word, detail } = describePartyChange(change)
    const { id, name } = change
    return { word, emphasis: style.strong, party: { name, partyId: id }, detail: escapeText(detail), notes: [] }
  })
  return renderRows(rows, style)
}

interface GroupContext {
  readonly style: Style
  readonly names: ReadonlyMap<string, string>
}

function renderGroup(group: PreviewGroup, context: GroupContext): string {
  const { changes, refused, findings, effects } = group
  const { style } = context
  const own = concernsItself(group) ? ' (each but itself)' : ''
  const rows = [
    ...changes.map((change) => ({ change, isRefused: false })),
    ...refused.map((change) => ({ change, isRefused: true })),
  ]
  return [
    `\n${endLines(wrap(`${escapeText(nameMembers(group, MOST_NAMES))}${own}`, 2, style.width))}`,
    limit(rows, MOST_CHANGES, 'change', 'changes', (shown) => renderChanges(shown, context)),
    limit(findings, MOST_CHANGES, 'remark', 'remarks', (shown) =>
      shown.map((finding) => renderFinding(finding, group, style)).join(''),
    ),
    endLines(wordEffects(effects).flatMap((effect) => wrap(effect, 4, style.width))),
  ].join('')
}

interface ShownChange {
  readonly change: Change
  readonly isRefused: boolean
}

/** Without ids: what a change writes is long enough. */
function renderChanges(shown: readonly ShownChange[], { style, names }: GroupContext): string {
  const name = ({ change: { partyId, name } }: ShownChange): string => escapeText(names.get(partyId) ?? name)
  const word = ({ change, isRefused }: ShownChange): string =>
    isRefused ? `REFUSES to ${WORDS[change.kind].pending}` : WORDS[change.kind].pending
  const lines = shown.map((each) => ({
    word: word(each),
    emphasis: each.isRefused ? style.bad : style.good,
    cells: [name(each)],
    detail: describeChange(each.change),
  }))
  return endLines(layOutColumns(lines, { indent: 4, width: style.width }).flat())
}

/** What is to be done about these stands among what is to be done by hand. */
const COVERED: ReadonlySet<string> = new Set(['KEY_CHANGE_UNANNOUNCED', 'DEPARTED'])

function renderFinding(
  { code, severity, message, remedy, party }: Problem,
  { flags }: PreviewGroup,
  style: Style,
): string {
  const [word, emphasis] = severity === 'error' ? (['REFUSES', style.bad] as const) : (['note', style.careful] as const)
  const isTask = COVERED.has(code) || (party === undefined && flags.length > 0)
  // Emphasis takes no room: it comes when the lines are broken.
  const [first = '', ...rest] = wrap(`${word}: ${escapeText(message)}`, 4, style.width)
  return endLines([
    first.replace(word, emphasis(word)),
    ...rest,
    ...(isTask ? [] : wrap(`→ ${escapeText(remedy)}`, 4, style.width)),
  ])
}

function renderChecks(checks: readonly CertificateCheck[], style: Style): string {
  return [
    `\nTo be compared by telephone before this is merged\n`,
    endLines(wrap(HOW_TO_CHECK, 2, style.width)),
    ...checks.map((check) => renderCheck(check, style)),
  ].join('')
}

function renderCheck({ id, name, certificate, before, kind }: CertificateCheck, style: Style): string {
  const side = (word: string, lines: readonly string[]): readonly string[] => [
    `    ${word}  ${lines[0] ?? ''}`,
    `         ${lines[1] ?? ''}`,
  ]
  const head = `${escapeText(name)}   ${escapeText(id)}   ${CHECKS[kind]}, until ${date(certificate.notAfter)}`
  const width = style.width === undefined ? undefined : style.width - 2
  const [first = '', ...rest] = wrapParts(head, 2, width)
  const lines = [
    first,
    ...rest.map((line) => `  ${line}`),
    ...(before === undefined ? [] : side('was', groupFingerprint(before))),
    ...side('now', groupFingerprint(certificate.fingerprint).map(style.strong)),
  ]
  return `\n${endLines(lines)}`
}

function renderTask({ members, text, type }: PreviewTask, style: Style): string {
  const who = members.length === 0 ? AUTHOR : nameMembers({ members }, MOST_NAMES)
  const lines = [
    ...wrap(escapeText(who), 2, style.width),
    ...wrap(escapeText(text), 4, style.width),
    ...(type === undefined ? [] : [`      ${escapeText(type)}`]),
  ]
  return `\n${endLines(lines)}`
}

function renderEnd(preview: Preview, { width }: Style): string {
  const { head, base, changesNothing } = preview
  const before = base === undefined || base.digest === head.digest ? [] : [['        before:', base.digest] as const]
  const digests = [['Desired state: ', head.digest] as const, ...before]
  const fits = width === undefined || digests.every(([word, digest]) => word.length + 1 + digest.length <= width)
  const summary = changesNothing ? NOTHING_CHANGES : `${summarise(preview)}.`
  return `\n${endLines([
    ...digests.flatMap(([word, digest]) => (fits ? [`${word} ${digest}`] : [word.trim(), `  ${digest}`])),
    ...wrap(`${summary} Nothing was written.`, 0, width),
  ])}`
}

function endLines(lines: readonly string[]): string {
  return lines.map((line) => `${line}\n`).join('')
}

/** Shows the first of many, and counts the others. */
function limit<T>(
  all: readonly T[],
  most: number,
  ...[noun, plural, render]: readonly [string, string, (shown: readonly T[]) => string]
): string {
  if (all.length === 0) return ''
  if (all.length <= most + 1) return render(all)
  const more = count(all.length - most, `more ${noun}`, `more ${plural}`)
  return `${render(all.slice(0, most))}    … and ${more}; all stand in --format json\n`
}

import type { Change } from '../../domain/pass/change.ts'
import type {
  CertificateCheck,
  PartyChange,
  Preview,
  PreviewedState,
  PreviewGroup,
  PreviewTask,
} from '../../domain/preview/preview.ts'
import type { Problem } from '../../domain/problem.ts'
import { describeChange, WORDS } from '../changes.ts'
import { groupFingerprint } from '../fingerprint.ts'
import { escapeMarkdown, renderMarkdownBlock, renderMarkdownCode } from '../markdown-text.ts'
import { countProblems } from '../problems.ts'
import { count, date } from '../words.ts'
import { fitSections, type FittedSection } from './fit.ts'
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

/** By this a comment is found again that is to be brought up to date. */
const MARKER = '<!-- fbm-gitops preview -->'

/** A comment on GitHub holds no more. */
const LONGEST = 65_536

const MOST_NAMES = 8
const MOST_CHANGES = 10
/** A command that nobody would copy out of a comment. */
const LONGEST_COMMAND = 2000

/** Renders a preview as a comment on a pull request. Totals are always whole; of long lists the last items are only counted. */
export function renderPreviewMarkdown(preview: Preview): string {
  const { head, changesNothing } = preview
  const verdict = changesNothing ? NOTHING_CHANGES : `${summarise(preview)}.`
  const top = [
    `${MARKER}\n## ${sign(preview)} Preview of ${escapeMarkdown(head.name)}\n\n**${escapeMarkdown(verdict)}**\n`,
    `\n${renderState(preview)}\n`,
  ].join('')
  const end = renderEnd(preview)
  const sections = [
    listChecks(preview.checks),
    listTasks(preview.tasks),
    listGroups(preview),
    listParties(preview.parties),
    listProblems(preview.problems),
  ]
  return top + fitSections(sections, LONGEST - top.length - end.length) + end
}

/** Renders in the same place why there is no preview. */
export function renderInvalidMarkdown(problems: readonly Problem[]): string {
  const top = `${MARKER}\n## ✗ No preview: the federation is not valid\n\n**${countProblems(problems)}.** \`fbm-gitops validate\` shows the lines concerned.\n`
  return top + fitSections([listProblems(problems)], LONGEST - top.length)
}

/** A sign beside the words, never in their place. */
function sign({ changesNothing, exitCode }: Preview): string {
  if (exitCode === 20 || exitCode === 21) return '⚠'
  return changesNothing ? '✓' : '±'
}

function renderState({ head, base }: Preview): string {
  const before = base === undefined ? WITHOUT_BASE : `compared with ${renderCommit(base)}`
  const isOther = base !== undefined && base.profile !== head.profile
  const profile = `profile \`${head.profile}\`${isOther ? ` (before: \`${base.profile}\`)` : ''}`
  const counted = base === undefined || base.count === head.count ? '' : ` (before: ${base.count})`
  const renamed = base === undefined || base.name === head.name ? '' : `, before called ${escapeMarkdown(base.name)}`
  return `${renderCommit(head)}, ${before}. ${count(head.count, 'party', 'parties')}${counted}, ${profile}${renamed}.`
}

function renderCommit(state: PreviewedState): string {
  if (state.revision.time === undefined) return nameRevision(state)
  const { subject = '' } = state.revision
  return `${renderMarkdownCode(nameRevision(state))} “${escapeMarkdown(Array.from(subject).slice(0, 100).join(''))}”`
}

function renderEnd({ head, base }: Preview): string {
  const before = base === undefined || base.digest === head.digest ? '' : `, before \`${base.digest}\``
  return `\nDesired state \`${head.digest}\`${before}.\n`
}

function listChecks(checks: readonly CertificateCheck[]): FittedSection {
  return {
    head: `\n### To be compared by telephone before this is merged\n\n${escapeMarkdown(HOW_TO_CHECK)}\n\n`,
    items: checks.map(renderCheck),
    more: (number) => moreOf(number, 'certificate'),
  }
}

function renderCheck({ id, name, certificate, before, kind }: CertificateCheck): string {
  const side = (word: string, [first = '', second = '']: readonly string[]): readonly string[] => [
    `${word}  ${first}`,
    `     ${second}`,
  ]
  const lines = [
    ...(before === undefined ? [] : side('was', groupFingerprint(before))),
    ...side('now', groupFingerprint(certificate.fingerprint)),
  ]
  const head = `- [ ] ${nameParty({ id, name })}: ${CHECKS[kind]}, until ${date(certificate.notAfter)}`
  const block = renderMarkdownBlock(lines).split('\n')
  return `${head}\n\n${block.map((line) => `  ${line}`).join('\n')}\n\n`
}

function listTasks(tasks: readonly PreviewTask[]): FittedSection {
  return {
    head: '\n### To be done by hand\n\n',
    items: tasks.map(renderTask),
    more: (number) => moreOf(number, 'task'),
  }
}

function renderTask({ members, text, type }: PreviewTask): string {
  const who = members.length === 0 ? AUTHOR : nameMembers({ members }, MOST_NAMES)
  const head = `- **${escapeMarkdown(who)}**: ${escapeMarkdown(text)}`
  if (type === undefined) return `${head}\n`
  if (type.length > LONGEST_COMMAND) return `${head} \`fbm-gitops plan\` shows the whole command there.\n`
  const block = renderMarkdownBlock([type]).split('\n')
  return `${head}\n\n${block.map((line) => `  ${line}`).join('\n')}\n\n`
}

function listGroups(preview: Preview): FittedSection {
  const names = namesOf(preview)
  return {
    head: `\n### ${titleOfGroups(preview)}\n\n| members | what they do |\n|---|---|\n`,
    items: preview.groups.filter(isActing).map((group) => renderGroup(group, names)),
    more: (number) => moreOf(number, 'group', 'of members'),
  }
}

function renderGroup(group: PreviewGroup, names: ReadonlyMap<string, string>): string {
  const { changes, refused, findings, effects } = group
  const who = `${escapeMarkdown(nameMembers(group, MOST_NAMES))}${concernsItself(group) ? ' (each but itself)' : ''}`
  const done = [
    ...changes.map((change) => renderChange(change, WORDS[change.kind].pending, names)),
    ...refused.map((change) => renderChange(change, `REFUSES to ${WORDS[change.kind].pending}`, names)),
  ]
  const hidden = done.length - MOST_CHANGES
  const shown = hidden <= 1 ? done : [...done.slice(0, MOST_CHANGES), `… and ${hidden} more`]
  const said = findings.map(({ severity, message }) => {
    return `${severity === 'error' ? '**REFUSES**' : 'note'}: ${escapeMarkdown(message)}`
  })
  const lines = [...shown, ...said.slice(0, MOST_CHANGES), ...effects.map(escapeMarkdown)]
  return `| ${who} | ${lines.join('<br>')} |\n`
}

function renderChange(change: Change, word: string, names: ReadonlyMap<string, string>): string {
  const name = names.get(change.partyId) ?? change.name
  return `**${word}** ${escapeMarkdown(`${name} ${describeChange(change)}`)}`
}

function listParties(parties: readonly PartyChange[]): FittedSection {
  return {
    head: '\n### What is declared otherwise\n\n| party | | |\n|---|---|---|\n',
    items: parties.map((change) => {
      const { word, detail } = describePartyChange(change)
      return `| ${nameParty(change)} | ${word} | ${escapeMarkdown(detail)} |\n`
    }),
    more: (number) => moreOf(number, 'change', 'of the declaration'),
  }
}

function listProblems(problems: readonly Problem[]): FittedSection {
  return {
    head: '\n### What is wrong, or deserves a look\n\n',
    items: problems.map(({ code, severity, place, message, remedy }) => {
      const { file, line, column } = place
      const where =
        file === undefined
          ? ''
          : ` at ${renderMarkdownCode(line === undefined ? file : `${file}:${line}:${column ?? 1}`)}`
      return `- ${severity} \`${code}\`${where}: ${escapeMarkdown(message)} ${escapeMarkdown(remedy)}\n`
    }),
    more: (number) => moreOf(number, 'problem'),
  }
}

function nameParty({ id, name }: { readonly id: string; readonly name: string }): string {
  return name === id ? renderMarkdownCode(id) : `**${escapeMarkdown(name)}** ${renderMarkdownCode(id)}`
}

/** Begins a paragraph of its own: behind a table, it would be a row. */
function moreOf(number: number, noun: string, rest = ''): string {
  const what = count(number, `more ${noun}`)
  return `\n… and ${[what, rest].join(' ').trimEnd()}: too many for a comment. \`fbm-gitops plan --all --format json\` has all.\n`
}

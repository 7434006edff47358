import type { Change } from '../../domain/pass/change.ts'
import { wordEffects } from '../../domain/pass/effect.ts'
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
import { fitMarkdown, MARKDOWN_LIMITS, type MarkdownPart } from '../markdown-fit.ts'
import { escapeMarkdown, renderMarkdownBlock, renderMarkdownCode } from '../markdown-text.ts'
import { countProblems } from '../problems.ts'
import { count, date } from '../words.ts'
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

/** Every forge takes what GitHub takes for a comment. */
const LIMITS = { limits: MARKDOWN_LIMITS.comment, where: '`fbm-gitops plan --all --format json` has all of them.' }

const MOST_NAMES = 8
const MOST_CHANGES = 10
/** A command that nobody would copy out of a comment. */
const LONGEST_COMMAND = 2000

/** Renders a preview as a comment on a pull request. Totals are always whole; of long lists the last items are only counted. */
export function renderPreviewMarkdown(preview: Preview): string {
  const { head, changesNothing } = preview
  const verdict = changesNothing ? NOTHING_CHANGES : `${summarise(preview)}.`
  const top = [
    `${MARKER}\n## ${sign(preview)} Preview of ${escapeMarkdown(head.name)}\n`,
    `**${verdict}**\n`,
    `${renderState(preview)}\n`,
    renderDigests(preview),
  ].join('\n')
  const parts = [
    describeGroups(preview),
    describeTasks(preview.tasks),
    describeChecks(preview.checks),
    describeProblems(preview.problems),
    describeParties(preview.parties),
  ]
  return fitMarkdown(top, parts, LIMITS)
}

/** Renders in the same place why there is no preview. */
export function renderInvalidMarkdown(problems: readonly Problem[]): string {
  const top = `${MARKER}\n## ✗ No preview: the federation is not valid\n\n**${countProblems(problems)}.** \`fbm-gitops validate\` shows the lines concerned.\n`
  return fitMarkdown(top, [describeProblems(problems)], LIMITS)
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

function renderDigests({ head, base }: Preview): string {
  const before = base === undefined || base.digest === head.digest ? '' : `, before \`${base.digest}\``
  return `Desired state \`${head.digest}\`${before}.\n`
}

function describeChecks(checks: readonly CertificateCheck[]): MarkdownPart {
  return {
    head: `\n### To be compared by telephone before this is merged\n\n${HOW_TO_CHECK}\n\n`,
    rows: checks.map(renderCheck),
    noun: 'certificate',
    plural: 'certificates',
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

function describeTasks(tasks: readonly PreviewTask[]): MarkdownPart {
  return {
    head: '\n### To be done by hand\n\n',
    rows: tasks.map(renderTask),
    noun: 'task',
    plural: 'tasks',
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

function describeGroups(preview: Preview): MarkdownPart {
  const names = namesOf(preview)
  return {
    head: `\n### ${titleOfGroups(preview)}\n\n| members | what they do |\n|---|---|\n`,
    rows: preview.groups.filter(isActing).map((group) => renderGroup(group, names)),
    noun: 'group of members',
    plural: 'groups of members',
  }
}

function renderGroup(group: PreviewGroup, names: ReadonlyMap<string, string>): string {
  const { changes, refused, findings, effects } = group
  const who = `${escapeMarkdown(nameMembers(group, MOST_NAMES))}${concernsItself(group) ? ' (each but itself)' : ''}`
  const done = [
    ...changes.map((change) => renderChange(change, WORDS[change.kind].pending, names)),
    ...refused.map((change) => renderChange(change, `REFUSES to ${WORDS[change.kind].pending}`, names)),
  ]
  const said = findings.map(({ severity, message }) => {
    return `${severity === 'error' ? '**REFUSES**' : 'note'}: ${escapeMarkdown(message)}`
  })
  const lines = [...showFirst(done, ''), ...showFirst(said, ' remarks'), ...wordEffects(effects)]
  return `| ${who} | ${lines.join('<br>')} |\n`
}

/** The others are counted: what a member refuses must never be passed over. */
function showFirst(lines: readonly string[], noun: string): readonly string[] {
  const hidden = lines.length - MOST_CHANGES
  return hidden <= 1 ? lines : [...lines.slice(0, MOST_CHANGES), `… and ${hidden} more${noun}`]
}

function renderChange(change: Change, word: string, names: ReadonlyMap<string, string>): string {
  const name = names.get(change.partyId) ?? change.name
  return `**${word}** ${escapeMarkdown(`${name} ${describeChange(change)}`)}`
}

function describeParties(parties: readonly PartyChange[]): MarkdownPart {
  return {
    head: '\n### What is declared otherwise\n\n| party | | |\n|---|---|---|\n',
    rows: parties.map((change) => {
      const { word, detail } = describePartyChange(change)
      return `| ${nameParty(change)} | ${word} | ${escapeMarkdown(detail)} |\n`
    }),
    noun: 'change of the declaration',
    plural: 'changes of the declaration',
  }
}

function describeProblems(problems: readonly Problem[]): MarkdownPart {
  return {
    head: '\n### What is wrong, or deserves a look\n\n',
    rows: problems.map(({ code, severity, place, message, remedy }) => {
      const { file, line, column } = place
      const where =
        file === undefined
          ? ''
          : ` at ${renderMarkdownCode(line === undefined ? file : `${file}:${line}:${column ?? 1}`)}`
      return `- ${severity} \`${code}\`${where}: ${escapeMarkdown(message)} ${escapeMarkdown(remedy)}\n`
    }),
    noun: 'problem',
    plural: 'problems',
  }
}

function nameParty({ id, name }: { readonly id: string; readonly name: string }): string {
  return name === id ? renderMarkdownCode(id) : `**${escapeMarkdown(name)}** ${renderMarkdownCode(id)}`
}

import type { Charter } from '../domain/founding.ts'
import { formatAddress, type Party } from '../domain/party.ts'
import { escapeText, quoteForShell } from '../domain/quote.ts'
import { joinParts, renderRows, section } from './rows.ts'
import type { Style } from './style.ts'
import { count, date, shortFingerprint, wrap } from './words.ts'

/** A federation that begins, before or after its files are written. */
export interface ShownFounding {
  readonly charter: Charter
  /** The federation directory, as it was typed. */
  readonly label: string
  /** The top of the repository. */
  readonly top: string
  readonly isInGit: boolean
  readonly parties: readonly Party[]
  /** How many registrations were left out; each is told by its problem. */
  readonly leftOut: number
  /** Whether the parties were registered here before. */
  readonly isAdoption: boolean
  /** Below the top. */
  readonly files: readonly string[]
  readonly kept: readonly string[]
  /** The lines that CODEOWNERS should have, where there was one. */
  readonly ownerLines: string | undefined
  readonly state: 'to-be-written' | 'written' | 'declined'
  /** Whether somebody has seen it with the question. */
  readonly wasShown: boolean
  readonly isHookInstalled: boolean
  readonly hasOwners: boolean
  /** The commands that are typed next, without those of git. */
  readonly commands: { readonly publish: string; readonly plan: string | undefined }
}

/** Renders what is written, and what is to be done next. */
export function renderFounding(shown: ShownFounding, style: Style): string {
  if (shown.state === 'declined') return 'Nothing was written.\n'
  if (shown.state === 'written' && shown.wasShown) return `Written.\n\n${describeNext(shown, style)}`
  const parts = [describeCharter(shown, style), section(describeParties(shown, style)), section(describeFiles(shown))]
  const text = parts.join('')
  return shown.state === 'written' ? `${text}\n${describeNext(shown, style)}` : text
}

function describeCharter({ charter, label }: ShownFounding, style: Style): string {
  const { name, profile, network } = charter
  const where = network === undefined ? '' : `, network ${network}`
  return `${style.strong(escapeText(name))}   in ${escapeText(label)}, profile ${profile}${where}\n`
}

function describeParties({ parties, leftOut }: ShownFounding, style: Style): string {
  const rows = parties.map(({ id: partyId, name, address, certificate }) => ({
    word: 'declared',
    emphasis: style.good,
    party: { name, partyId },
    detail: joinParts([
      address && formatAddress(address),
      shortFingerprint(certificate?.fingerprint),
      certificate && `until ${date(certificate.notAfter)}`,
    ]),
    notes: [],
  }))
  const left = leftOut === 0 ? '' : `\n${count(leftOut, 'registration')} left out: see above.\n`
  return renderRows(rows, style) + left
}

function describeFiles({ state, top, files, kept, ownerLines }: ShownFounding): string {
  const word = state === 'written' ? 'Written' : 'To be written'
  const owners = ownerLines?.split('\n').filter((line) => line !== '' && !line.startsWith('# ')) ?? []
  const lines = [
    ...(files.length === 0
      ? []
      : [`${word} below ${escapeText(top)}:`, ...files.map((file) => `  ${escapeText(file)}`)]),
    ...(kept.length === 0 ? [] : [`Left as it was: ${kept.map(escapeText).join(', ')}.`]),
    ...(owners.length === 0 ? [] : ['To be added to CODEOWNERS:', ...owners.map((line) => `  ${line}`)]),
  ]
  return lines.map((line) => `${line}\n`).join('')
}

function describeNext(shown: ShownFounding, style: Style): string {
  const { isInGit, top, files, kept, isHookInstalled, hasOwners, commands, isAdoption } = shown
  // Theirs refuses no keys, for all we know.
  const isHookOurs = !kept.includes('hooks/pre-commit')
  const git = `git -C ${quoteForShell(top)}`
  const steps = [
    ...(isAdoption
      ? [
          'What was registered here by hand is declared now, but nobody has compared it anew: let each site compare its fingerprint.',
        ]
      : []),
    ...(hasOwners ? [] : ['Say in CODEOWNERS who must approve a change.']),
    ...(isInGit ? [] : [`Make it a repository: ${git} init`]),
    ...(isHookInstalled || !isHookOurs
      ? []
      : [`Let git refuse private keys in this clone: ${git} config core.hooksPath hooks`]),
    `Commit it: ${git} add -- ${files.map(quoteForShell).join(' ')} && ${git} commit -m 'Begin the federation'`,
    ...(commands.plan === undefined ? [] : [`See that there is nothing to do: ${commands.plan}`]),
    `Bring it to the others. Each component declares itself: ${commands.publish}`,
  ]
  return `Next:\n${steps.map((step, index) => describeStep(step, index + 1, style)).join('')}`
}

/** Its number stands before its first line; a command that is longer than a line stays whole. */
function describeStep(step: string, number: number, { width }: Style): string {
  const head = `  ${number}. `
  const [first = '', ...rest] = wrap(step, head.length, width)
  return [head + first.slice(head.length), ...rest].map((line) => `${line}\n`).join('')
}

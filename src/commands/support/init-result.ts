import type { Options } from '../../command-line/options.ts'
import { chooseExitCode } from '../../domain/exit-code.ts'
import type { LeftOut, NewFile } from '../../domain/founding.ts'
import type { Party } from '../../domain/party.ts'
import { errorCodesOf, type Problem } from '../../domain/problem.ts'
import { quoteForShell } from '../../domain/quote.ts'
import type { FoundingPlace } from '../../io/founding/place.ts'
import type { World } from '../../io/world/world.ts'
import { renderCodeOwners } from '../../render/founding/code-owners.ts'
import { renderFounding, type ShownFounding } from '../../render/founding.ts'
import type { JsonFields } from '../../render/json.ts'
import { renderProblems } from '../../render/problems.ts'
import { makePlainStyle } from '../../render/style.ts'
import type { Result } from './command.ts'
import { isYes, type Answers } from './init-answers.ts'

/** A federation that is ready to be written. */
export interface Beginning {
  readonly place: FoundingPlace
  readonly answers: Answers
  readonly parties: readonly Party[]
  readonly leftOut: readonly LeftOut[]
  /** What is told besides. */
  readonly problems: readonly Problem[]
  readonly files: readonly NewFile[]
  /** The paths of those, and of what holds just that already. */
  readonly present: readonly string[]
  /** The files of others that serve, or stand where one of ours would. */
  readonly kept: readonly string[]
}

/** Codes that tell only that a federation has just begun. */
const EXPECTED: ReadonlySet<string> = new Set(['RESEARCHER_MISSING', 'NODES_FEW'])

/** Shows what will be written to somebody who has answered questions, and asks once more; else everything was typed. */
export async function confirm(world: World, beginning: Beginning): Promise<boolean> {
  if (!beginning.answers.wereAsked) return true
  const style = makePlainStyle(world.stderr.columns)
  const problems = renderProblems(problemsOf(beginning), style)
  const shown = renderFounding(show(beginning, { state: 'to-be-written', isHookInstalled: false }), style)
  const answer = await beginning.answers.asker.answer({
    flag: '',
    typed: undefined,
    text: `\n${problems === '' ? '' : `${problems}\n`}${shown}\nWrite this? [y/N] `,
    fallback: '',
  })
  return isYes(answer)
}

interface Ending {
  readonly options: Options
  readonly state: 'written' | 'declined'
  /** What kept git from being told of the hook. */
  readonly fault?: Problem | undefined
}

/** Makes the result of `init`. */
export function makeInitResult(beginning: Beginning, { options, state, fault }: Ending): Result {
  const isWritten = state === 'written'
  const isHookInstalled = isWritten && beginning.answers.wantsHook && fault === undefined
  const problems = [...problemsOf(beginning), ...(fault === undefined ? [] : [fault])]
  const shown = show(beginning, { state, isHookInstalled, options })
  return {
    exitCode: isWritten ? chooseExitCode(errorCodesOf(problems)) : 2,
    problems,
    // Whoever was asked has seen them with the question.
    remarks: beginning.answers.wereAsked ? (fault === undefined ? [] : [fault]) : problems,
    fields: toJson(beginning, { isWritten, isHookInstalled }),
    text: (style) => renderFounding(shown, style),
  }
}

function problemsOf({ problems, leftOut }: Beginning): readonly Problem[] {
  return [...problems.filter(({ code }) => !EXPECTED.has(code)), ...leftOut.map(({ problem }) => problem)]
}

function show(
  { place, answers, parties, leftOut, files, present, kept }: Beginning,
  ending: Pick<ShownFounding, 'state' | 'isHookInstalled'> & { readonly options?: Options },
): ShownFounding {
  const { options, ...rest } = ending
  const { own, charter, owners } = answers
  const federation = `--federation ${quoteForShell(place.label)}`
  const component = own === undefined ? 'DIR' : quoteForShell(own.component.directory)
  const hasOwnersFile = present.includes('CODEOWNERS')
  return {
    ...rest,
    charter,
    wasShown: answers.wereAsked,
    label: place.label,
    top: place.top,
    isInGit: place.isInGit,
    parties,
    leftOut: leftOut.length,
    isAdoption: options?.fromRegistry === true && parties.length > 1,
    files: files.map(({ path }) => path),
    kept,
    ownerLines: hasOwnersFile ? undefined : renderCodeOwners(place.prefix, owners),
    hasOwners: owners.length > 0 || !hasOwnersFile,
    commands: {
      publish: `fbm-gitops publish --component DIR ${federation} --name LABEL`,
      plan: own === undefined ? undefined : `fbm-gitops plan --component ${component} ${federation}`,
    },
  }
}

function toJson(
  { place, answers, parties, leftOut, files, kept }: Beginning,
  { isWritten, isHookInstalled }: { readonly isWritten: boolean; readonly isHookInstalled: boolean },
): JsonFields {
  const { name, profile, network } = answers.charter
  return {
    federation: name,
    profile,
    network,
    directory: place.directory,
    top: place.top,
    written: isWritten,
    files: isWritten ? files.map(({ path }) => path) : [],
    kept: [...kept],
    parties: parties.map(({ id, name: label, role, certificate }) => ({
      id,
      name: label,
      role,
      fingerprint: certificate?.fingerprint,
    })),
    leftOut: leftOut.map(({ partyId: party, problem }) => ({ party, reason: problem.message })),
    hookInstalled: isHookInstalled,
  }
}

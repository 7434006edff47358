import { FLAGS, wordOf, type FlagName } from '../../command-line/flags.ts'
import type { Options } from '../../command-line/options.ts'
import { COMMANDS, type CommandName } from '../../command-line/table.ts'
import type { Assessment } from '../../domain/pass/assessment.ts'
import type { Problem } from '../../domain/problem.ts'
import { quoteForShell } from '../../domain/quote.ts'
import { holdsSecret } from '../../domain/url-secret.ts'

/**
 * Repeats, for another command to be typed, those flags that make it do the same: where the component and the federation
 * are, and what was decided. Each with its value; none that it takes by itself: its default, or what the settings say.
 */
export function repeatFlags(command: CommandName, options: Options): readonly string[] {
  const { flags } = COMMANDS[command]
  const repeated = flags.flatMap((flag) => (FLAGS[flag].repeated ? writeFlag(flag, options) : []))
  // What only reported may do so because of a variable or the settings, which a flag must then overrule.
  const reports = options.mode === 'report' || options.settled.mode === 'report'
  return reports && flags.includes('mode') ? [...repeated, '--mode apply'] : repeated
}

/** Completes the commands that remedies name, so that they concern the same component and federation. */
export function completeRemedies<Told extends { readonly remedy: string | undefined }>(
  all: readonly Told[],
  options: Options,
): readonly Told[] {
  return all.map((told) => {
    return told.remedy === undefined ? told : { ...told, remedy: completeCommands(told.remedy, options) }
  })
}

/** Does the same for all problems of an assessment; what was one problem stays one. */
export function completeAssessment(assessment: Assessment, options: Options): Assessment {
  const { problems, plan, verdict } = assessment
  const all = [...new Set([...problems, ...plan.problems, ...verdict.reasons])]
  const completed = new Map(completeRemedies(all, options).map((problem, index) => [all[index], problem]))
  const complete = (each: readonly Problem[]): readonly Problem[] => {
    return each.map((problem) => completed.get(problem) ?? problem)
  }
  return {
    ...assessment,
    problems: complete(problems),
    plan: { ...plan, problems: complete(plan.problems) },
    verdict: { ...verdict, reasons: complete(verdict.reasons) },
  }
}

/** One that names a component itself is for another place than this. */
const NAMED_COMMAND = new RegExp(`\\bfbm-gitops (${Object.keys(COMMANDS).join('|')})\\b(?! --component\\b)`, 'g')

function completeCommands(remedy: string, options: Options): string {
  return remedy.replace(NAMED_COMMAND, (text, name: CommandName) => {
    const isOffline = / --offline\b/.test(remedy)
    const flags = repeatFlags(name, options)
      .filter((flag) => !`${remedy} `.includes(` ${flag} `))
      // A remedy for a component that is stopped contradicts the flag for one that runs.
      .filter((flag) => !(isOffline && flag === '--freeze'))
    return [text, ...flags].join(' ')
  })
}

function writeFlag(flag: FlagName, options: Options): readonly string[] {
  const name = wordOf(flag)
  const value = options[flag]
  if (value === true) return options.settled[flag] === flag ? [] : [name]
  if (typeof value === 'object' && options.settled[flag] === JSON.stringify(value)) return []
  const values = typeof value === 'object' ? value : [value]
  return (
    values
      .filter((each) => typeof each === 'string')
      .filter((each) => each !== valueWithout(flag, options))
      // What lets somebody in is shown nowhere.
      .filter((each) => !holdsSecret(each))
      .map((each) => (each.startsWith('-') ? `${name}=${quoteForShell(each)}` : `${name} ${quoteForShell(each)}`))
  )
}

/** What the other command takes where a flag is not repeated. */
function valueWithout(flag: FlagName, { settled, repository, federation }: Options): string | undefined {
  // Beside a repository the directory means nothing; and where the settings name a repository, no directory is a default.
  if (flag === 'federation' && repository !== undefined) return federation
  if (flag === 'federation' && settled.repository !== undefined) return undefined
  return flag in settled ? settled[flag] : FLAGS[flag].fallback
}

import { makeProblem, type Problem } from '../domain/problem.ts'
import { escapeText } from '../domain/quote.ts'
import { namePath, type Snapshot, type SnapshotFile } from '../domain/snapshot.ts'

const RESERVED_BY_WINDOWS = /^(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\.|$)/i
const REFUSED_BY_WINDOWS = /[<>:"|?*\\]/

/** Finds names that mislead people, or that some system of the members cannot hold beside the others. */
export function checkEntryNames({ files, label }: Snapshot): readonly Problem[] {
  const paths = files.map(({ path }) => path)
  const single = files.flatMap((file) => {
    const problem = checkName(file, { file: namePath(label, file.path) })
    return problem === undefined ? [] : [problem]
  })
  return [...single, ...findTwins(paths, label)]
}

function checkName({ path, kind }: SnapshotFile, place: Problem['place']): Problem | undefined {
  const steps = path.split('/')
  const unsafe = firstReason(steps, isUnsafe) ?? (kind === 'file' ? undefined : firstReason(steps, isObeyedByGit))
  if (unsafe !== undefined) return makeProblem('ENTRY_NAME_UNSAFE', place, { path, reason: unsafe })
  const hostile = firstReason(steps, isHostileToWindows)
  return hostile === undefined ? undefined : makeProblem('ENTRY_NAME_NOT_PORTABLE', place, { path, reason: hostile })
}

function firstReason(steps: readonly string[], judge: (step: string) => string | undefined): string | undefined {
  for (const step of steps) {
    const reason = judge(step)
    if (reason !== undefined) return reason
  }
  return undefined
}

function isUnsafe(step: string): string | undefined {
  if (escapeText(step) !== step) return 'holds characters that nobody can see'
  if (step === '' || step === '.' || step === '..') return 'leads out of its directory'
  if (/^(?:\.git|git~[0-9]+)$/i.test(step)) return "belongs to git's own files"
  return step.startsWith('-') ? 'begins with a dash, which programs take for an option' : undefined
}

/** Git reads these in a work tree: through a link, it would read what lies elsewhere. */
function isObeyedByGit(step: string): string | undefined {
  return /^\.(?:git(?:modules|attributes|ignore)|mailmap)$/i.test(step)
    ? 'is one that git obeys, so it must be a plain file'
    : undefined
}

function isHostileToWindows(step: string): string | undefined {
  if (/[ .]$/.test(step)) return 'ends in a space or dot'
  if (RESERVED_BY_WINDOWS.test(step)) return 'is the name of a device'
  return REFUSED_BY_WINDOWS.test(step) ? 'holds one of < > : " | ? * \\' : undefined
}

/** Directories count, too: on some systems `A/x` and `a/y` lie in one. */
function findTwins(paths: readonly string[], label: string): readonly Problem[] {
  const first = new Map<string, string>()
  const problems: Problem[] = []
  for (const path of new Set(paths.flatMap(withAncestors))) {
    const folded = path.normalize('NFC').toLowerCase()
    const other = first.get(folded) ?? path
    first.set(folded, other)
    if (other !== path) {
      problems.push(makeProblem('ENTRY_NAME_TWICE', { file: namePath(label, path) }, { path, other }))
    }
  }
  return problems
}

function withAncestors(path: string): readonly string[] {
  const steps = path.split('/')
  return steps.map((_, index) => steps.slice(0, index + 1).join('/'))
}

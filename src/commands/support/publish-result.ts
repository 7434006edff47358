import type { Options } from '../../command-line/options.ts'
import { chooseExitCode } from '../../domain/exit-code.ts'
import { errorCodesOf, type Problem } from '../../domain/problem.ts'
import type { Publication } from '../../domain/publication.ts'
import type { Committed } from '../../io/publishing/publish.ts'
import type { JsonFields } from '../../render/json.ts'
import { renderPublication } from '../../render/publication.ts'
import type { Result } from './command.ts'
import { completeRemedies, repeatFlags } from './repeat.ts'

/** What became of a publication. */
export interface Published {
  readonly publication: Publication
  /** The federation directory, as people know it. */
  readonly place: string
  /** Absent where nothing was to be done, and outside git. */
  readonly committed: Committed | undefined
  /** Whether it may be written: false where nobody has compared the fingerprint yet. */
  readonly isWanted: boolean
  /** Whether the operator was asked that, and has seen the fingerprint with the question. */
  readonly wasAsked?: boolean
  /** What is told besides. */
  readonly problems?: readonly Problem[]
}

/** Makes the result of `publish`. */
export function makePublishResult(published: Published, options: Options): Result {
  const { publication, committed, isWanted, problems: found = [] } = published
  const problems = completeRemedies([...publication.problems, ...found, ...(committed?.problems ?? [])], options)
  const again = ['fbm-gitops publish', ...repeatFlags('publish', options), '--yes'].join(' ')
  const errors = errorCodesOf(problems)
  return {
    exitCode: isWanted || errors.length > 0 ? chooseExitCode(errors) : 2,
    problems,
    remarks: problems,
    fields: toJson(published, options.repository),
    text: (style) => renderPublication({ ...published, again }, style),
  }
}

function toJson({ publication, committed, isWanted }: Published, repository: string | undefined): JsonFields {
  const { id, name, origin, certificate, changes, files } = publication
  const isWritten = isWanted && files.length > 0
  return {
    party: id,
    name,
    origin,
    fingerprint: certificate.fingerprint,
    notAfter: new Date(certificate.notAfter).toISOString(),
    changed: isWritten,
    changes: isWritten ? [...changes] : [],
    pending: isWanted ? undefined : [...changes],
    files: isWritten ? files.map(({ path }) => path) : [],
    repository,
    ...(committed === undefined ? {} : commitToJson(committed)),
  }
}

function commitToJson({ branch, commit, remote, pushed, compare }: Committed): JsonFields {
  return { branch, commit, remote, pushed, compare }
}

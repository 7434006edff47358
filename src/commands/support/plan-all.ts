import type { Options } from '../../command-line/options.ts'
import { readBase } from '../../declaration/base.ts'
import { reachSource } from '../../declaration/reach.ts'
import { readDeclaration } from '../../declaration/read.ts'
import { chooseExitCode } from '../../domain/exit-code.ts'
import { makePreview } from '../../domain/preview/make-preview.ts'
import { errorCodesOf, type Problem } from '../../domain/problem.ts'
import { FederationError } from '../../errors.ts'
import type { World } from '../../io/world/world.ts'
import { previewToJson } from '../../render/preview/json.ts'
import { renderInvalidMarkdown, renderPreviewMarkdown } from '../../render/preview/markdown.ts'
import { renderPreview } from '../../render/preview/text.ts'
import { countProblems, renderProblems } from '../../render/problems.ts'
import type { Result } from './command.ts'
import { makeSource } from './source.ts'

/** Shows what a revision makes every party do. It needs no component, and nothing but the objects of a repository. */
export async function planAll(world: World, options: Options): Promise<Result> {
  const source = await reachSource(world, { source: makeSource(world, options), component: undefined })
  const head = await readDeclaration(world, source).catch(takeInvalid)
  if ('problems' in head && !('federation' in head)) return showInvalid(head.problems)
  const { declaration: base, problems: said } = await readBase(world, { source, head, base: options.base })
  const preview = makePreview({ base, head: { ...head, problems: [...said, ...head.problems] } })
  return {
    exitCode: preview.exitCode,
    problems: preview.problems,
    remarks: preview.problems,
    fields: previewToJson(preview),
    text: (style) => renderPreview(preview, style, world.clock.now()),
    document: () => renderPreviewMarkdown(preview),
  }
}

interface Invalid {
  readonly problems: readonly Problem[]
}

/** What is wrong with the federation is a result: whoever reviews it is told in the place of the preview. */
function takeInvalid(error: unknown): Invalid {
  if (!(error instanceof FederationError)) throw error
  if (chooseExitCode(errorCodesOf(error.problems)) !== 26) throw error
  return { problems: error.problems }
}

function showInvalid(problems: readonly Problem[]): Result {
  return {
    exitCode: 26,
    problems,
    remarks: [],
    fields: { scope: 'all' },
    text: (style) =>
      `${renderProblems(problems, style)}\n${countProblems(problems)}. There is no preview. Nothing was written.\n`,
    document: () => renderInvalidMarkdown(problems),
  }
}

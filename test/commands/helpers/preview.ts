import { captureJson } from '../../helpers/capture.ts'
import { assertMatchesSchema } from '../../helpers/schema.ts'

/** A change as a preview or a plan has it in JSON. */
export interface ChangeJson {
  readonly kind: string
  readonly party: string
  readonly after?: { readonly fingerprint: string }
}

/** What the tests look at in the JSON output of `plan --all`. */
export interface PreviewJson {
  readonly changesNothing?: boolean
  readonly digest: string
  readonly head: { readonly digest: string }
  readonly base?: { readonly digest: string; readonly revision?: { readonly commit: string } }
  readonly parties: readonly { readonly party: string; readonly kind: string }[]
  readonly members: readonly {
    readonly party: string
    readonly standing: string
    readonly group?: number
    readonly exitCode: number
  }[]
  readonly groups: readonly {
    readonly members: readonly { readonly party: string }[]
    readonly changes: readonly ChangeJson[]
    readonly refused: readonly ChangeJson[]
    readonly flags: readonly string[]
  }[]
  readonly checks: readonly { readonly party: string; readonly fingerprint: string; readonly before?: string }[]
  readonly tasks: readonly { readonly kind: string; readonly type?: string }[]
  readonly problems: readonly { readonly code: string; readonly remedy: string }[]
}

/** Runs `plan --all` on a federation directory; what is printed must match its schema. */
export async function preview(
  directory: string,
  ...flags: readonly string[]
): Promise<{ readonly exitCode: number; readonly json: PreviewJson; readonly codes: readonly string[] }> {
  const { exitCode, json } = await captureJson(['plan', '--all', '--federation', directory, ...flags])
  assertMatchesSchema('plan-all', json)
  const typed = json as unknown as PreviewJson
  return { exitCode, json: typed, codes: typed.problems.map(({ code }) => code) }
}

/** What one member does: its group's changes, but what concerns itself. */
export function changesOf({ members, groups }: PreviewJson, party: string): readonly ChangeJson[] {
  const group = groups[members.find((member) => member.party === party)?.group ?? -1]
  return [...(group?.changes ?? []), ...(group?.refused ?? [])].filter((change) => change.party !== party)
}

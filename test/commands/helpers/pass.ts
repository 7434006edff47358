import { capture, captureJson } from '../../helpers/capture.ts'
import type { TestFederation } from '../../helpers/federation.ts'
import { assertMatchesSchema } from '../../helpers/schema.ts'

/** What the tests look at in the JSON output of a pass. */
export interface DriftJson {
  readonly drift: readonly { readonly party: string; readonly class: string }[]
  readonly digest: string
  readonly changes: readonly { readonly kind: string; readonly party: string }[]
  readonly outcomes?: readonly { readonly result: string; readonly party: string; readonly reason?: string }[]
  readonly problems: readonly { readonly code: string }[]
}

/** Runs `plan` or `reconcile` for the component of `a`; what is printed must match its schema. */
export async function pass(
  federation: TestFederation,
  command: 'plan' | 'reconcile',
  ...flags: readonly string[]
): Promise<{ readonly exitCode: number; readonly json: DriftJson }> {
  const { exitCode, json } = await captureJson([command, ...federation.locate('a'), ...flags])
  assertMatchesSchema(command, json)
  return { exitCode, json: json as unknown as DriftJson }
}

/** The codes of the problems that a pass tells. */
export function codes({ problems }: DriftJson): readonly string[] {
  return problems.map(({ code }) => code)
}

/** Reconciles the component of `a` while it is stopped, and gives the exit code. */
export async function reconcile(federation: TestFederation): Promise<number> {
  return (await capture(['reconcile', ...federation.locate('a'), '--offline'])).exitCode
}

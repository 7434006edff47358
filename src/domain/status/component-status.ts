import type { Contact } from '../contact.ts'
import type { Revision } from '../federation.ts'
import type { PassRecord } from '../pass/pass-record.ts'
import { bindRecord, MOST_KEPT, type Omitted } from './bounds.ts'
import type { Condition } from './condition.ts'
import { deriveConditions } from './derive-conditions.ts'
import type { Endings, Evidence, WatchedFacts } from './evidence.ts'
import type { KeptSource } from './kept-source.ts'

/** What is kept of a component between its passes. */
export interface ComponentStatus {
  readonly componentId: string | undefined
  /** Its label in the federation, and the federation, as the last pass that did not fail found them. */
  readonly name: string | undefined
  readonly federation: string | undefined
  /** The last commit that was accepted, with what is known of it. */
  readonly accepted: Revision | undefined
  readonly lastPass: PassRecord
  /** What is left out of it. */
  readonly omitted: Omitted
  /** The last pass that ended with exit code 0. */
  readonly lastSuccess: Success | undefined
  readonly endings: Endings | undefined
  readonly contact: Contact | undefined
  readonly maxStalenessMs: number
  readonly intervalMs: number | undefined
  readonly fighting: readonly string[]
  readonly conditions: readonly Condition[]
  /** Where a pass looked for the federation last; absent where an earlier fbm-gitops kept this. */
  readonly source?: KeptSource | undefined
}

interface Success {
  readonly endedAt: number
  readonly revision: string | undefined
}

/** A pass that ended, and what is known beside it. */
export interface EndedPass {
  readonly pass: PassRecord
  readonly facts: WatchedFacts
  readonly source?: KeptSource | undefined
}

/** What of it a pass may leave as it was. */
type Lasting = Pick<
  ComponentStatus,
  'componentId' | 'name' | 'federation' | 'accepted' | 'lastSuccess' | 'endings' | 'conditions' | 'source'
>

/** Brings what is kept of a component up to date with one more pass. */
export function updateStatus(
  previous: ComponentStatus | undefined,
  { pass, facts, source }: EndedPass,
  now: number,
): ComponentStatus {
  const before = believe(previous, pass)
  const { endings } = pass.failed ? before : { endings: cutEndings(pass) }
  const evidence: Evidence = { ...facts, pass, endings, runningSince: undefined }
  const { record, omitted } = bindRecord(pass)
  return {
    ...before,
    ...(source === undefined ? {} : { source }),
    ...(pass.failed ? {} : { componentId: pass.componentId, name: pass.name, federation: pass.federation, endings }),
    ...(pass.accepted ? { accepted: pass.revision } : {}),
    ...(pass.exitCode === 0 ? { lastSuccess: { endedAt: pass.endedAt, revision: pass.revision?.id } } : {}),
    lastPass: record,
    omitted,
    ...facts,
    fighting: [...facts.fighting].sort(),
    conditions: deriveConditions(before.conditions, evidence, now),
  }
}

/** The registry may have been given to a component of another id: what was kept of that one is none of this one's. */
function believe(previous: ComponentStatus | undefined, { componentId }: PassRecord): Lasting {
  const isOther = componentId !== undefined && componentId !== previous?.componentId
  if (previous !== undefined && !isOther) return previous
  return {
    componentId,
    name: undefined,
    federation: undefined,
    accepted: undefined,
    lastSuccess: undefined,
    endings: undefined,
    conditions: [],
  }
}

/** Derives the conditions once more, from what is kept and a later clock. */
export function refreshConditions(
  { lastPass: pass, endings, contact, maxStalenessMs, intervalMs, fighting, conditions }: ComponentStatus,
  runningSince: number | undefined,
  now: number,
): readonly Condition[] {
  const facts = { contact, maxStalenessMs, intervalMs, fighting: new Set(fighting) }
  return deriveConditions(conditions, { ...facts, pass, endings, runningSince }, now)
}

function cutEndings({ expiring, nextEnding }: PassRecord): Endings {
  return { expiring: expiring.slice(0, MOST_KEPT), nextEnding }
}

import type { Declaration } from '../declaration.ts'
import { assess, type Assessment } from '../pass/assessment.ts'
import { checkProfile } from '../pass/profile-check.ts'
import { checkSelf } from '../pass/self-check.ts'
import { isAbout, makeProblem, type Problem } from '../problem.ts'
import { quote } from '../quote.ts'
import type { Check } from './check.ts'
import type { Facts, SourceFacts } from './facts.ts'
import { ok, skip, tell, tellOr } from './finding.ts'
import { judgeFact, valueOf, whereKnown } from './found.ts'
import { writeCount, writeSpan, writeTime } from './write.ts'

const SKEW_MS = 5 * 60_000

export const SOURCE: Check<Facts> = {
  id: 'source',
  title: 'source',
  group: 'Federation',
  about:
    'The federation directory is there and can be read; a repository elsewhere is reached, which only `plan` does otherwise.',
  judge: (facts) =>
    judgeFact(facts.source, (source) => {
      const problems = problemsOf(facts).filter((problem) => isAbout(problem, 'source') && !isOfClock(problem))
      return tellOr(problems, describeSource(source, facts))
    }),
}

export const MANIFEST: Check<Facts> = {
  id: 'manifest',
  title: 'manifest',
  group: 'Federation',
  about: 'The manifest as a whole is sound.',
  judge: (facts) => {
    if (facts.source.kind !== 'found') return skip('the source cannot be read')
    const problems = problemsOf(facts).filter((problem) => problem.party === undefined && !isAbout(problem, 'source'))
    const { declaration } = facts
    if (declaration.kind === 'faulty' && problems.length === 0) return skip('the source cannot be read')
    const federation = valueOf(declaration)?.federation
    return tellOr(problems, federation === undefined ? '' : `${quote(federation.name)}, ${federation.profile}`)
  },
}

export const HISTORY: Check<Facts> = {
  id: 'history',
  title: 'history',
  group: 'Federation',
  about: 'The commit descends from the one that was accepted last.',
  judge: ({ history, declaration }) =>
    whereKnown(declaration, 'the federation', () =>
      judgeFact(history, (relation) => ok(relation === 'descends' ? 'descends from what was accepted' : relation)),
    ),
}

export const CLOCK: Check<Facts> = {
  id: 'clock',
  title: 'clock',
  group: 'Federation',
  about:
    'The newest commit, the last pass and the beginnings of the certificates lie not more than five minutes ahead of this clock.',
  judge: (facts) => {
    const isComparable = facts.declaration.kind === 'found' || valueOf(facts.state.status) !== undefined
    if (!isComparable) return skip('there is nothing to compare it with')
    return tellOr(findSuspects(facts), writeTime(facts.now))
  },
}

export const SELF: Check<Facts> = {
  id: 'self',
  title: 'self',
  group: 'Federation',
  about: 'The federation declares this component, with the certificate and the address that it has itself.',
  judge: (facts) =>
    whereKnown(facts.component, 'the component', (component) =>
      whereKnown(facts.declaration, 'the federation', ({ federation }) => {
        const denied = valueOf(facts.state.books)?.denied ?? new Set<string>()
        const { self, problems } = checkSelf({ component, federation, denied, ownFingerprint: facts.ownFingerprint })
        return tellOr(problems, `declared as ${quote(self?.name ?? component.id)}`)
      }),
    ),
}

export const PARTIES: Check<Facts> = {
  id: 'parties',
  title: 'parties',
  group: 'Federation',
  about:
    'The certificate of each party is there, passes every rule, and does not end soon. One finding for each fault.',
  judge: (facts) => {
    // What is wrong with the whole does not hide what is wrong with its parties.
    const { declaration: reading } = facts
    const beside = reading.kind === 'faulty' ? reading.problems.filter(({ party }) => party !== undefined) : []
    if (beside.length > 0) return tell(...beside)
    return whereKnown(reading, 'the federation', (declaration) => {
      const { parties } = declaration.federation
      const problems = separate(declaration, assessFacts(facts)).ofParties
      return tellOr(problems, `${writeCount(parties.length, 'party', 'parties')}, all verified`)
    })
  },
}

export const PLAN: Check<Facts> = {
  id: 'plan',
  title: 'plan',
  group: 'Federation',
  about: 'What a reconcile would do now, and what it would refuse.',
  judge: (facts) => {
    const assessment = assessFacts(facts)
    if (assessment === undefined) return skip('component, registry or federation is not known')
    const { verdict, self, drift, component, declaration } = assessment
    if (checkProfile(component, declaration.federation) !== undefined) return skip('the profile does not fit')
    if (self === undefined) return skip('nothing is registered here for this component')
    const foreign = drift.filter((item) => item.class === 'foreign').length
    const pending =
      verdict.changes.length === 0 ? 'in sync' : `${writeCount(verdict.changes.length, 'change')} to apply`
    const { ofPlan } = separate(declaration, assessment)
    return tellOr(ofPlan, foreign === 0 ? pending : `${pending}; ${foreign} foreign, left alone`)
  },
}

/** Assesses what a pass would assess; `undefined` where something that it takes is not known. */
export function assessFacts(facts: Facts): Assessment | undefined {
  const component = valueOf(facts.component)
  const declaration = valueOf(facts.declaration)
  const observed = valueOf(facts.registry.content)
  const books = valueOf(facts.state.books)
  if (component === undefined || declaration === undefined || observed === undefined || books === undefined)
    return undefined
  const { ownFingerprint } = facts
  return assess({
    component,
    declaration,
    local: { ...books, observed, ownFingerprint, problems: [] },
    decisions: { adopt: new Set(), overwrite: new Set() },
    policy: { allowDelete: new Set(), allowReplace: new Set(), planDigest: undefined },
  })
}

/** Tells what is said of single parties from what is said of the plan; of the component itself another check speaks. */
function separate(
  { problems: declared }: Declaration,
  assessment: Assessment | undefined,
): { readonly ofParties: readonly Problem[]; readonly ofPlan: readonly Problem[] } {
  const keyOf = ({ code, party }: Problem): string => `${code} ${party ?? ''}`
  const isDeclared = new Set(declared.map(keyOf))
  // The assessment knows who is denied here, so that nobody minds their certificates.
  const all = assessment?.problems ?? declared
  return {
    ofParties: all.filter((problem) => problem.party !== undefined && isDeclared.has(keyOf(problem))),
    ofPlan: all.filter((problem) => !isDeclared.has(keyOf(problem)) && !problem.code.startsWith('SELF_')),
  }
}

function problemsOf({ declaration, source }: Facts): readonly Problem[] {
  const ofContact = valueOf(source)?.fault
  const ofReading = declaration.kind === 'faulty' ? declaration.problems : (valueOf(declaration)?.problems ?? [])
  // Where it is out of reach, the reading says so, too.
  const isTold = ofContact === undefined || ofReading.some(({ code }) => code === ofContact.code)
  return isTold ? ofReading : [ofContact, ...ofReading]
}

function isOfClock({ code }: Problem): boolean {
  return code === 'COMMIT_IN_FUTURE'
}

function describeSource({ label, reachedAt }: SourceFacts, { declaration, now }: Facts): string {
  const head = describeHead(valueOf(declaration), now)
  const reached = reachedAt === undefined ? '' : `, reached ${writeSpan(now - reachedAt)} ago`
  return `${quote(label)}${reached}${head}`
}

function describeHead(declaration: Declaration | undefined, now: number): string {
  if (declaration === undefined) return ''
  const { id, time } = declaration.revision
  if (id === 'none') return ', files that are no commit'
  return `, at ${id.slice(0, 7)}${time === undefined ? '' : `, ${writeSpan(now - time)} old`}`
}

function findSuspects(facts: Facts): readonly Problem[] {
  const { now } = facts
  const declaration = valueOf(facts.declaration)
  const suspects = [
    ...(declaration?.problems ?? []).filter(isOfClock),
    ...suspect(`The commit ${declaration?.revision.id.slice(0, 7) ?? ''}`, declaration?.revision.time, now),
    ...suspect('The last pass', valueOf(facts.state.status)?.lastPass.endedAt, now),
    ...suspectBeginnings(declaration, now),
  ]
  // More of them say the same.
  return suspects.slice(0, 1)
}

/** A certificate that has not begun is its party's fault, unless it is the fault of this clock. */
function suspectBeginnings(declaration: Declaration | undefined, now: number): readonly Problem[] {
  const early = declaration?.problems.filter(({ code }) => code === 'NOT_YET_VALID') ?? []
  const [first] = early
  if (first === undefined) return []
  const what = `The validity of ${writeCount(early.length, 'declared certificate')}`
  return [makeProblem('CLOCK_SUSPECT', first.place, { what, at: 'a time to come', now: writeTime(now) })]
}

function suspect(what: string, time: number | undefined, now: number): readonly Problem[] {
  if (time === undefined || time <= now + SKEW_MS) return []
  return [makeProblem('CLOCK_SUSPECT', {}, { what, at: writeTime(time), now: writeTime(now) })]
}

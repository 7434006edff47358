import fc from 'fast-check'
import * as assert from 'uvu/assert'
import type { Component } from '../../../src/domain/component.ts'
import type { Declaration } from '../../../src/domain/declaration.ts'
import type { Federation } from '../../../src/domain/federation.ts'
import { EMPTY_INVENTORY, type Inventory } from '../../../src/domain/inventory.ts'
import type { Party } from '../../../src/domain/party.ts'
import { assess, type Assessment } from '../../../src/domain/pass/assessment.ts'
import { afterOf, beforeOf, type Change } from '../../../src/domain/pass/change.ts'
import { exitCodeOfPlan } from '../../../src/domain/pass/exit-code.ts'
import { keepBooks, prepareChanges } from '../../../src/domain/pass/preparation.ts'
import { makePreview } from '../../../src/domain/preview/make-preview.ts'
import type { Preview } from '../../../src/domain/preview/preview.ts'
import { makeProblem, type Problem } from '../../../src/domain/problem.ts'
import type { ProfileName } from '../../../src/domain/profiles.ts'
import type { Registration } from '../../../src/domain/registration.ts'
import { aCertificate, aComponent, aFingerprint, anAddress, anId, NOW } from '../../helpers/builders.ts'
import { aDeclaration, aParty } from '../../helpers/federations.ts'
import { suite } from '../../helpers/suite.ts'

const LABELS = ['r', 'a', 'b', 'c', 'd']
const KEYS = ['first', 'second', 'third']

/** What differs between parties, and between the two states of one. */
const anyState = fc.record({
  presence: fc.constantFrom('declared', 'declared', 'declared', 'removed', 'absent'),
  /** The first letter names the certificate, the other one its key: `renewed` has the key of `first`. */
  certificate: fc.constantFrom('first', 'first', 'first', 'renewed', 'second', 'third', 'none'),
  last: fc.constantFrom(2, 2, 3),
  replaces: fc.subarray(KEYS),
  name: fc.constantFrom('', '', '-renamed'),
})

const anyFederation = fc
  .record({
    states: fc.array(anyState, { minLength: LABELS.length, maxLength: LABELS.length }),
    name: fc.constantFrom('network', 'network', 'network', 'network', 'network', 'other'),
  })
  .map(
    ({ states, name }) =>
      (profile: ProfileName) =>
        makeDeclaration(states, name, profile),
  )

const anyProfile = fc.constantFrom<ProfileName>('secagg-mpspdz', 'party', 'mutual-tls')
/** Mostly the profile stays. */
const anyProfiles = fc.oneof(
  { weight: 4, arbitrary: anyProfile.map((profile) => [profile, profile] as const) },
  { weight: 1, arbitrary: fc.tuple(anyProfile, anyProfile) },
)

const anyPair = fc
  .record({ base: fc.option(anyFederation, { freq: 8, nil: undefined }), head: anyFederation, profiles: anyProfiles })
  .map(({ base, head, profiles: [before, after] }) => ({ base: base?.(before), head: head(after) }))

type State = typeof anyState extends fc.Arbitrary<infer T> ? T : never

function makeDeclaration(states: readonly State[], name: string, profile: ProfileName): Declaration {
  const holdsAddress = profile === 'secagg-mpspdz'
  const parties = states.flatMap((state, index): readonly Party[] => {
    const label = LABELS[index] ?? ''
    if (state.presence !== 'declared' && label !== 'r') return []
    const certificate = certificateOf(label, state.certificate)
    const address = holdsAddress ? anAddress(10 * index + state.last) : undefined
    const replaces = state.replaces.map((key) => aFingerprint(`${key} of ${label}`))
    return [aParty(label, { certificate, address, replaces, name: `name-${label}${state.name}` })]
  })
  const removed = states.flatMap(({ presence }, index) => {
    const label = LABELS[index] ?? ''
    return presence === 'removed' && label !== 'r' ? [{ id: anId(label), reason: undefined }] : []
  })
  const problems = parties.filter(({ certificate }) => certificate === undefined).map(missing)
  return aDeclaration({ name, profile, parties, removed }, { problems })
}

function certificateOf(label: string, kind: string): Party['certificate'] {
  if (kind === 'none') return undefined
  const certificate = aCertificate(`${kind} of ${label}`, `${kind === 'renewed' ? 'first' : kind} of ${label}`)
  const { fingerprint, publicKeyHash, notBefore, notAfter } = certificate
  return { fingerprint, publicKeyHash, notBefore, notAfter }
}

function missing({ id, name }: Party): Problem {
  return { ...makeProblem('CERTIFICATE_MISSING', {}, { path: `certificates/${id}.pem`, party: name }), party: id }
}

suite('makePreview', (test) => {
  test('says of each member what a pass says in its component that was in sync with the base', () => {
    fc.assert(
      fc.property(anyPair, ({ base, head }) => {
        const preview = makePreview({ base, head })
        for (const party of head.federation.parties) {
          const expected = passAfterBase(party, base, head)
          const { verdict, plan } = expected
          const found = doingsOf(preview, party)

          assert.equal(found.changes, verdict.changes.map(describe), `${party.id} does`)
          assert.equal([...found.refused].sort(), verdict.refused.map(describe).sort(), `${party.id} refuses`)
          assert.equal(found.exitCode, exitCodeOfPlan(expected), `${party.id} ends`)
          assert.equal(
            found.findings,
            plan.problems.map(({ code, party: about }) => `${code} ${about ?? ''}`).sort(),
            `${party.id} says`,
          )
        }
      }),
      { numRuns: 400 },
    )
  })

  test('names the flags that lift the brakes of each member, and no others', () => {
    fc.assert(
      fc.property(anyPair, ({ base, head }) => {
        const preview = makePreview({ base, head })
        for (const party of head.federation.parties) {
          const { verdict } = passAfterBase(party, base, head)
          const remedies = verdict.reasons.filter(({ party: about }) => about === undefined).map(({ remedy }) => remedy)
          const flags = preview.groups[groupOf(preview, party)]?.flags ?? []
          const all = remedies.join(' ')

          for (const flag of flags) assert.ok(all.includes(flag), `${flag} is not in ${all}`)
          assert.is(flags.length, new Set(all.match(/--allow-(?:delete|replace) \w+/g)).size)
        }
      }),
      { numRuns: 200 },
    )
  })

  test('says of the same content that it changes nothing for anybody', () => {
    fc.assert(
      fc.property(anyFederation, anyProfile, (make, profile) => {
        const head = make(profile)
        const preview = makePreview({ base: head, head })

        assert.equal(preview.parties, [])
        assert.equal(preview.checks, [])
        assert.ok(preview.groups.every(({ changes, refused }) => changes.length + refused.length === 0))
        assert.is(preview.base?.digest, preview.head.digest)
        if (head.federation.parties.every(({ certificate }) => certificate !== undefined)) {
          assert.ok(preview.changesNothing)
          assert.is(preview.exitCode, 0)
        } else assert.is(preview.exitCode, 21)
      }),
      { numRuns: 150 },
    )
  })

  test('digests equal states equally, in any order, and all that decides about a registry', () => {
    fc.assert(
      fc.property(anyFederation, anyFederation, anyProfile, (one, other, profile) => {
        const [head, base] = [one(profile), other(profile)]
        const shuffled = {
          ...head,
          federation: {
            ...head.federation,
            parties: [...head.federation.parties].reverse(),
            removed: [...head.federation.removed].reverse(),
          },
        }
        const digest = (declaration: Declaration): string =>
          makePreview({ base: undefined, head: declaration }).head.digest
        const preview = makePreview({ base, head })

        assert.is(digest(shuffled), digest(head))
        const isSame = preview.base?.digest === preview.head.digest
        if (isSame) assert.ok(preview.parties.every(({ kind }) => kind === 'renamed'))
        if (isSame) assert.ok(preview.groups.every(({ changes, refused }) => changes.length + refused.length === 0))
      }),
      { numRuns: 150 },
    )
  })
})

interface Said {
  readonly changes: readonly string[]
  readonly refused: readonly string[]
  readonly findings: readonly string[]
  readonly exitCode: number | undefined
}

/** Each member does what its group does, but what concerns itself. */
function doingsOf(preview: Preview, { id }: Party): Said {
  const group = preview.groups[groupOf(preview, { id })]
  const others = (changes: readonly Change[] = []): readonly string[] =>
    changes.filter(({ partyId }) => partyId !== id).map(describe)
  return {
    changes: others(group?.changes),
    refused: others(group?.refused),
    findings: (group?.findings ?? [])
      .filter(({ party }) => party !== undefined && party !== id)
      .map(({ code, party }) => `${code} ${party ?? ''}`)
      .sort(),
    exitCode: preview.members.find((member) => member.id === id)?.exitCode,
  }
}

function groupOf({ groups }: Preview, { id }: Pick<Party, 'id'>): number {
  const found = groups.flatMap(({ members }, index) => (members.some((each) => each.id === id) ? [index] : []))
  assert.is(found.length, 1, `${id} is in ${found.length} groups`)
  return found[0] ?? -1
}

function describe(change: Change): string {
  const sides = [beforeOf(change), afterOf(change)].map(
    (held) => `${held?.fingerprint ?? ''} ${held?.address?.ip ?? ''}`,
  )
  return [change.kind, change.partyId, change.name, change.cause, ...sides].join(' ')
}

/** Brings a component in sync with the base by a pass of its own, then lets it plan for the head. */
function passAfterBase(party: Party, base: Declaration | undefined, head: Declaration): Assessment {
  const { federation } = head
  const before = base?.federation.parties.find(({ id }) => id === party.id)
  const bare = { rows: [], inventory: EMPTY_INVENTORY }
  const { rows, inventory } = base === undefined || before === undefined ? bare : apply(before, base)
  const isOlder = base?.federation.profile !== 'mutual-tls' && federation.profile === 'mutual-tls'
  const component = componentOf(party, federation)
  return plan(component, head, {
    inventory,
    rows: rows.map((row): Registration => (isOlder ? { ...row, isOlder } : row)),
  })
}

interface Holding {
  readonly rows: readonly Registration[]
  readonly inventory: Inventory
}

/** Every certificate that any party may have. */
const CERTIFICATES = new Map(
  LABELS.flatMap((label) =>
    ['first', 'renewed', 'second', 'third'].map((kind) => aCertificate(`${kind} of ${label}`, keyOf(kind, label))),
  ).map((each) => [each.fingerprint, each]),
)

function apply(party: Party, base: Declaration): Holding {
  const assessment = plan(componentOf(party, base.federation), base, { rows: [], inventory: EMPTY_INVENTORY })
  const occasion = { federation: base.federation.name, revision: 'none', now: NOW, certificates: CERTIFICATES }
  const prepared = prepareChanges(assessment.verdict.changes, assessment.plan, occasion)
  const entries = new Map(keepBooks(EMPTY_INVENTORY, assessment, occasion).entries)
  for (const { entry } of prepared) if (entry !== undefined) entries.set(entry.partyId, entry)
  const inventory = { federation: base.federation.name, revision: 'none', entries }
  return {
    rows: [...entries.values()].map(({ partyId, fingerprint, address }) => ({ partyId, fingerprint, address })),
    inventory,
  }
}

function keyOf(kind: string, label: string): string {
  return `${kind === 'renewed' ? 'first' : kind} of ${label}`
}

function plan(component: Component, declaration: Declaration, { rows, inventory }: Holding): Assessment {
  return assess({
    component,
    declaration,
    local: {
      observed: { registrations: rows },
      inventory,
      denied: new Set(),
      ownFingerprint: undefined,
      problems: [],
    },
    decisions: { adopt: new Set(), overwrite: new Set() },
    policy: { allowDelete: new Set(), allowReplace: new Set(), planDigest: undefined },
  })
}

function componentOf({ id, role, address }: Party, { profile }: Federation): Component {
  const layout = profile === 'secagg-mpspdz' ? 'address' : profile === 'party' ? 'party' : 'component'
  return aComponent({ id, role, address, layout, profiles: [profile] })
}

import { makeProblem, type Problem } from '../../domain/problem.ts'
import type { Outline, DeclaredParty } from '../outline.ts'
import { findRepeats, formatPlace } from '../rule.ts'

/** People use the name: two parties must not share one, not even in another case. */
export function namesAreUnique({ parties, place }: Outline): readonly Problem[] {
  return findRepeats(parties, ({ name }) => name?.toLowerCase()).map(({ item, first }) =>
    makeProblem('NAME_TWICE', place([...item.pointer, 'name']), {
      value: item.name ?? '',
      first: formatPlace(place([...first.pointer, 'name'])),
    }),
  )
}

/** Commands take a name or an id: which one is meant must be plain. */
export function namesAreNoIds({ parties, place }: Outline): readonly Problem[] {
  return parties
    .filter(({ name = '' }) => /^(?:node|researcher)_/i.test(name))
    .map(({ pointer, name = '' }) => makeProblem('NAME_IS_AN_ID', place([...pointer, 'name']), { value: name }))
}

/** File systems and people may take `NODE_A` for `node_a`, so ids differ in more than their case. */
export function idsAreUnique({ parties, removed, place }: Outline): readonly Problem[] {
  return [...findRepeats(parties, foldId), ...findRepeats(removed, foldId)].map(({ item, first }) =>
    makeProblem('PARTY_TWICE', place([...item.pointer, 'id']), {
      value: item.id ?? '',
      first: formatPlace(place([...first.pointer, 'id'])),
    }),
  )
}

/** A party is in or out. */
export function nothingIsDeclaredAndRemoved({ parties, removed, place }: Outline): readonly Problem[] {
  const declared = new Map(parties.map((party) => [foldId(party), party]))
  return removed.flatMap((removal) => {
    const party = removal.id === undefined ? undefined : declared.get(foldId(removal))
    if (party === undefined) return []
    const facts = { value: removal.id ?? '', first: formatPlace(place([...party.pointer, 'id'])) }
    return [makeProblem('PARTY_DECLARED_AND_REMOVED', place([...removal.pointer, 'id']), facts)]
  })
}

function foldId({ id }: Pick<DeclaredParty, 'id'>): string | undefined {
  return id?.toLowerCase()
}

import { checkHistory } from '../declaration/history.ts'
import { reachSource, type ReachedSource } from '../declaration/reach.ts'
import { readDeclaration, type DeclarationReading } from '../declaration/read.ts'
import type { DeclarationSource } from '../domain/declaration-source.ts'
import type { Facts, SourceFacts, StateFacts } from '../domain/doctor/facts.ts'
import { unknown, valueOf, type Found } from '../domain/doctor/found.ts'
import { NO_REVISION } from '../domain/federation.ts'
import { isAbout } from '../domain/problem.ts'
import { hideSecret } from '../domain/url-secret.ts'
import type { World } from '../io/world/world.ts'
import { find, findBy } from './find.ts'

/** Finds out about the federation, as `plan` reads it: what is fetched is kept among the caches of the user. */
export async function gatherFederationFacts(
  world: World,
  source: DeclarationSource,
  books: StateFacts['books'],
): Promise<Pick<Facts, 'source' | 'declaration' | 'history'>> {
  const reached = await find(() => reachSource(world, { source, component: undefined }))
  const declaration = await findBy(reached, 'the source', (value) => readDeclaration(world, value))
  return {
    source: describeSource(reached, declaration),
    declaration,
    history: await findHistory(world, { reached, declaration, books }),
  }
}

/** A source that cannot be read is a fault of the source, whatever else may be wrong with what it holds. */
function describeSource(reached: Found<ReachedSource>, declaration: Found<DeclarationReading>): Found<SourceFacts> {
  if (reached.kind !== 'found') return reached
  if (declaration.kind === 'faulty') {
    const problems = declaration.problems.filter((problem) => isAbout(problem, 'source'))
    const fatal = problems.some(({ severity }) => severity === 'error')
    if (fatal) return { kind: 'faulty', problems }
  }
  const { value } = reached
  if (value.kind === 'directory') {
    return { kind: 'found', value: { label: value.directory, reachedAt: undefined, fault: undefined } }
  }
  const { reachedAt, fault } = value.contact
  return { kind: 'found', value: { label: hideSecret(value.url), reachedAt, fault } }
}

async function findHistory(
  world: World,
  {
    reached,
    declaration,
    books,
  }: {
    readonly reached: Found<ReachedSource>
    readonly declaration: Found<DeclarationReading>
    readonly books: StateFacts['books']
  },
): Promise<Facts['history']> {
  const source = valueOf(reached)
  const reading = valueOf(declaration)
  const inventory = valueOf(books)?.inventory
  if (source === undefined || reading === undefined) return unknown('the federation is not known')
  if (inventory === undefined) return unknown('the inventory is not known')
  return find(() => {
    checkHistory(world, { source, declaration: reading, inventory })
    if (reading.committed === undefined) return 'no commit' as const
    return inventory.revision === NO_REVISION.id ? ('nothing accepted yet' as const) : ('descends' as const)
  })
}

import { makeProblem, toWarning, type Problem } from '../problem.ts'
import { quote } from '../quote.ts'
import { groupByParty } from '../registration.ts'
import type { Check } from './check.ts'
import type { Facts, FileFacts, RegistryContent } from './facts.ts'
import { assessFacts } from './federation.ts'
import { ok, tell, tellOr, type Verdict } from './finding.ts'
import { judgeFact, valueOf, whereKnown, type Found } from './found.ts'
import { writeBytes, writeCount, writeMode } from './write.ts'

const WRITABLE = 0o200
const READABLE = 0o400
const UNMAPPED = 65_534

export const REGISTRY_FILE: Check<Facts> = {
  id: 'registry-file',
  title: 'file',
  group: 'Registry',
  about: 'A plain file with one name, of at most 64 MiB, which not everybody may write; or none yet.',
  judge: ({ registry, component }) =>
    judgeFact(registry.file, (file) => {
      if (file === undefined) return ok('not there yet: the first registration makes it')
      const isUsual = file.path.startsWith(`${valueOf(component)?.directory ?? ''}/`)
      return ok(`${writeBytes(file.size)}, one name${isUsual ? '' : `, at ${quote(file.path)}`}`)
    }),
}

export const REGISTRY_OWNER: Check<Facts> = {
  id: 'registry-owner',
  title: 'owner',
  group: 'Registry',
  about: 'The registry is of the user who runs fbm-gitops, or that is root, who acts as its owner.',
  judge: ({ registry: { owner } }) =>
    judgeFact(owner, ({ uid, user, path: file }) => {
      if (uid === user || user < 0) return ok(`${uid === 0 ? 'root' : `user ${uid}`}, as you`)
      if (uid === UNMAPPED) return tell(makeProblem('REGISTRY_UNMAPPED_OWNER', { file }, { file }))
      if (user === 0) return ok(`user ${uid}; root acts as that user`)
      return tell(makeProblem('REGISTRY_OTHER_OWNER', { file }, { file, owner: uid, user }))
    }),
}

export const REGISTRY_MODE: Check<Facts> = {
  id: 'registry-mode',
  title: 'mode',
  group: 'Registry',
  about: 'Its owner may read and write the registry.',
  judge: ({ registry }) =>
    whereKnown(registry.file, 'the registry', (file) => {
      if (file === undefined) return ok('as the first registration makes it')
      const { mode, path, uid } = file
      // Nothing stops root, who acts as itself here.
      if (uid === 0) return ok(writeMode(mode))
      if ((mode & WRITABLE) !== 0 && (mode & READABLE) !== 0) return ok(writeMode(mode))
      const reason = `its owner may not read and write it (mode ${writeMode(mode)})`
      return tell(makeProblem('REGISTRY_UNREADABLE', { file: path }, { file: path, reason }))
    }),
}

export const REGISTRY_DIRECTORY: Check<Facts> = {
  id: 'registry-directory',
  title: 'directory',
  group: 'Registry',
  about: 'The owner of the registry may make files in its directory, as far as the permission bits tell.',
  judge: ({ registry, state }) =>
    judgeFact(registry.directory, (directory) =>
      whereKnown(registry.owner, 'the owner', (owner) => {
        const { path, mode } = directory
        if (mayWrite(directory, owner)) return ok(`user ${owner.uid} may write it (mode ${writeMode(mode)})`)
        // What is there already can be written, whatever the directory says.
        if (!lacks(state.directory) && !lacks(registry.file)) return ok('nothing need be made in it any more')
        const reason = `user ${owner.uid} may make nothing in it (user ${directory.uid}, mode ${writeMode(mode)})`
        return tell(makeProblem('STATE_NOT_WRITTEN', { file: path }, { file: path, reason }))
      }),
    ),
}

export const REGISTRY_CONTENT: Check<Facts> = {
  id: 'registry-content',
  title: 'content',
  group: 'Registry',
  about: 'The registry can be read as a whole, its layout is known, and nobody has emptied it.',
  judge: ({ registry }) =>
    judgeFact(registry.content, ({ registrations, otherTables }) =>
      ok(`${writeCount(registrations.length, 'registration')}, ${writeCount(otherTables, 'other table')}`),
    ),
}

export const REGISTRY_ROWS: Check<Facts> = {
  id: 'registry-rows',
  title: 'rows',
  group: 'Registry',
  about: 'No party has two rows, and each row holds a certificate that can be read.',
  judge: (facts) =>
    whereKnown(facts.registry.content, 'the content', (content) => {
      // Where the plan says more of a party, it says enough.
      const told = new Set(assessFacts(facts)?.plan.problems.map(({ party }) => party))
      const problems = findOddRows(content).filter(({ party }) => !told.has(party))
      return tellOr(problems, 'one for each party, all readable')
    }),
}

export const REGISTRY_OPEN: Check<Facts> = {
  id: 'registry-open',
  title: 'open in',
  group: 'Registry',
  about: 'Which processes have the registry open. Those of other containers and of other users cannot be seen.',
  judge: ({ registry }) => judgeFact(registry.holders, describeHolders),
}

function lacks(fact: Found<object | undefined>): boolean {
  return fact.kind === 'found' && fact.value === undefined
}

function describeHolders(holders: readonly string[]): readonly Verdict[] {
  const unseen = 'other containers are not seen'
  return ok(holders.length === 0 ? `nobody who is seen; ${unseen}` : `${holders.map(quote).join(', ')}; ${unseen}`)
}

/** Whether a reconcile minds depends on who is declared; whoever looks at the registry is told in any case. */
function findOddRows(content: RegistryContent): readonly Problem[] {
  return [...groupByParty(content)].flatMap(([id, rows]) => {
    const facts = { name: id, id }
    if (rows.length > 1) return [{ ...toWarning(makeProblem('AMBIGUOUS', {}, facts)), party: id }]
    return rows[0]?.fingerprint === undefined ? [{ ...makeProblem('ROW_UNREADABLE', {}, facts), party: id }] : []
  })
}

function mayWrite({ uid, gid, mode }: FileFacts, owner: { readonly uid: number; readonly gid: number }): boolean {
  if (owner.uid === 0) return true
  const shift = uid === owner.uid ? 6 : gid === owner.gid ? 3 : 0
  return ((mode >> shift) & 0o3) === 0o3
}

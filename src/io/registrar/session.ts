import { Buffer } from 'node:buffer'
import type { CachedDeclaration } from '../../domain/cached-declaration.ts'
import { isSameInventory, type Inventory } from '../../domain/inventory.ts'
import type { LocalState } from '../../domain/pass/assessment.ts'
import type { Outcome } from '../../domain/pass/outcome.ts'
import type { AuditRecord, PreparedChange } from '../../domain/pass/preparation.ts'
import type { Problem } from '../../domain/problem.ts'
import type { Writing } from '../../domain/writing-mode.ts'
import { readOwnFingerprint } from '../component/own-certificate.ts'
import { readRegistryFile } from '../registry/registry-file.ts'
import { appendAudit } from '../state/audit.ts'
import { writeCachedDeclaration } from '../state/declaration-cache.ts'
import { renderDenied } from '../state/inventory-format.ts'
import { readStateFiles } from '../state/local-state.ts'
import { findEmptied } from '../state/remains.ts'
import { replaceFile } from '../world/disk.ts'
import { makeNonce } from '../world/nonce.ts'
import type { World } from '../world/world.ts'
import { applyChanges, type Application, type Applied } from './apply.ts'
import { writeInventory } from './bookkeeping.ts'
import { mendRegistry } from './mend.ts'
import { recover } from './recovery.ts'
import type { Registrar } from './registrar.ts'
import { withRegistrar, type SessionOrder } from './with-registrar.ts'

/** What a command may do to one component while it holds the lock. What it reads was read under that lock. */
export interface Session extends LocalState {
  /**
   * Writes changes into the registry, all at once, and remembers those that stand in it afterwards. The inventory must
   * know the federation by then: `recordBookkeeping` comes first.
   */
  apply(changes: readonly PreparedChange[]): Promise<readonly Outcome[]>
  /** Replaces the inventory, with a line in the audit log for each record. Writes nothing where nothing is new. */
  recordBookkeeping(inventory: Inventory, audit: readonly AuditRecord[]): void
  /** Replaces the deny list. */
  writeDenied(ids: Iterable<string>): void
  /** Keeps a declaration for the next pass, if the system lets it: it is a cache, and nothing depends on it. */
  cacheDeclaration(declaration: CachedDeclaration): void
  /** Where the registry as it was before the last write lies. */
  lastBackup(): string | undefined
  /** What was noticed since the session began, for example that a live writer was overtaken. */
  notices(): readonly Problem[]
}

/**
 * Runs `body` as the registry's owner, under the component's lock, after whatever a crash left was recovered.
 *
 * @throws LOCK_HELD at once where somebody else works on this registry, and the faults of registry and state directory
 */
export function withSession<T>(world: World, order: SessionOrder, body: (session: Session) => Promise<T>): Promise<T> {
  return withRegistrar(world, order, async (registrar, notices) => {
    await recover(registrar)
    return body(await openSession(registrar, notices, order.mode))
  })
}

async function openSession(registrar: Registrar, notices: readonly Problem[], mode: Writing): Promise<Session> {
  const { world, component, state, disk, pace } = registrar
  const known = await readRegistryFile(world, component, {
    verdictAfter: pace.verdict,
    mend: (sighting, content) => mendRegistry(registrar, sighting, content),
    examine: (_status, content) => findEmptied(disk.files, state, { file: component.registryFile, content }),
  })
  const own = readOwnFingerprint(world, component)
  const kept: SessionState = { ...readStateFiles(disk.files, state, component), backup: undefined }
  return {
    observed: known.observed,
    ownFingerprint: own.fingerprint,
    problems: [...notices, ...own.problems],
    get inventory() {
      return kept.inventory
    },
    get denied() {
      return kept.denied
    },
    apply: (changes) => apply(chooseWay(registrar, mode), kept, { changes, known }),
    recordBookkeeping: (inventory, audit) => {
      registrar.lock.check()
      replaceInventory(registrar, kept, inventory)
      appendRecords(registrar, audit)
    },
    writeDenied: (ids) => {
      registrar.lock.check()
      kept.denied = new Set(ids)
      replaceFile(disk, state.denied, [Buffer.from(renderDenied(kept.denied))])
    },
    cacheDeclaration: (declaration) => {
      writeCachedDeclaration(disk, state, declaration)
    },
    lastBackup: () => kept.backup,
    notices: () => notices,
  }
}

/** What a session knows to lie beside the registry. */
interface SessionState {
  inventory: Inventory
  isNamed: boolean
  denied: ReadonlySet<string>
  backup: string | undefined
}

function replaceInventory(registrar: Registrar, kept: SessionState, inventory: Inventory): void {
  if (kept.isNamed && isSameInventory(inventory, kept.inventory)) return
  writeInventory(registrar, inventory)
  kept.inventory = inventory
  kept.isNamed = true
}

type Way = (application: Application) => Promise<Applied>

/** Who writes the changes: we, or Fed-BioMed's own command, which few ask for. */
function chooseWay(registrar: Registrar, mode: Writing): Way {
  if (typeof mode === 'string') return (application) => applyChanges(registrar, application)
  return async (application) => {
    const { applyByCommand } = await import('./command/apply.ts')
    return applyByCommand(registrar, mode, application)
  }
}

async function apply(
  write: Way,
  kept: SessionState,
  order: Pick<Application, 'changes' | 'known'>,
): Promise<readonly Outcome[]> {
  if (order.changes.length === 0) return []
  if (kept.inventory.federation === undefined) throw new Error('recordBookkeeping comes before apply.')
  const { outcomes, inventory, backup } = await write({ ...order, inventory: kept.inventory })
  kept.inventory = inventory
  kept.backup = backup
  return outcomes
}

function appendRecords({ world, disk, state }: Registrar, audit: readonly AuditRecord[]): void {
  const nonce = makeNonce(world)
  const lines = audit.map((record, index) =>
    JSON.stringify({ ...record, outcome: 'done', record: `${nonce}-${index}` }),
  )
  appendAudit(disk, state.audit, lines)
}

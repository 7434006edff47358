import { makeProblem } from '../../domain/problem.ts'
import { isRemnant } from '../registry/diagnosis.ts'
import type { Content, Sighting } from '../registry/sighting.ts'
import { readJournal } from '../state/journal-file.ts'
import { hasIdentity } from '../world/file-system.ts'
import { quietTime, type Registrar } from './registrar.ts'
import { restoreImage } from './restore-image.ts'

/**
 * Completes a registry that a live writer cut after our last pass had ended: what is left, for some time already, of the
 * last whole image that we wrote or saw. Tells whether it did.
 */
export function mendRegistry(registrar: Registrar, { status, still }: Sighting, { bytes }: Content): boolean {
  const { disk, state, component } = registrar
  if (status === undefined || still < quietTime(registrar)) return false
  const last = readJournal(disk.files, state.committed)
  if (last === undefined || last === 'damaged' || !hasIdentity(last.identity, status)) return false
  if (!isRemnant(bytes, last.after)) return false
  if (!restoreImage(registrar, { status, bytes, image: last.after })) return false
  const { registryFile: file } = component
  registrar.note(makeProblem('REGISTRY_MENDED', { file }, { file }))
  return true
}

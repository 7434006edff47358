import { usageError, type Options } from '../command-line/invocation.ts'
import { preparePublication } from '../declaration/publication.ts'
import { chooseExitCode } from '../domain/exit-code.ts'
import { errorCodesOf } from '../domain/problem.ts'
import type { Publication } from '../domain/publication.ts'
import { readComponent } from '../io/component/component.ts'
import { checkOwnKey, readOwnCertificate } from '../io/component/own-certificate.ts'
import { findBranch, findClone, findUncommitted, makeReady, type Clone } from '../io/publishing/clone.ts'
import { commitPublication, pushAgain, type Committed } from '../io/publishing/publish.ts'
import { writePublishedFiles } from '../io/publishing/write-files.ts'
import { readPlainSnapshot } from '../io/source/snapshot.ts'
import { locateDirectory } from '../io/source/source.ts'
import type { World } from '../io/world/world.ts'
import type { JsonFields } from '../render/json.ts'
import { renderPublication } from '../render/publication.ts'
import type { CommandInput, Result } from './support/command.ts'
import { completeRemedies } from './support/repeat.ts'

/** Declares this component in the operator's own clone of the federation: certificate, entry, branch, commit, push. */
export async function publish(world: World, { options }: CommandInput): Promise<Result> {
  refuseContradictions(options)
  const { federation: directory } = options
  const publication = await prepare(world, options)
  const clone = findClone(world, directory)
  const isDeclared = publication.files.length === 0
  const uncommitted = isDeclared && clone !== undefined ? findUncommitted(world, clone, publication) : []
  const committed = isDeclared
    ? finish(world, publication, uncommitted.length === 0 ? clone : undefined)
    : carryOut(world, publication, { clone, directory })
  const found = [...publication.problems, ...uncommitted, ...(committed?.problems ?? [])]
  const problems = completeRemedies(found, options)
  return {
    exitCode: chooseExitCode(errorCodesOf(problems)),
    problems,
    remarks: problems,
    fields: toJson(publication, committed),
    text: (style) => renderPublication({ publication, directory, committed }, style),
  }
}

function refuseContradictions({ name, takeOver, instanceOf }: Options): void {
  if (takeOver === undefined) return
  if (name !== undefined) throw usageError('--take-over and --name contradict each other: the entry keeps its label.')
  if (instanceOf !== undefined)
    throw usageError('--take-over and --instance-of contradict each other: the entry stays where it is.')
}

/** Reads and judges everything; writes nothing. */
async function prepare(world: World, options: Options): Promise<Publication> {
  const { component: directory, config, name, takeOver, instanceOf, ip, port } = options
  const component = await readComponent(world, { directory, config, registry: undefined })
  const certificate = readOwnCertificate(world, component)
  const snapshot = await readPlainSnapshot(world, options.federation)
  const publication = await preparePublication(snapshot, {
    component,
    certificate,
    wishes: { name, takeOver, instanceOf, ip, port },
    // As the deployment of Fed-BioMed has it: `export MPSPDZ_IP=$VPN_IP`.
    vpnAddress: world.env['VPN_IP'],
    now: world.clock.now(),
  })
  checkOwnKey(world, component, publication.certificate.pem)
  return publication
}

function carryOut(
  world: World,
  publication: Publication,
  { clone, directory }: { readonly clone: Clone | undefined; readonly directory: string },
): Committed | undefined {
  const place = { directory: locateDirectory(world, directory).directory, publication }
  if (clone !== undefined) return commitPublication(world, makeReady(world, clone, publication), place)
  writePublishedFiles(world, place.directory, publication.files)
  return undefined
}

/** What an earlier run wrote may not have reached the remote yet. */
function finish(world: World, publication: Publication, clone: Clone | undefined): Committed | undefined {
  return clone && pushAgain(world, findBranch(world, clone, publication))
}

function toJson({ id, name, certificate, changes, files }: Publication, committed: Committed | undefined): JsonFields {
  return {
    party: id,
    name,
    fingerprint: certificate.fingerprint,
    notAfter: new Date(certificate.notAfter).toISOString(),
    changed: files.length > 0,
    changes: [...changes],
    files: files.map(({ path }) => path),
    branch: committed?.branch,
    commit: committed?.commit,
    remote: committed?.remote,
    pushed: committed?.pushed,
    compare: committed?.compare,
  }
}

import { FLAGS } from '../../command-line/flags.ts'
import { usageError, type Options } from '../../command-line/invocation.ts'
import { preparePublication } from '../../declaration/publication.ts'
import { makeProblem } from '../../domain/problem.ts'
import type { Publication } from '../../domain/publication.ts'
import type { Snapshot } from '../../domain/snapshot.ts'
import { readComponent } from '../../io/component/component.ts'
import { readInstructions } from '../../io/component/instructions.ts'
import { checkOwnKey, readOwnCertificate } from '../../io/component/own-certificate.ts'
import type { World } from '../../io/world/world.ts'

/** Works out what a federation directory must hold to declare what was read; writes nothing. */
export type Prepare = (snapshot: Snapshot) => Promise<Publication>

/** What does not go together; a value that stands at its default was not given. */
const CONTRADICTIONS: readonly (readonly [contradicts: (options: Options) => boolean, message: string])[] = [
  [
    ({ takeOver, name }) => takeOver !== undefined && name !== undefined,
    '--take-over and --name contradict each other: the entry keeps its label.',
  ],
  [
    ({ takeOver, instanceOf }) => takeOver !== undefined && instanceOf !== undefined,
    '--take-over and --instance-of contradict each other: the entry stays where it is.',
  ],
  [
    ({ fromInstructions, component, config }) =>
      fromInstructions !== undefined && (component !== FLAGS.component.fallback || config !== undefined),
    '--from-instructions and --component contradict each other, also where a variable stands for that one.',
  ],
  [
    ({ repository, federation }) => repository !== undefined && federation !== FLAGS.federation.fallback,
    '--repository and --federation contradict each other, also where a variable stands for one of them.',
  ],
  [
    ({ repository, ref, path }) => repository === undefined && (ref !== undefined || path !== FLAGS.path.fallback),
    '--ref and --path belong to --repository.',
  ],
]

/**
 * Reads what is to be declared: the component, or the instructions that its site sent.
 *
 * @throws FederationError with what keeps it from being read. What is prepared from it throws all that keeps it from being declared.
 */
export async function readSubject(world: World, options: Options): Promise<Prepare> {
  refuseContradictions(options)
  const { fromInstructions: file, name, takeOver, instanceOf, ip, port } = options
  const wishes = { name, takeOver, instanceOf, ip, port }
  if (file !== undefined) {
    const { candidate: component, certificate } = readInstructions(world, file)
    return async (snapshot) => {
      const request = { component, certificate, wishes, vpnAddress: undefined, now: world.clock.now() }
      const publication = await preparePublication(snapshot, { ...request, origin: 'instructions' })
      const notice = makeProblem('KEY_NOT_COMPARED', {}, { id: component.id })
      return { ...publication, problems: [...publication.problems, notice] }
    }
  }
  const component = await readComponent(world, {
    directory: options.component,
    config: options.config,
    registry: undefined,
  })
  const certificate = readOwnCertificate(world, component)
  return async (snapshot) => {
    // As the deployment of Fed-BioMed has it: `export MPSPDZ_IP=$VPN_IP`.
    const request = { component, certificate, wishes, vpnAddress: world.env['VPN_IP'], now: world.clock.now() }
    const publication = await preparePublication(snapshot, { ...request, origin: 'component' })
    checkOwnKey(world, component, publication.certificate.pem)
    return publication
  }
}

function refuseContradictions(options: Options): void {
  const contradiction = CONTRADICTIONS.find(([contradicts]) => contradicts(options))
  if (contradiction !== undefined) throw usageError(contradiction[1])
}

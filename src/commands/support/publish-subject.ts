import type { Invocation } from '../../command-line/invocation.ts'
import { usageError } from '../../command-line/usage.ts'
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

/** What does not go together, where it is typed. Where nothing is, a variable or the settings may still say something. */
const CONTRADICTIONS: readonly (readonly [contradicts: (input: PublishInput) => boolean, message: string])[] = [
  [
    ({ typed }) => typed.takeOver !== undefined && typed.name !== undefined,
    '--take-over and --name contradict each other: the entry keeps its label.',
  ],
  [
    ({ typed }) => typed.takeOver !== undefined && typed.instanceOf !== undefined,
    '--take-over and --instance-of contradict each other: the entry stays where it is.',
  ],
  [
    ({ typed }) =>
      typed.fromInstructions !== undefined && (typed.component !== undefined || typed.config !== undefined),
    '--from-instructions and --component contradict each other: the text says which component it is about.',
  ],
  [
    ({ typed, options }) => options.repository === undefined && (typed.ref !== undefined || typed.path !== undefined),
    '--ref and --path belong to --repository.',
  ],
]

/** What a command must know of its command line. */
type PublishInput = Pick<Invocation, 'typed' | 'options'>

/**
 * Reads what is to be declared: the component, or the instructions that its site sent.
 *
 * @throws FederationError with what keeps it from being read. What is prepared from it throws all that keeps it from being declared.
 */
export async function readSubject(world: World, input: PublishInput): Promise<Prepare> {
  refuseContradictions(input)
  const { options } = input
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

function refuseContradictions(input: PublishInput): void {
  const contradiction = CONTRADICTIONS.find(([contradicts]) => contradicts(input))
  if (contradiction !== undefined) throw usageError(contradiction[1])
}

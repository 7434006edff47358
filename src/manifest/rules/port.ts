import { makeProblem, type Problem } from '../../domain/problem.ts'
import type { Outline } from '../outline.ts'

const FIRST_UNPRIVILEGED = 1024
/** Where Fed-BioMed's researcher listens for its nodes. */
const GRPC_PORT = 50051

/** Fed-BioMed runs as an ordinary user. */
export function portsAreUnprivileged({ parties, place }: Outline): readonly Problem[] {
  return parties.flatMap(({ pointer, port }) =>
    port === undefined || port >= FIRST_UNPRIVILEGED
      ? []
      : [makeProblem('PORT_PRIVILEGED', place([...pointer, 'port']), { port })],
  )
}

/** On the researcher's address its gRPC server holds a port already. */
export function portsAreFree({ parties, place }: Outline): readonly Problem[] {
  const researcher = parties.find(({ role }) => role === 'researcher')
  return parties
    .filter(({ role, ip, port }) => port === GRPC_PORT && (role === 'researcher' || ip === researcher?.ip))
    .map(({ pointer }) => makeProblem('PORT_CLASH', place([...pointer, 'port']), { port: GRPC_PORT }))
}

import type { CommandLine } from '../command-line.ts'
import { PROGRAM } from './program.ts'

/** Family D: as C, with the id of a component, which the certificate must name, too. */
export const PROGRAM_IDENTITY: CommandLine = {
  ...PROGRAM,
  register: ({ certificateFile, partyId }) => ['-pk', certificateFile, '-ci', partyId],
}

import type { CommandLine } from '../command-line.ts'
import { SCRIPT } from './script.ts'

/** Families A: as B, with the address of the party. */
export const SCRIPT_ADDRESS: CommandLine = {
  ...SCRIPT,
  register: (registration) => {
    const { partyId, address } = registration
    if (address === undefined) throw new Error(`The registration of ${partyId} has no address.`)
    return [...SCRIPT.register(registration), '--ip', address.ip, '--port', String(address.port)]
  },
}

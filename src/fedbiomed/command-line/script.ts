import type { CommandLine } from '../command-line.ts'

/** The prefix of node ids that every version looks for; those of 5.0 and later are written in upper case. */
const NODE_PREFIX = 'node_'

/**
 * Families B: `fedbiomed_run` of the source tree, without an address. It goes to its own root by itself, and splits its
 * arguments at white space. The words that select a configuration changed from 5.1 to 5.2 and the files do not tell which
 * version it is, so variables do: up to 5.1 the first of them is read, from 5.2 on the one of the role.
 */
export const SCRIPT: CommandLine = {
  program: { kind: 'script', name: 'scripts/fedbiomed_run' },
  select: ({ role }) => [role],
  environment: ({ role, configurationName }) => ({
    CONFIG_FILE: configurationName,
    [role === 'node' ? 'NODE_CONFIG_FILE' : 'RESEARCHER_CONFIG_FILE']: configurationName,
  }),
  outranking: (role) => (role === 'node' ? ['NODE_ID'] : ['RESEARCHER_ID']),
  register: ({ certificateFile, partyId }) => ['-pk', certificateFile, '-pi', partyId],
  writtenRole: (partyId) => (partyId.startsWith(NODE_PREFIX) ? 'node' : 'researcher'),
}

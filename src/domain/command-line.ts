/**
 * How Fed-BioMed's own `certificate register` is called: by the script of the source tree, with or without an address
 * (families A and B); or by the installed program, with or without the role in its row (families C and D).
 */
export type CommandLineName = 'script-address' | 'script' | 'program' | 'program-identity'

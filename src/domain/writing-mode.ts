/**
 * How fbm-gitops writes a registry: `offline` where the component is stopped, `freeze` where its processes may be stopped
 * for some milliseconds, `beside` where it runs on.
 */
export type WritingMode = 'offline' | 'freeze' | 'beside'

/** The same, or by Fed-BioMed's own command: the component is stopped then, since that command writes as if it were alone. */
export type Writing = WritingMode | CommandWriting

/** How Fed-BioMed's own command is run: one process for each change. */
export interface CommandWriting {
  /** What stands before it, one argument each, for example `docker compose exec -T node`; none where it is run here. */
  readonly prefix: readonly string[]
  /** The component's directory as the command sees it; absent where it sees the same path as we do. */
  readonly inside: string | undefined
  /** What one command may take, in milliseconds. */
  readonly timeoutMs: number
  /** Whether the registry was named, because the surroundings of the command move it: these are left as they are then. */
  readonly isRegistryNamed: boolean
}

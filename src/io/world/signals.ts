/** What somebody may ask of a process that runs on: to end, or to read its settings again. */
export type SignalName = 'SIGTERM' | 'SIGINT' | 'SIGHUP'

/** The signals that this process gets. */
export interface Signals {
  /** Calls an action at each arrival, in place of what the system does, until the function that it gives is called. */
  on(name: SignalName, action: () => void): () => void
}

/** The signals as they arrive. */
export function makeSignals(): Signals {
  return {
    on: (name, action) => {
      process.on(name, action)
      return () => {
        process.off(name, action)
      }
    },
  }
}

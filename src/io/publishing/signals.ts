const HELD = ['SIGHUP', 'SIGINT', 'SIGTERM'] as const

/** The signals that would end the program, held back until what it made is removed. */
export interface HeldSignals {
  /** Tells, after a turn of the event loop, whether one has come. */
  hasCome(): Promise<boolean>
  /** Lets signals through again; the one that has come ends the program now, as it would have. */
  release(): Promise<void>
}

/** Begins to hold signals back. Git, which the terminal reaches with the same key, ends by itself. */
export function holdSignals(): HeldSignals {
  let came: (typeof HELD)[number] | undefined
  const note = (signal: NodeJS.Signals): void => {
    came ??= HELD.find((each) => each === signal)
  }
  for (const signal of HELD) process.on(signal, note)
  const hasCome = async (): Promise<boolean> => {
    await new Promise((turn) => setImmediate(turn))
    return came !== undefined
  }
  return {
    hasCome,
    release: async () => {
      await hasCome()
      for (const signal of HELD) process.off(signal, note)
      if (came !== undefined) process.kill(process.pid, came)
    },
  }
}

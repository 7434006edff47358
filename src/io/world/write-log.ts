/** Knows whether anything was written since the program began: a command that fails must not claim what is not true. */
export interface WriteLog {
  /** Notes that something was written, or may have been. */
  note(): void
  hasAny(): boolean
}

/** Begins with nothing written. */
export function makeWriteLog(): WriteLog {
  let written = false
  return {
    note: () => {
      written = true
    },
    hasAny: () => written,
  }
}

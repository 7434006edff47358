/**
 * How a registry is written: `offline` where the component is stopped, `freeze` where its processes may be stopped for
 * some milliseconds, `beside` where it runs on.
 */
export type WritingMode = 'offline' | 'freeze' | 'beside'

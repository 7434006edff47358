/* global process */
'use strict'

const { readFileSync, writeSync } = process.getBuiltinModule('node:fs')

// Loaded into the program under test: tells at its end how much memory it took, in KiB, and how much of the processor's
// time, in seconds, on a descriptor of its own.
process.on('exit', () => writeSync(3, `${readPeak()} ${readTime()}`))

function readTime() {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1e6
}

/** What resourceUsage() tells includes the parent's memory, which was shared for a moment before the program began. */
function readPeak() {
  if (process.platform !== 'linux') return String(process.resourceUsage().maxRSS)
  return /^VmHWM:\s+(\d+)/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1] ?? ''
}

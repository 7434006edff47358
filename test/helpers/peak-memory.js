import { writeSync } from 'node:fs'
import process from 'node:process'

// Loaded into the program under test: tells at its end how much memory it took, in KiB, on a descriptor of its own.
process.on('exit', () => writeSync(3, String(process.resourceUsage().maxRSS)))

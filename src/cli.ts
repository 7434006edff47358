import { asksForVersion, showVersion } from './command-line/version.ts'
import { realWorld } from './io/world/world.ts'

const argv = process.argv.slice(2)
const world = realWorld()

// Only what a command line needs is loaded: a pass starts every minute in every container.
if (asksForVersion(argv)) showVersion(world)
else void runLoaded()

async function runLoaded(): Promise<void> {
  const { run } = await import('./run.ts')
  process.exitCode = await run(argv, world)
}

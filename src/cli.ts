import { realWorld } from './io/world.ts'
import { run } from './run.ts'

void run(process.argv.slice(2), realWorld()).then((exitCode) => {
  process.exitCode = exitCode
})

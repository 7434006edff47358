import { FederationError } from '../../../src/errors.ts'
import { withSession } from '../../../src/io/registrar/session.ts'
import { realWorld } from '../../../src/io/world/world.ts'
import { componentAt } from '../../io/registrar/helpers/site.ts'

/*
 * A process that holds the lock of a component until its input ends, or says why it cannot have it. Usage: hold-lock
 * DIRECTORY
 */

const [directory = ''] = process.argv.slice(2)
try {
  await withSession(realWorld(), { component: componentAt(directory), mode: 'offline' }, async () => {
    process.stdout.write('held\n')
    await new Promise((resolve) => process.stdin.resume().once('end', resolve))
  })
} catch (error) {
  if (!(error instanceof FederationError)) throw error
  process.stdout.write(`${error.problems[0]?.code ?? ''}\n`)
}

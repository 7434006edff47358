import { existsSync } from 'node:fs'
import { join } from 'node:path'
import * as assert from 'uvu/assert'
import { layOutTrapped } from '../helpers/bad-repository.ts'
import { withDirectory } from '../helpers/directory.ts'
import { setTraps } from '../helpers/hostile-repository.ts'
import { suite } from '../helpers/suite.ts'

suite('the traps in bad repositories', (test) => {
  for (const args of [['status'], ['ls-remote', 'ssh://host/path'], ['checkout', '--force', 'HEAD^']]) {
    test(`spring when somebody runs git ${args.join(' ')}, else they would prove nothing`, () =>
      withDirectory({}, async (root) => {
        const repository = await layOutTrapped(root)
        setTraps(repository)

        runAnyhow(() => repository.git(args))

        assert.ok(existsSync(join(root, 'sprung')))
      }))
  }
})

/**
 * Git may fail of a trap, or put up with it: `status` asks the filter only about a file that changed within the same
 * tick of the clock as its index.
 */
function runAnyhow(run: () => void): void {
  try {
    run()
  } catch {
    // What counts is whether the trap has sprung.
  }
}

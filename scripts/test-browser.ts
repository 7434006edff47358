import { withBrowser } from '../test/harness/browser/browser.ts'
import { proveLooks } from '../test/harness/browser/looks.ts'
import { runHarness } from './harness.ts'

await withBrowser(async (open) => {
  await runHarness({ name: 'browser', round: 'rounds', rounds: 1, proofs: [...proveLooks(open)] })
})

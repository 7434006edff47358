import { proveBare } from '../test/harness/browser/bare.ts'
import { withBrowser } from '../test/harness/browser/browser.ts'
import { proveLooks } from '../test/harness/browser/looks.ts'
import { proveScale } from '../test/harness/browser/scale.ts'
import { proveUse } from '../test/harness/browser/use.ts'
import { runHarness } from './harness.ts'

await withBrowser(async (open) => {
  const proofs = [...proveScale(open), ...proveUse(open), ...proveBare(open), ...proveLooks(open)]
  await runHarness({ name: 'browser', round: 'rounds', rounds: 1, proofs })
})

import * as assert from 'uvu/assert'
import { parseFederation } from '../../src/manifest/federation.ts'
import { RARE_CASES } from '../helpers/rare-manifests.ts'
import { aSoundSnapshot } from '../helpers/snapshot.ts'
import { suite } from '../helpers/suite.ts'

const now = Date.now()

suite('parse a federation with rare faults', (test) => {
  for (const { name, entries, codes } of RARE_CASES) {
    test(name, async () => {
      const { problems } = parseFederation(await aSoundSnapshot(entries), now)

      assert.equal(problems.map(({ code }) => code).sort(), [...codes].sort())
    })
  }
})

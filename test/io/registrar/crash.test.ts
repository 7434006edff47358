import * as assert from 'uvu/assert'
import { suite } from '../../helpers/suite.ts'
import { filesWithShortWrites } from './helpers/faults.ts'
import { checkWhole, failAndRecover, FIRST, forEveryCall, killAndRecover, MIXTURE } from './helpers/scenario.ts'
import { applyAt, declare, register, REGISTRY, resultsOf, withSite } from './helpers/site.ts'

const SCENARIOS = [MIXTURE, FIRST]

suite('registrar: kill -9 at every call, then recovery, then apply again', (test) => {
  for (const scenario of SCENARIOS) {
    for (const mode of ['offline', 'beside'] as const) {
      for (const fault of ['kill', 'cut'] as const) {
        const how = `${mode}, ${fault === 'cut' ? 'half of the bytes written' : 'before the call'}`
        test(`loses and breaks nothing in ${scenario.name}: ${how}`, async () => {
          const calls = await forEveryCall((at) =>
            killAndRecover(scenario, { fault, at, writesOnly: mode !== 'offline' || fault === 'cut' }, mode),
          )
          assert.ok(calls > 30, `only ${calls} calls were tried`)
        })
      }
    }
  }
})

suite('registrar: a fault at every call', (test) => {
  const faults = [
    { fault: 'EIO', sticky: false },
    { fault: 'EIO', sticky: true },
    { fault: 'ENOSPC', sticky: false },
    { fault: 'EROFS', sticky: true },
  ] as const
  for (const scenario of SCENARIOS) {
    for (const { fault, sticky } of faults) {
      test(`tells of ${fault}${sticky ? ', which stays,' : ''} and breaks nothing in ${scenario.name}`, async () => {
        const calls = await forEveryCall((at) => failAndRecover(scenario, { fault, at, sticky }))
        assert.ok(calls > 60, `only ${calls} calls were tried`)
      })
    }
  }

  test('goes on where every write is short', () =>
    withSite(REGISTRY, async (site) => {
      const outcomes = await applyAt(site, [register(declare('bob'))], {
        world: site.worldWith(filesWithShortWrites()),
      })

      assert.equal(resultsOf(outcomes), ['done'])
      checkWhole(site, MIXTURE)
    }))
})

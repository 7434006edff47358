import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import * as assert from 'uvu/assert'
import { scanRegistry } from '../../src/fedbiomed/registry/scan.ts'
import { withComponent } from '../helpers/component-tree.ts'
import { announceSkip, suite } from '../helpers/suite.ts'

const REWRITE = 'import configparser, sys; p = configparser.ConfigParser(); p.read_file(sys.stdin); p.write(sys.stdout)'

suite('component tree', (test) => {
  for (const family of ['A0', 'A1', 'A2', 'B', 'C', 'D'] as const)
    for (const role of ['node', 'researcher'] as const) {
      const id = `${/^A[01]$/.test(family) ? role : role.toUpperCase()}_a`

      test(`holds the configuration of a ${role} of family ${family} byte for byte as Python writes it`, async () => {
        await withComponent({ family, role, id }, ({ configurationFile }) => {
          const text = readFileSync(configurationFile, 'utf8')
          const { status, stdout } = spawnSync('python3', ['-c', REWRITE], { input: text, encoding: 'utf8' })

          if (status === null) announceSkip('ConfigParser.write', 'there is no python3')
          else assert.fixture(stdout, text)
        })
      })

      test(`holds a registry of a ${role} of family ${family} whose other tables can be scanned`, async () => {
        await withComponent({ family, role, id, registry: 'other-tables' }, ({ registryFile }) => {
          const image = scanRegistry(readFileSync(registryFile))

          assert.is(image.kind, 'image')
        })
      })
    }

  test('marks a component of family C and leaves its registry to Fed-BioMed', async () => {
    await withComponent({ family: 'C' }, ({ directory, registryFile }) => {
      assert.is(readFileSync(join(directory, '.fedbiomed'), 'utf8'), 'NODE')
      assert.not.ok(existsSync(registryFile))
    })
  })

  test('starts a registry of family A with an integer far beyond what JavaScript holds', async () => {
    await withComponent({ family: 'A1' }, ({ registryFile }) => {
      assert.match(readFileSync(registryFile, 'utf8'), /"biprime": [0-9]{300,}/)
    })
  })

  test('takes a registry as it is given', async () => {
    await withComponent({ registry: '' }, ({ registryFile }) => {
      assert.is(statSync(registryFile).size, 0)
    })
  })
})

import { mkdirSync, readFileSync, renameSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import * as assert from 'uvu/assert'
import type { Component } from '../../../src/domain/component.ts'
import type { Problem } from '../../../src/domain/problem.ts'
import { FederationError } from '../../../src/errors.ts'
import { readComponent, type ComponentSelection } from '../../../src/io/component/component.ts'
import type { World } from '../../../src/io/world/world.ts'
import { aComponentTree, COMPONENT_ID, withComponent } from '../../helpers/component-tree.ts'
import { withDirectory } from '../../helpers/directory.ts'
import { suite } from '../../helpers/suite.ts'
import { codeOf, worldIn } from '../../helpers/world-in.ts'

const SECOND_ID = 'NODE_5f0d3f0e-2f0e-4f86-9a11-3c8f8c1c6f0a'

suite('component: a directory is enough', (test) => {
  for (const family of ['A0', 'A1', 'A2', 'B', 'C', 'D'] as const)
    for (const role of ['node', 'researcher'] as const)
      test(`finds everything of a ${role} of family ${family}`, async () => {
        const id = `${/^A[01]$/.test(family) ? role : role.toUpperCase()}_a`

        await withComponent({ family, role, id }, async (tree) => {
          const component = await read(tree.directory)

          assert.equal([component.id, component.role], [id, role])
          assert.is(component.configurationFile, tree.configurationFile)
          assert.is(component.registryFile, tree.registryFile)
          assert.is(component.certificateFile, tree.certificateFile)
          assert.equal(component.siblingRegistries, [])
          assert.is(component.address?.port, /^[BCD]/.test(family) ? undefined : 14001)
        })
      })

  test('takes relative paths from the working directory', async () => {
    await withComponent({}, async (tree) => {
      const component = await readComponent(aWorld({ cwd: join(tree.directory, 'var') }), {
        directory: '..',
        config: undefined,
        registry: 'other.json',
      })

      assert.is(component.directory, tree.directory)
      assert.is(component.registryFile, join(tree.directory, 'var', 'other.json'))
    })
  })

  test('reads configuration and marker only, and writes nothing', async () => {
    await withComponent({ family: 'C' }, async (tree) => {
      const opened = new Set<string>()
      const world = aWorld()
      const files: World['files'] = {
        ...world.files,
        open: (path, mode) => {
          assert.is(mode, 'read')
          opened.add(path)
          return world.files.open(path, mode)
        },
        mkdir: refuseToWrite,
        rename: refuseToWrite,
        unlink: refuseToWrite,
      }

      await readComponent({ ...world, files }, select(tree.directory))

      assert.equal([...opened].sort(), [join(tree.directory, '.fedbiomed'), tree.configurationFile])
    })
  })
})

suite('component: several configurations', (test) => {
  const withTwoNodes = (family: 'A1' | 'A2' | 'B', body: (directory: string) => Promise<void>): Promise<void> =>
    withComponent({ family, id: COMPONENT_ID }, async ({ directory }) => {
      aComponentTree(directory, { family, id: SECOND_ID, configurationName: 'config_n2.ini' })
      await body(directory)
    })

  test('are ambiguous, and named', async () => {
    await withTwoNodes('A2', async (directory) => {
      const problem = await refusal(directory)

      assert.equal([problem.code, problem.exitCode], ['CONFIG_AMBIGUOUS', 64])
      assert.match(problem.message, 'config_n2.ini, config_node.ini')
      assert.is(problem.remedy, 'Name one of them: --config config_n2.ini')
    })
  })

  test('are told apart by --config, and know each other', async () => {
    await withTwoNodes('A2', async (directory) => {
      const component = await readComponent(aWorld(), { ...select(directory), config: 'config_n2.ini' })

      assert.is(component.id, SECOND_ID)
      assert.equal(component.siblingRegistries, [join(directory, 'var', `db_${COMPONENT_ID}.json`)])
    })
  })

  test('do not name the same registry as one of a sibling', async () => {
    await withTwoNodes('A2', async (directory) => {
      const file = join(directory, 'etc', 'config_n2.ini')
      writeFileSync(file, readFileSync(file, 'utf8').replace(`db_${SECOND_ID}.json`, `db_${COMPONENT_ID}.json`))
      const component = await readComponent(aWorld(), { ...select(directory), config: 'config_n2.ini' })

      assert.is(component.registryFile, join(directory, 'var', `db_${COMPONENT_ID}.json`))
      assert.equal(component.siblingRegistries, [])
    })
  })

  for (const [family, variable] of [
    ['A1', 'CONFIG_FILE'],
    ['A2', 'NODE_CONFIG_FILE'],
    ['B', 'NODE_CONFIG_FILE'],
  ] as const) {
    test(`are told apart by ${variable} in family ${family}`, async () => {
      await withTwoNodes(family, async (directory) => {
        assert.is((await read(directory, { [variable]: 'config_n2.ini' })).id, SECOND_ID)
        assert.is((await read(directory, { [variable]: join(directory, 'etc/config_node.ini') })).id, COMPONENT_ID)
      })
    })

    test(`are not told apart by a ${variable} that is empty or leads elsewhere, in family ${family}`, async () => {
      await withTwoNodes(family, async (directory) => {
        assert.is((await refusal(directory, { [variable]: '' })).code, 'CONFIG_AMBIGUOUS')
        assert.is((await refusal(directory, { [variable]: '/srv/etc/config_node.ini' })).code, 'CONFIG_AMBIGUOUS')
      })
    })

    test(`refuses a ${variable} that names nothing, in family ${family}`, async () => {
      await withTwoNodes(family, async (directory) => {
        const problem = await refusal(directory, { [variable]: 'config_n3.ini' })

        assert.equal([problem.code, problem.exitCode], ['CONFIG_UNKNOWN', 64])
        assert.match(problem.message, `'config_n3.ini' ($${variable})`)
      })
    })
  }

  test('are not told apart by CONFIG_FILE in family A2, where half of the releases overwrite it', async () => {
    await withTwoNodes('A2', async (directory) => {
      assert.is((await refusal(directory, { CONFIG_FILE: 'config_n2.ini' })).code, 'CONFIG_AMBIGUOUS')
    })
  })

  test('are not told apart by NODE_CONFIG_FILE where a researcher is among them', async () => {
    await withTwoNodes('A2', async (directory) => {
      aComponentTree(directory, { role: 'researcher', id: 'RESEARCHER_a' })

      assert.is((await refusal(directory, { NODE_CONFIG_FILE: 'config_n2.ini' })).code, 'CONFIG_AMBIGUOUS')
    })
  })

  test('of 6.x are no choice: only config.ini counts', async () => {
    await withComponent({ family: 'C' }, async ({ directory }) => {
      writeFileSync(join(directory, 'etc/backup.ini'), readFileSync(join(directory, 'etc/config.ini')))

      assert.is((await read(directory)).id, COMPONENT_ID)
      assert.is((await refusal(directory, {}, 'backup.ini')).code, 'FAMILY_UNKNOWN')
    })
  })

  test('leave out what is hidden or no file', async () => {
    await withComponent({}, async ({ directory }) => {
      writeFileSync(join(directory, 'etc/.config_old.ini'), '')
      mkdirSync(join(directory, 'etc/templates.ini'))

      assert.is((await read(directory)).id, COMPONENT_ID)
    })
  })

  test('know each other also where the environment replaces the own id', async () => {
    await withTwoNodes('A1', async (directory) => {
      const world = aWorld({ env: { NODE_ID: 'node_c' } })
      const component = await readComponent(world, { ...select(directory), config: 'config_n2.ini' })

      assert.is(component.registryFile, join(directory, 'var/db_node_c.json'))
      assert.equal(component.siblingRegistries, [join(directory, 'var', `db_${COMPONENT_ID}.json`)])
    })
  })

  test('do not suffer from a faulty neighbour that was not named', async () => {
    await withComponent({}, async ({ directory }) => {
      writeFileSync(join(directory, 'etc/broken.ini'), 'nonsense')

      const component = await readComponent(aWorld(), { ...select(directory), config: 'config_node.ini' })

      assert.equal([component.id, component.siblingRegistries], [COMPONENT_ID, []])
    })
  })
})

suite('component: what is no component', (test) => {
  test('refuses a directory that does not exist, and a file', async () => {
    await withDirectory({ file: '' }, async (directory) => {
      for (const name of ['nowhere', 'file']) {
        const problem = await refusal(join(directory, name))

        assert.equal([problem.code, problem.exitCode], ['COMPONENT_MISSING', 64])
        assert.match(problem.message, name === 'file' ? 'is no directory' : 'does not exist')
      }
    })
  })

  test('names the right directory to who names etc/ or var/', async () => {
    await withComponent({}, async ({ directory }) => {
      for (const below of ['etc', 'var']) {
        const problem = await refusal(join(directory, below))

        assert.equal([problem.code, problem.exitCode], ['COMPONENT_NOT_HERE', 25])
        assert.match(problem.remedy, `--component ${directory}`)
      }
    })
  })

  test('names the component in a directory that holds one, as the root of a container does', async () => {
    await withDirectory({ 'etc/passwd': '' }, async (directory) => {
      aComponentTree(join(directory, 'fbm-node'), { family: 'C' })

      assert.match((await refusal(directory)).remedy, `--component ${join(directory, 'fbm-node')}`)
    })
  })

  test('refuses a --config that names nothing, without waiting', async () => {
    await withComponent({}, async ({ directory }) => {
      const { world, pauses } = countingWorld()
      const problem = await refusalOf(world, { ...select(directory), config: '../etc/config_node.ini' })

      assert.equal([problem.code, problem.exitCode], ['CONFIG_UNKNOWN', 64])
      assert.is(problem.remedy, 'Name one of config_node.ini: --config config_node.ini')
      assert.equal(pauses, [])
    })
  })

  for (const [name, content, reason] of [
    ['is not UTF-8', new Uint8Array([0x5b, 0xff, 0x5d]), 'it is not UTF-8 text'],
    ['is larger than 1 MiB', '#'.repeat(1024 * 1024 + 1), 'it is larger than 1 MiB'],
  ] as const)
    test(`refuses a configuration that ${name}`, async () => {
      await withDirectory({ 'etc/config_node.ini': content }, async (directory) => {
        const problem = await refusal(directory)

        assert.is(problem.code, 'CONFIG_UNREADABLE')
        assert.match(problem.message, reason)
        assert.is(problem.place.file, join(directory, 'etc/config_node.ini'))
      })
    })

  test('words a refusal of the system', async () => {
    await withComponent({}, async ({ directory }) => {
      const world = aWorld()
      const open = (): never => {
        throw Object.assign(new Error("EACCES: permission denied, open 'config_node.ini'"), { code: 'EACCES' })
      }
      const list = open

      for (const files of [
        { ...world.files, open },
        { ...world.files, list },
      ]) {
        const problem = await refusalOf({ ...world, files }, select(directory))
        assert.equal([problem.code, problem.exitCode], ['CONFIG_UNREADABLE', 25])
        assert.match(problem.message, 'permission denied')
      }
    })
  })
})

suite('component: a registry that was named', (test) => {
  test('is refused where it bears the id of another party', async () => {
    await withComponent({ family: 'A2' }, async ({ directory }) => {
      const registry = 'var/db_NODE_other.json'
      const act = readComponent({ ...aWorld(), cwd: directory }, { ...select(directory), registry })

      assert.is(await codeOf(() => act), 'REGISTRY_OF_ANOTHER')
    })
  })

  test('is refused where it is that of another configuration', async () => {
    await withComponent({ family: 'A2', id: COMPONENT_ID }, async ({ directory, registryFile }) => {
      aComponentTree(directory, { family: 'A2', id: SECOND_ID, configurationName: 'config_n2.ini' })
      const act = readComponent(aWorld(), { directory, config: 'config_n2.ini', registry: registryFile })

      assert.is(await codeOf(() => act), 'REGISTRY_OF_ANOTHER')
    })
  })

  const accepted = [`db_${COMPONENT_ID}.json`, 'own.json', 'db_copy.json', 'db_NODE_other.json.bak']
  for (const name of accepted) {
    test(`may be called ${name}`, async () => {
      await withComponent({ family: 'A2' }, async ({ directory }) => {
        const component = await readComponent(aWorld(), { ...select(directory), registry: `/srv/${name}` })

        assert.is(component.registryFile, `/srv/${name}`)
      })
    })
  }

  test('may bear the id of the configuration where the environment overrides it', async () => {
    await withComponent({ family: 'A2', role: 'researcher' }, async ({ directory, registryFile }) => {
      const world = { ...aWorld(), env: { RESEARCHER_ID: 'RESEARCHER_b' } }
      const component = await readComponent(world, { ...select(directory), registry: registryFile })

      assert.equal([component.id, component.registryFile], ['RESEARCHER_b', registryFile])
    })
  })
})

suite('component: a linked etc/', (test) => {
  const withLinkedEtc = (family: 'A2' | 'C', body: (directory: string) => Promise<void>): Promise<void> =>
    withComponent({ family }, async ({ directory }) => {
      mkdirSync(join(directory, 'elsewhere'))
      renameSync(join(directory, 'etc'), join(directory, 'elsewhere/etc'))
      symlinkSync('elsewhere/etc', join(directory, 'etc'))
      await body(directory)
    })

  test('leaves the registry of 6.x in doubt, until it is named', async () => {
    await withLinkedEtc('C', async (directory) => {
      assert.is((await refusal(directory)).code, 'CONFIG_LINKED')

      const component = await readComponent(aWorld(), { ...select(directory), registry: '/var/own.json' })
      assert.is(component.registryFile, '/var/own.json')
    })
  })

  test('is no doubt in 5.x, which takes the path as text', async () => {
    await withLinkedEtc('A2', async (directory) => {
      assert.is((await read(directory)).registryFile, join(directory, 'var', `db_${COMPONENT_ID}.json`))
    })
  })

  test('is no doubt where the link stays in the directory', async () => {
    await withComponent({ family: 'C' }, async ({ directory, registryFile }) => {
      renameSync(join(directory, 'etc'), join(directory, 'configuration'))
      symlinkSync('configuration', join(directory, 'etc'))

      assert.is((await read(directory)).registryFile, registryFile)
    })
  })
})

suite('component: a configuration that is being rewritten', (test) => {
  for (const [name, cut] of [
    ['an empty file', (): string => ''],
    ['a file cut within its first section', (text: string): string => text.slice(0, text.indexOf('version'))],
    ['a file cut within its last path', (text: string): string => text.slice(0, text.indexOf('certificate.pem') + 4)],
    ['a file cut before its last section', (text: string): string => text.slice(0, text.indexOf('[certificate]'))],
  ] as const)
    test(`waits for the whole instead of believing ${name}`, async () => {
      await withComponent({ family: 'C' }, async (tree) => {
        const whole = readFileSync(tree.configurationFile, 'utf8')
        writeFileSync(tree.configurationFile, cut(whole))
        const { world, pauses } = countingWorld((count) => {
          if (count === 3) writeFileSync(tree.configurationFile, whole)
        })

        const component = await readComponent(world, select(tree.directory))

        assert.is(component.certificateFile, tree.certificateFile)
        assert.is(pauses.length, 3)
      })
    })

  test('is believed to be faulty after about a second', async () => {
    await withComponent({ family: 'C' }, async ({ directory, configurationFile }) => {
      writeFileSync(configurationFile, '')
      const { world, pauses } = countingWorld()

      assert.is((await refusalOf(world, select(directory))).code, 'FAMILY_UNKNOWN')
      const waited = pauses.reduce((sum, pause) => sum + pause, 0)
      assert.ok(waited >= 900 && waited <= 1100, `${waited} ms`)
    })
  })

  test('may lack the final line end for good', async () => {
    await withComponent({}, async ({ directory, configurationFile }) => {
      writeFileSync(configurationFile, readFileSync(configurationFile, 'utf8').trimEnd())

      assert.is((await read(directory)).id, COMPONENT_ID)
    })
  })

  test('is read again at once when two readings differ', async () => {
    await withComponent({}, async ({ directory, configurationFile }) => {
      const whole = readFileSync(configurationFile, 'utf8')
      writeFileSync(configurationFile, whole.replace('mpspdz_port = 14001', 'mpspdz_port = 14009'))
      const { world, pauses } = countingWorld()
      let openings = 0
      const open: World['files']['open'] = (path, mode) => {
        openings += 1
        if (openings === 2) writeFileSync(configurationFile, whole)
        return world.files.open(path, mode)
      }

      const component = await readComponent({ ...world, files: { ...world.files, open } }, select(directory))

      assert.equal([component.address?.port, openings, pauses], [14001, 3, []])
    })
  })
})

function aWorld(overrides: Partial<World> = {}): World {
  return { ...countingWorld().world, ...overrides }
}

/** A world whose pauses take no time, are noted, and let something happen. */
function countingWorld(onPause: (count: number) => void = () => undefined): {
  readonly world: World
  readonly pauses: readonly number[]
} {
  const pauses: number[] = []
  const real = worldIn('/')
  const sleep = (milliseconds: number): Promise<void> => {
    pauses.push(milliseconds)
    onPause(pauses.length)
    return Promise.resolve()
  }
  return { world: { ...real, env: {}, clock: { ...real.clock, sleep } }, pauses }
}

function refuseToWrite(): never {
  throw new Error('It must not write.')
}

function select(directory: string): ComponentSelection {
  return { directory, config: undefined, registry: undefined }
}

function read(directory: string, env: World['env'] = {}): Promise<Component> {
  return readComponent(aWorld({ env }), select(directory))
}

function refusal(directory: string, env: World['env'] = {}, config?: string): Promise<Problem> {
  return refusalOf(aWorld({ env }), { ...select(directory), config })
}

async function refusalOf(world: World, selection: ComponentSelection): Promise<Problem> {
  try {
    await readComponent(world, selection)
  } catch (error) {
    const [problem] = error instanceof FederationError ? error.problems : []
    if (problem !== undefined) return problem
    throw error
  }
  throw new Error('It was accepted.')
}

import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import * as assert from 'uvu/assert'
import { readCompose, type Service } from '../harness/containers/compose.ts'
import { suite } from '../helpers/suite.ts'

const EXAMPLES = join(import.meta.dirname, '../../examples/containers')
const env = { CONTAINER_UID: '1234', CONTAINER_GID: '1235' }
const families = [
  { name: 'a', roots: { researcher: '/fedbiomed', node: '/fedbiomed', node2: '/fedbiomed' } },
  { name: 'c', roots: { researcher: '/fbm-researcher', node: '/fbm-node', node2: '/fbm-node' } },
] as const

suite('examples/containers', (test) => {
  for (const { name, roots } of families) {
    const { services, secrets } = read(`compose.family-${name}.yaml`)

    test(`family ${name} has one reconciler for each component, with the least that it needs`, () => {
      assert.equal([...services.keys()], ['fbm-gitops-researcher', 'fbm-gitops-node', 'fbm-gitops-node2'])
      for (const service of services.values()) {
        assert.is(service.user, '1234:1235')
        assert.is(service.read_only, true)
        assert.equal(service.cap_drop, ['ALL'])
        assert.equal(service.security_opt, ['no-new-privileges:true'])
        assert.equal(service.command, ['watch'])
        assert.equal(service.secrets, [...secrets.keys()])
      }
    })

    for (const [component, root] of Object.entries(roots)) {
      test(`family ${name}: the reconciler of ${component} may write where the registry lies, and nowhere else`, () => {
        const service = serviceOf(services, `fbm-gitops-${component}`)

        assert.is(service.environment?.['FBM_GITOPS_COMPONENT'], root)
        assert.equal(writable(service), [`${root}/var`])
        assert.ok(service.volumes.every(({ target, source }) => target === '/etc/fbm-gitops' || source.startsWith(`./${component}/run_mounts/`)))
      })

      test(`family ${name}: ${component} itself runs the pass, then what its image runs`, () => {
        const service = serviceOf(read(`compose.entrypoint-${name}.yaml`).services, component)

        assert.equal(service.entrypoint, ['/opt/fbm-gitops/entrypoint.sh', '/entrypoint.bash'])
        assert.is(service.environment?.['FBM_GITOPS_COMPONENT'], root)
        assert.equal(writable(service), [])
      })
    }
  }

  test('a reconciler that may freeze shares the processes of its component', () => {
    const { services } = read('compose.family-a.yaml', 'compose.freeze.yaml')

    for (const [name, { pid, command, read_only }] of services) {
      assert.is(pid, `service:${name.replace('fbm-gitops-', '')}`)
      assert.equal(command, ['watch', '--freeze'])
      assert.is(read_only, true)
    }
  })

  test('the key of the settings is where the compose files put it', () => {
    const settings = readFileSync(join(EXAMPLES, 'fbm-gitops.yaml'), 'utf8')

    assert.match(settings, 'key: /run/secrets/fbm-gitops-deploy-key')
    for (const { name } of families) {
      const service = serviceOf(read(`compose.entrypoint-${name}.yaml`).services, 'node')
      assert.ok(service.volumes.some(({ target }) => target === '/run/secrets/fbm-gitops-deploy-key'))
    }
  })

  test('the entrypoint can be executed', () => {
    assert.is(statSync(join(EXAMPLES, 'entrypoint.sh')).mode & 0o111, 0o111)
  })
})

function read(...files: readonly string[]) {
  return readCompose(
    files.map((file) => join(EXAMPLES, file)),
    env,
  )
}

function serviceOf(services: ReadonlyMap<string, Service>, name: string): Service {
  const service = services.get(name)
  if (service === undefined) throw new Error(`There is no service ${name}.`)
  return service
}

function writable({ volumes }: Service): readonly string[] {
  return volumes.filter(({ readOnly }) => !readOnly).map(({ target }) => target)
}

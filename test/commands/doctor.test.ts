import {
  chmodSync,
  chownSync,
  existsSync,
  linkSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { createServer, type Server } from 'node:net'
import { dirname, join } from 'node:path'
import { createServer as createTlsServer } from 'node:tls'
import * as assert from 'uvu/assert'
import { layOutComponent } from '../../src/demo/component-tree.ts'
import { COMPONENT_CHECKS, MACHINE_CHECKS } from '../../src/domain/doctor/checks.ts'
import { escapeText } from '../../src/domain/quote.ts'
import { encodeLock } from '../../src/io/lock/lock-record.ts'
import { readProcessFacts } from '../../src/io/processes/process-facts.ts'
import { locateState } from '../../src/io/state/state-directory.ts'
import { realWorld, type World } from '../../src/io/world/world.ts'
import { BASE_IDS, baseCertificate, layOutBaseComponent, writeBaseFederation } from '../helpers/bad-base.ts'
import { applyBadCase, readBadCases, type FilesCase } from '../helpers/bad-case.ts'
import { capture, captureJson, makeFakeOutput } from '../helpers/capture.ts'
import { withDirectory } from '../helpers/directory.ts'
import { withFederation, type TestFederation } from '../helpers/federation.ts'
import { listen } from '../helpers/free-port.ts'
import { assertMatchesSchema } from '../helpers/schema.ts'
import { withSettings } from '../helpers/settings.ts'
import { announceSkip, suite } from '../helpers/suite.ts'
import { systemError } from '../helpers/system-error.ts'
import { replaceFlags } from '../helpers/typed-flags.ts'
import { assertUntouched } from '../helpers/untouched.ts'

interface FindingJson {
  readonly check: string
  readonly result: string
  readonly code?: string
  readonly message: string
  readonly remedy?: string
  readonly party?: string
}

interface Examined {
  readonly exitCode: number
  readonly findings: readonly FindingJson[]
  /** The codes of warnings and errors, by their checks. */
  readonly faults: readonly string[]
}

interface Fault {
  readonly name: string
  /** What is done to the component `a` and its federation. */
  readonly make: (federation: TestFederation) => void
  readonly faults: readonly string[]
  readonly exitCode: number
}

const IS_ROOT = realWorld().host.userId() === 0
const KEY = 'key-file KEY_READABLE_BY_OTHERS'
const OTHER_USER = 4242
const DAY_MS = 86_400_000

const keyOf = ({ trees }: TestFederation): string => trees.a.certificateFile.replace(/\.pem$/, '.key')
const registryOf = ({ trees }: TestFederation): string => trees.a.registryFile
const stateOf = (federation: TestFederation): ReturnType<typeof locateState> => locateState(registryOf(federation))

/** Each is made in a component that was reconciled. */
const FAULTS: readonly Fault[] = [
  {
    name: 'a registry that is a link',
    make: (federation) => {
      renameSync(registryOf(federation), `${registryOf(federation)}.real`)
      symlinkSync(`${registryOf(federation)}.real`, registryOf(federation))
    },
    faults: ['registry-file REGISTRY_SYMLINK'],
    exitCode: 25,
  },
  {
    name: 'a registry with two names',
    make: (federation) => {
      linkSync(registryOf(federation), `${registryOf(federation)}.second`)
    },
    faults: ['registry-file REGISTRY_LINKED'],
    exitCode: 25,
  },
  {
    name: 'a registry that everybody may write',
    make: (federation) => {
      chmodSync(registryOf(federation), 0o666)
    },
    faults: ['registry-file REGISTRY_WORLD_WRITABLE'],
    exitCode: 25,
  },
  {
    name: 'a registry that was emptied',
    make: (federation) => {
      truncateSync(registryOf(federation))
    },
    faults: ['registry-content REGISTRY_EMPTIED'],
    exitCode: 25,
  },
  {
    name: 'a state directory that everybody may look into',
    make: (federation) => {
      chmodSync(stateOf(federation).path, 0o755)
    },
    faults: ['state-directory STATE_DIRECTORY_OPEN'],
    exitCode: 0,
  },
  {
    name: 'a state directory that everybody may write',
    make: (federation) => {
      chmodSync(stateOf(federation).path, 0o777)
    },
    faults: ['state-directory STATE_DIRECTORY_PERMS'],
    exitCode: 1,
  },
  {
    name: 'an inventory that is damaged',
    make: (federation) => {
      writeFileSync(stateOf(federation).inventory, '{')
    },
    faults: ['inventory INVENTORY_UNREADABLE'],
    exitCode: 1,
  },
  {
    name: 'a status that is damaged',
    make: (federation) => {
      writeFileSync(stateOf(federation).status, '{')
    },
    faults: ['daemon STATUS_UNREADABLE'],
    exitCode: 0,
  },
  {
    name: 'a lock of now',
    make: (federation) => {
      const since = new Date().toISOString()
      const holder = readProcessFacts(realWorld())
      writeFileSync(stateOf(federation).lock, encodeLock({ nonce: 'n', since, holder }), { mode: 0o600 })
    },
    faults: ['lock LOCK_HELD'],
    exitCode: 0,
  },
  {
    name: 'a lock of this morning',
    make: (federation) => {
      const since = new Date(Date.now() - DAY_MS).toISOString()
      const holder = readProcessFacts(realWorld())
      writeFileSync(stateOf(federation).lock, encodeLock({ nonce: 'n', since, holder }), { mode: 0o600 })
    },
    faults: ['lock LOCK_HELD'],
    exitCode: 24,
  },
  {
    name: 'a backup that is damaged',
    make: (federation) => {
      const { backups } = stateOf(federation)
      writeFileSync(join(backups, '20991125T160012123Z-5c1e77a0b2c3d4e5.json'), '{}')
    },
    faults: ['backups BACKUP_UNREADABLE'],
    exitCode: 0,
  },
  {
    name: 'a journal that is damaged',
    make: (federation) => {
      writeFileSync(stateOf(federation).journal, 'torn')
    },
    faults: ['journal APPLY_INTERRUPTED'],
    exitCode: 0,
  },
  {
    name: 'a status without an end',
    make: (federation) => {
      rmSync(stateOf(federation).status)
      symlinkSync('/dev/zero', stateOf(federation).status)
    },
    faults: ['daemon STATUS_UNREADABLE'],
    exitCode: 0,
  },
  {
    name: 'a certificate without an end',
    make: ({ trees }) => {
      rmSync(trees.a.certificateFile)
      symlinkSync('/dev/zero', trees.a.certificateFile)
    },
    faults: ['certificate SELF_CERTIFICATE_UNREADABLE'],
    exitCode: 21,
  },
  {
    name: 'a certificate that is huge',
    make: ({ trees }) => {
      truncateSync(trees.a.certificateFile, 2 ** 40)
    },
    faults: ['certificate SELF_CERTIFICATE_UNREADABLE'],
    exitCode: 21,
  },
  {
    name: 'a key that does not belong to the certificate',
    make: (federation) => {
      const other = federation.trees.b.certificateFile.replace(/\.pem$/, '.key')
      writeFileSync(keyOf(federation), readFileSync(other))
    },
    faults: ['key-pair OWN_KEY_OTHER'],
    exitCode: 21,
  },
  {
    name: 'a key that is gone',
    make: (federation) => {
      rmSync(keyOf(federation))
    },
    faults: ['key-pair OWN_KEY_UNREADABLE'],
    exitCode: 21,
  },
  {
    name: 'a certificate that was generated again',
    make: ({ trees }) => {
      writeFileSync(trees.a.certificateFile, readFileSync(trees.b.certificateFile))
    },
    faults: ['certificate IDENTITY_OTHER', 'key-pair OWN_KEY_OTHER', 'self SELF_CERTIFICATE'],
    exitCode: 21,
  },
  {
    name: 'a certificate that is gone',
    make: ({ trees }) => {
      rmSync(trees.a.certificateFile)
    },
    faults: ['certificate SELF_CERTIFICATE_UNREADABLE'],
    exitCode: 21,
  },
  {
    name: 'a configuration that is cut',
    make: ({ trees }) => {
      writeFileSync(trees.a.configurationFile, 'id = x\n')
    },
    faults: ['configuration CONFIG_MALFORMED'],
    exitCode: 25,
  },
  {
    name: 'no federation',
    make: ({ directory }) => {
      rmSync(dirname(directory), { recursive: true })
    },
    faults: ['source SOURCE_MISSING'],
    exitCode: 26,
  },
]

/** As many of the bad inputs as this test has time for, of every kind. */
const EVERY_NTH = 19

suite('doctor', (test) => {
  test('finds nothing to do about a component that is as it should be, and shows each check once', () =>
    withReconciled(async (federation) => {
      const { exitCode, faults, findings } = await examine(federation)
      const { stdout, stderr } = await capture(['doctor', ...federation.locate('a')])

      assert.is(exitCode, 0)
      assert.equal(faults, [])
      assert.equal(
        findings.map(({ check }) => check),
        [...MACHINE_CHECKS, ...COMPONENT_CHECKS].map(({ id }) => id),
      )
      assert.match(stdout, /^This machine {3}all well\n/)
      assert.match(stdout, /\na {3}NODE_964bdca9-\S+ {3}all well\nComponent\n {2}✓ ok {7}configuration {2}Fed-BioMed 5/)
      assert.match(stdout, /\n0 errors, 0 warnings; \d+ ok, 4 skipped\. Nothing was written\.\n$/)
      assert.is(stderr, '')
    }))

  for (const { name, make, faults, exitCode } of FAULTS) {
    test(`finds ${name}, and goes on with everything else`, () =>
      withReconciled(async (federation) => {
        make(federation)

        const examined = await examine(federation)

        assert.equal(examined.faults, faults)
        assert.is(examined.exitCode, exitCode)
        assert.equal(
          new Set(examined.findings.map(({ check }) => check)),
          new Set([...MACHINE_CHECKS, ...COMPONENT_CHECKS].map(({ id }) => id)),
        )
      }))
  }

  test('finds a key that others may read, and the remedy closes it', () =>
    withReconciled(async (federation) => {
      chmodSync(keyOf(federation), 0o644)

      const { exitCode, faults, findings } = await examine(federation)

      assert.is(exitCode, 0)
      assert.equal(faults, [KEY])
      const [, mode, file] =
        /chmod (\d+) -- (\S+)$/.exec(findings.find(({ check }) => check === 'key-file')?.remedy ?? '') ?? []
      assert.equal([mode, file], ['600', keyOf(federation)])
    }))

  test('finds a registry of another user, and a key that its user must go on reading', () =>
    withReconciled(async (federation) => {
      if (!IS_ROOT) {
        announceSkip('a registry of another user', 'only root can give a file away')
        return
      }
      chownSync(registryOf(federation), OTHER_USER, OTHER_USER)
      chmodSync(registryOf(federation), 0o444)
      chmodSync(keyOf(federation), 0o644)
      const stranger = { ...realWorld().host, userId: () => 7 }

      const asRoot = await examine(federation)
      const asStranger = await examine(federation, { host: stranger })

      // The state directory is root's as before.
      assert.equal(asRoot.faults, [KEY, 'registry-mode REGISTRY_UNREADABLE', 'state-directory STATE_DIRECTORY_PERMS'])
      assert.match(asRoot.findings.find(({ check }) => check === 'key-file')?.remedy ?? '', /chown 4242 -- .*chmod 600/)
      assert.match(asRoot.findings.find(({ check }) => check === 'registry-owner')?.message ?? '', /root acts as/)
      assert.ok(asStranger.faults.includes('registry-owner REGISTRY_OTHER_OWNER'))
    }))

  test('skips the comparison with a key that only its own user may read', () =>
    withReconciled(async (federation) => {
      const { files } = realWorld()
      const open: World['files']['open'] = (path, ...rest) => {
        if (path === keyOf(federation)) throw systemError('EACCES', 'open')
        return files.open(path, ...rest)
      }

      const { faults, findings } = await examine(federation, { files: { ...files, open } })

      assert.equal(faults, [])
      assert.is(findings.find(({ check }) => check === 'key-pair')?.result, 'skipped')
    }))

  test('tells a directory of the registry that this user may not enter once, as a reconcile does', () =>
    withReconciled(async (federation) => {
      const { files } = realWorld()
      const registry = dirname(registryOf(federation))
      const refuse =
        <T>(look: (path: string) => T) =>
        (path: string): T => {
          if (path.startsWith(`${registry}/`)) throw systemError('EACCES', 'lstat')
          return look(path)
        }
      const closed = {
        files: { ...files, lstat: refuse((path) => files.lstat(path)), stat: refuse((path) => files.stat(path)) },
      }

      const { exitCode, faults } = await examine(federation, closed)
      const reconciled = await capture(['reconcile', ...federation.locate('a'), '--offline'], closed)

      assert.ok(faults.includes('registry-file REGISTRY_UNREADABLE'), faults.join('\n'))
      assert.is(exitCode, reconciled.exitCode)
    }))

  test('finds a private key in the federation directory', () =>
    withReconciled(async (federation) => {
      const inside = join(federation.directory, 'component')
      mkdirSync(inside)
      renameSync(federation.trees.a.directory, join(inside, 'a'))

      const { faults } = await examine(federation, {}, ['--component', join(inside, 'a')])

      assert.ok(faults.includes('key-place KEY_IN_FEDERATION'), faults.join('\n'))
    }))

  test('tells which variables outrank the configuration, of those that its family reads', () =>
    withReconciled(async (federation) => {
      const env = { ...process.env, MPSPDZ_IP: '10.221.0.2', NODE_ID: 'NODE_x', FBM_DEFAULT_ID: 'NODE_x' }

      const { faults, findings } = await examine(federation, { env })
      const moved = await examine(federation, { env: { ...env, MPSPDZ_CERTIFICATE_KEY: keyOf(federation) } })

      assert.equal(faults, [])
      assert.is(findings.find(({ check }) => check === 'environment')?.message, 'outrank the .ini: MPSPDZ_IP')
      assert.ok(moved.faults.includes('environment VARIABLES_OUTRANK'))
    }))

  test('tells a system that does not answer, and goes on', () =>
    withReconciled(async (federation) => {
      const { files } = realWorld()
      const statfs = (): never => {
        throw systemError('EIO', 'statfs')
      }

      const { faults, findings } = await examine(federation, { files: { ...files, statfs } })

      assert.equal(faults, ['registry-disk FACT_UNREADABLE'])
      assert.match(
        findings.find(({ check }) => check === 'registry-disk')?.message ?? '',
        /the disk reported an error \(EIO, statfs\)/,
      )
    }))

  test('needs no federation for what lies here, and no component for what lies there', () =>
    withReconciled(async (federation) => {
      const withoutComponent = await examine(federation, {}, ['--component', '/gone'])
      const withoutBoth = await examine(federation, {}, ['--component', '/gone', '--federation', '/gone'])

      assert.equal(withoutComponent.faults, ['configuration COMPONENT_MISSING'])
      assert.is(withoutComponent.findings.find(({ check }) => check === 'parties')?.message, '3 parties, all verified')
      assert.equal(withoutBoth.faults, ['configuration COMPONENT_MISSING', 'source SOURCE_MISSING'])
      assert.is(withoutBoth.exitCode, 64)
    }))

  test('writes nothing at all, nor takes a lock', () =>
    withReconciled(async (federation) => {
      const { repository, trees } = federation
      await assertUntouched(dirname(trees.a.directory), () =>
        assertUntouched(repository.top, () => examine(federation)),
      )

      assert.not.ok(existsSync(stateOf(federation).lock))
    }))

  test('gives one exit code for several components, and looks at the machine once', () =>
    withReconciled(async (federation) => {
      const { a, b } = federation.trees
      chmodSync(b.certificateFile.replace(/\.pem$/, '.key'), 0o600)
      const components = [a.directory, b.directory, '/gone'].map((directory) => `- directory: ${directory}\n`)
      const text = `apiVersion: fbm-gitops/v1\ncomponents:\n${components.join('')}`
      await withSettings({ 's.yaml': text }, async (place) => {
        const argv = ['doctor', '--settings', join(place, 's.yaml'), '--federation', federation.directory]

        const { exitCode, stdout } = await capture(argv)
        const { json } = await captureJson(argv)

        assertMatchesSchema('doctor', json)
        assert.is(exitCode, 64)
        assert.match(stdout, /\na {3}NODE_[^]*\nb {3}NODE_[^]*\n\/gone {3}1 ERROR\n/)
        assert.is(stdout.match(/\n {2}✓ ok {7}platform/g)?.length, 1)
      })
    }))

  test('fits on 80 columns, but for commands and paths, and shows the errors last', () =>
    withReconciled(async (federation) => {
      chmodSync(keyOf(federation), 0o644)
      rmSync(federation.trees.a.certificateFile)
      const written: string[] = []
      const stdout = makeFakeOutput((text) => written.push(text), { isTTY: true, columns: 80 })

      await capture(['doctor', ...federation.locate('a')], { stdout, env: { ...process.env, NO_COLOR: '1' } })

      const lines = written.join('').split('\n')
      for (const line of lines) assert.ok(line.length <= 80 || line.includes('/'), line)
      const text = lines.join('\n')
      assert.ok(text.lastIndexOf('KEY_READABLE_BY_OTHERS') < text.lastIndexOf('SELF_CERTIFICATE_UNREADABLE'))
      assert.match(text, / {3}1 ERROR, 1 warning\n/)
      assert.not.match(text, '\u001b')
    }))
})

suite('doctor --probe', (test) => {
  test('reads the certificate that the own server of a researcher presents, and compares it with its file', () =>
    withDirectory({}, async (root) => {
      const { certificatePem, privateKeyPem } = await baseCertificate('server')
      const old = await baseCertificate('server', 2)
      const tree = layOutComponent({
        directory: join(root, 'fbm-researcher'),
        family: 'C',
        role: 'researcher',
        id: BASE_IDS.server,
        certificatePem,
        privateKeyPem,
      })
      const look = async (port: number): Promise<readonly FindingJson[]> => {
        const env = { ...process.env, FBM_SERVER_HOST: '127.0.0.1', FBM_SERVER_PORT: String(port) }
        const { json } = await captureJson(['doctor', '--component', tree.directory, '--federation', root, '--probe'], {
          env,
        })
        assertMatchesSchema('doctor', json)
        return findingsOf(json).filter(({ check }) => check.startsWith('server'))
      }

      await withListener(createTlsServer({ cert: certificatePem, key: privateKeyPem }), async (port) => {
        const [server, certificate] = await look(port)
        assert.match(server?.message ?? '', `O=${BASE_IDS.server}`)
        assert.is(certificate?.result, 'ok')
      })
      await withListener(createTlsServer({ cert: old.certificatePem, key: old.privateKeyPem }), async (port) => {
        const [, certificate] = await look(port)
        assert.is(certificate?.code, 'SERVER_CERTIFICATE_OUTDATED')
      })
    }))

  test('reaches for the researcher where the configuration of a node says, and explains a port that is closed', () =>
    withDirectory({}, async (root) => {
      const tree = layOutComponent({
        directory: join(root, 'fbm-node'),
        family: 'C',
        role: 'node',
        id: BASE_IDS.b,
        ...(await baseCertificate('b')),
      })
      const look = async (host: string, port: number): Promise<FindingJson | undefined> => {
        const env = { ...process.env, FBM_RESEARCHER_IP: host, FBM_RESEARCHER_PORT: String(port) }
        const { json } = await captureJson(['doctor', '--component', tree.directory, '--federation', root, '--probe'], {
          env,
        })
        return findingsOf(json).find(({ check }) => check === 'researcher')
      }

      const ports: number[] = []
      await withListener(
        createServer((socket) => socket.resume().end('no TLS\n')),
        async (port) => {
          ports.push(port)
          assert.is((await look('127.0.0.1', port))?.code, 'SERVER_WITHOUT_TLS')
        },
      )
      assert.is((await look('127.0.0.1', ports[0] ?? 1))?.code, 'SERVER_NOT_LISTENING')
      assert.is((await look('-oProxyCommand=touch\u001b[31m', 1))?.code, 'PROBE_ADDRESS_UNUSABLE')
    }))
})

suite('doctor, given bad inputs', (test) => {
  const cases = readBadCases().filter((bad): bad is FilesCase => bad.form === undefined)
  const sample = cases.filter((_, index) => index % EVERY_NTH === 0)

  test('are tried of every kind', () => {
    assert.ok(sample.length >= 10, `${sample.length}`)
  })

  for (const bad of sample) {
    test(`finds what a reconcile would, ends as that would, and never breaks off: ${bad.name}`, () =>
      withDirectory({}, async (root) => {
        const directory = join(root, 'federation')
        await writeBaseFederation(directory)
        const tree = await layOutBaseComponent(join(root, 'component'))
        const flags = ['--component', tree.directory, '--federation', directory]
        if (bad.afterReconcile === true) await capture(['reconcile', ...flags, '--offline'])
        await applyBadCase(bad, directory, tree)
        const argv = ['doctor', ...flags]

        const { exitCode, json } = await captureJson(argv)
        const { stdout, stderr } = await capture(argv)

        assertMatchesSchema('doctor', json)
        const told = new Set(findingsOf(json).flatMap(({ code }) => code ?? []))
        assert.not.ok(told.has('UNEXPECTED'), JSON.stringify(json))
        const { exit, codes } = bad.expect.reconcile
        const missed = codes.filter((either) => !either.split('|').some((code) => told.has(code)))
        assert.equal(missed, [], [...told].join(' '))
        assert.is(exitCode, exit)
        for (const line of (stdout + stderr).split('\n')) assert.is(escapeText(line), line)
      }))
  }
})

async function examine(
  { locate }: TestFederation,
  overrides: Partial<World> = {},
  flags: readonly string[] = [],
): Promise<Examined> {
  const { exitCode, json } = await captureJson(['doctor', ...replaceFlags(locate('a'), flags)], overrides)
  assertMatchesSchema('doctor', json)
  const findings = findingsOf(json)
  const faults = findings.flatMap(({ check, code }) => (code === undefined ? [] : [`${check} ${code}`]))
  return { exitCode, findings, faults }
}

function findingsOf(json: Readonly<Record<string, unknown>>): readonly FindingJson[] {
  const { machine, components } = json as unknown as {
    readonly machine: readonly FindingJson[]
    readonly components: readonly { readonly findings: readonly FindingJson[] }[]
  }
  return [...machine, ...components.flatMap(({ findings }) => findings)]
}

/** Lends a federation whose component `a` was reconciled, and whose key nobody else may read. */
async function withReconciled(body: (federation: TestFederation) => void | Promise<void>): Promise<void> {
  await withFederation(async (federation) => {
    chmodSync(keyOf(federation), 0o600)
    const { exitCode, stderr } = await capture(['reconcile', ...federation.locate('a'), '--offline'])
    assert.is(exitCode, 0, stderr)
    await body(federation)
  })
}

async function withListener(server: Server, body: (port: number) => Promise<void>): Promise<void> {
  server.on('tlsClientError', () => undefined)
  try {
    await body(await listen(server, 0))
  } finally {
    await new Promise((resolve) => server.close(resolve))
  }
}

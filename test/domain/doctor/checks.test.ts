import { Buffer } from 'node:buffer'
import { readFileSync } from 'node:fs'
import * as assert from 'uvu/assert'
import { COMPONENT_CHECKS, examine, MACHINE_CHECKS } from '../../../src/domain/doctor/checks.ts'
import type { Facts, MachineFacts } from '../../../src/domain/doctor/facts.ts'
import {
  exitCodeOfFindings,
  GROUPS,
  type Finding,
  type FindingResult,
  type Group,
} from '../../../src/domain/doctor/finding.ts'
import { found, unknown } from '../../../src/domain/doctor/found.ts'
import { EMPTY_INVENTORY } from '../../../src/domain/inventory.ts'
import { OLDEST_NODE } from '../../../src/domain/doctor/machine.ts'
import { makeProblem, type ProblemCode } from '../../../src/domain/problem.ts'
import { aFingerprint, anAddress, anId } from '../../helpers/builders.ts'
import { aCertificateEndingIn, aCertificatePem, NOW } from '../../helpers/certificates.ts'
import { suite } from '../../helpers/suite.ts'
import {
  aDeclaration,
  aFederation,
  aKeyFile,
  aMachine,
  aProbe,
  aRegistryReading,
  aState,
  aStatus,
  DAY_MS,
  MINUTE_MS,
  self,
  someFacts,
} from './helpers/facts.ts'

interface Row<Input> {
  readonly check: string
  readonly name: string
  readonly change: Partial<Input>
  readonly result: FindingResult
  /** The code of a warning or an error; else what the message must hold. */
  readonly says: ProblemCode | RegExp
}

const faulty = (
  code: 'COMPONENT_MISSING' | 'SOURCE_MISSING',
): { kind: 'faulty'; problems: [ReturnType<typeof makeProblem>] } => ({
  kind: 'faulty',
  problems: [makeProblem(code, {}, { directory: '/gone' })],
})

const machine: readonly Row<MachineFacts>[] = [
  { check: 'node', name: 'an old Node', change: { node: '20.18.3' }, result: 'warning', says: 'NODE_VERSION_OLD' },
  { check: 'node', name: 'the oldest Node', change: { node: '20.19.0' }, result: 'ok', says: /^20\.19\.0, / },
  { check: 'git', name: 'no git', change: { git: found(undefined) }, result: 'warning', says: 'GIT_NOT_FOUND' },
  { check: 'git', name: 'an old git', change: { git: found('2.29.3') }, result: 'warning', says: 'GIT_VERSION_OLD' },
  { check: 'git', name: 'the oldest git', change: { git: found('2.30.0') }, result: 'ok', says: /^2\.30\.0$/ },
  {
    check: 'git',
    name: 'a git of Apple',
    change: { git: found('2.39.5 (Apple Git-154)') },
    result: 'ok',
    says: /Apple/,
  },
  { check: 'git', name: 'nobody looked', change: { git: unknown('no reason') }, result: 'skipped', says: /no reason/ },
  { check: 'platform', name: 'a Mac', change: { platform: 'darwin' }, result: 'error', says: 'PLATFORM_UNSUPPORTED' },
  { check: 'user', name: 'root', change: { user: 0 }, result: 'ok', says: /^root/ },
  { check: 'user', name: 'a system without users', change: { user: -1 }, result: 'skipped', says: /no users/ },
]

const ownCertificate = (pem: string): Partial<Facts> => ({ certificate: found(Buffer.from(pem)) })
const registry = (overrides: Partial<Facts['registry']>): Partial<Facts> => ({ registry: aRegistryReading(overrides) })
const state = (overrides: Partial<Facts['state']>): Partial<Facts> => ({ state: aState(overrides) })
const declares = (overrides: Parameters<typeof aDeclaration>[0]): Partial<Facts> => ({
  declaration: found(aDeclaration(overrides)),
})
const file = { uid: 1000, gid: 1000, mode: 0o644, size: 10, path: '/fbm-node/var/db_own.json' }
const mount = { type: 'ext4', point: '/', isReadOnly: false, isOfFile: false }
const disk = { directory: '/var', freeBytes: 2 ** 30, freeFiles: 10_000, neededBytes: 2 ** 20 }
const directory = { uid: 0, gid: 0, mode: 0o755, size: 0, path: '/fbm-node/var' }
const owner = { uid: 1000, gid: 1000, user: 1000, path: file.path }
const holder = 'process 7 on here, since yesterday'
const newest = { name: 'one.json', time: NOW, isWhole: false }
const row = { partyId: anId('x'), fingerprint: aFingerprint('x'), address: anAddress() }
const commit = (time: number): Partial<Facts> =>
  declares({ revision: { id: 'a'.repeat(40), subject: undefined, author: undefined, time } })

const component: readonly Row<Facts>[] = [
  {
    check: 'configuration',
    name: 'no component',
    change: { component: faulty('COMPONENT_MISSING') },
    result: 'error',
    says: 'COMPONENT_MISSING',
  },
  {
    check: 'profile',
    name: 'another profile',
    change: declares({ federation: aFederation('party') }),
    result: 'error',
    says: 'PROFILE_MISMATCH',
  },
  {
    check: 'profile',
    name: 'no federation',
    change: { declaration: faulty('SOURCE_MISSING') },
    result: 'skipped',
    says: /not known/,
  },
  {
    check: 'environment',
    name: 'an id of the environment',
    change: { variables: found(['NODE_ID']) },
    result: 'warning',
    says: 'VARIABLES_OUTRANK',
  },
  {
    check: 'environment',
    name: 'an address of the environment',
    change: { variables: found(['MPSPDZ_IP']) },
    result: 'ok',
    says: /MPSPDZ_IP/,
  },
  {
    check: 'certificate',
    name: 'an unreadable certificate',
    change: { certificate: faulty('COMPONENT_MISSING') },
    result: 'error',
    says: 'COMPONENT_MISSING',
  },
  {
    check: 'certificate',
    name: 'a certificate that has ended',
    change: ownCertificate(aCertificateEndingIn(-1)),
    result: 'error',
    says: 'EXPIRED',
  },
  {
    check: 'certificate',
    name: 'a certificate of six days',
    change: ownCertificate(aCertificateEndingIn(6)),
    result: 'warning',
    says: 'EXPIRES_IN_7_DAYS',
  },
  {
    check: 'certificate',
    name: 'a certificate of 29 days',
    change: ownCertificate(aCertificateEndingIn(29)),
    result: 'warning',
    says: 'EXPIRES_IN_30_DAYS',
  },
  {
    check: 'certificate',
    name: 'a certificate of 89 days',
    change: ownCertificate(aCertificateEndingIn(89)),
    result: 'warning',
    says: 'EXPIRES_IN_90_DAYS',
  },
  {
    check: 'certificate',
    name: 'a certificate of tomorrow',
    change: ownCertificate(aCertificatePem({ notBefore: NOW + DAY_MS })),
    result: 'error',
    says: 'NOT_YET_VALID',
  },
  {
    check: 'certificate',
    name: "another party's certificate",
    change: ownCertificate(aCertificatePem({ partyId: 'NODE_other' })),
    result: 'error',
    says: 'IDENTITY_OTHER',
  },
  {
    check: 'certificate',
    name: 'no certificate',
    change: ownCertificate(''),
    result: 'error',
    says: 'CERTIFICATE_EMPTY',
  },
  {
    check: 'key-pair',
    name: 'another key',
    change: {
      keyPair: { kind: 'faulty', problems: [makeProblem('OWN_KEY_OTHER', {}, { file: 'a', certificate: 'b' })] },
    },
    result: 'error',
    says: 'OWN_KEY_OTHER',
  },
  {
    check: 'key-pair',
    name: 'a key that only its user may read',
    change: { keyPair: unknown('this user may not read it') },
    result: 'skipped',
    says: /may not read/,
  },
  {
    check: 'key-file',
    name: 'a key for all',
    change: { keyFile: aKeyFile({ mode: 0o644 }) },
    result: 'warning',
    says: 'KEY_READABLE_BY_OTHERS',
  },
  {
    check: 'key-file',
    name: 'a key for the group',
    change: { keyFile: aKeyFile({ mode: 0o640 }) },
    result: 'warning',
    says: 'KEY_READABLE_BY_OTHERS',
  },
  {
    check: 'key-place',
    name: 'a key in the federation directory',
    change: { keyFile: aKeyFile({ within: { directory: '/f', isFederation: true } }) },
    result: 'error',
    says: 'KEY_IN_FEDERATION',
  },
  {
    check: 'key-place',
    name: 'a key in the work tree',
    change: { keyFile: aKeyFile({ within: { directory: '/f', isFederation: false } }) },
    result: 'warning',
    says: 'KEY_IN_REPOSITORY',
  },
  {
    check: 'registry-file',
    name: 'no registry yet',
    change: registry({ file: found(undefined) }),
    result: 'ok',
    says: /not there yet/,
  },
  {
    check: 'registry-file',
    name: 'a link',
    change: registry({ file: { kind: 'faulty', problems: [makeProblem('REGISTRY_SYMLINK', {}, { file: 'a' })] } }),
    result: 'error',
    says: 'REGISTRY_SYMLINK',
  },
  {
    check: 'registry-owner',
    name: 'another owner',
    change: registry({ owner: found({ ...owner, user: 1001 }) }),
    result: 'error',
    says: 'REGISTRY_OTHER_OWNER',
  },
  {
    check: 'registry-owner',
    name: 'root',
    change: registry({ owner: found({ ...owner, user: 0 }) }),
    result: 'ok',
    says: /root acts/,
  },
  {
    check: 'registry-owner',
    name: 'an owner that is not mapped',
    change: registry({ owner: found({ ...owner, uid: 65_534, user: 0 }) }),
    result: 'error',
    says: 'REGISTRY_UNMAPPED_OWNER',
  },
  {
    check: 'registry-mode',
    name: 'a registry that may not be written',
    change: registry({ file: found({ ...file, mode: 0o444 }) }),
    result: 'error',
    says: 'REGISTRY_UNREADABLE',
  },
  {
    check: 'registry-mode',
    name: 'no registry yet',
    change: registry({ file: found(undefined) }),
    result: 'ok',
    says: /first registration/,
  },
  {
    check: 'registry-directory',
    name: 'a directory of root',
    change: { ...registry({ directory: found(directory) }), ...state({ directory: found(undefined) }) },
    result: 'error',
    says: 'STATE_NOT_WRITTEN',
  },
  {
    check: 'registry-directory',
    name: 'a directory of root with all in it',
    change: registry({ directory: found(directory) }),
    result: 'ok',
    says: /nothing need be made/,
  },
  {
    check: 'registry-directory',
    name: 'a directory of the group',
    change: registry({ directory: found({ ...directory, gid: 1000, mode: 0o775 }) }),
    result: 'ok',
    says: /may write it/,
  },
  {
    check: 'registry-directory',
    name: 'no directory',
    change: registry({ directory: unknown('no directory') }),
    result: 'skipped',
    says: /no directory/,
  },
  {
    check: 'registry-mount',
    name: 'a read-only mount',
    change: registry({ mount: found({ ...mount, isReadOnly: true }) }),
    result: 'error',
    says: 'STATE_NOT_WRITTEN',
  },
  {
    check: 'registry-mount',
    name: 'a mount of the file alone',
    change: registry({ mount: found({ ...mount, isOfFile: true }) }),
    result: 'warning',
    says: 'REGISTRY_MOUNTED_ALONE',
  },
  ...['nfs4', 'cifs', 'fuse.sshfs', '9p'].map((type): Row<Facts> => ({
    check: 'registry-mount',
    name: type,
    change: registry({ mount: found({ ...mount, type }) }),
    result: 'warning',
    says: 'REGISTRY_ON_NETWORK',
  })),
  {
    check: 'registry-mount',
    name: 'overlay',
    change: registry({ mount: found({ ...mount, type: 'overlay' }) }),
    result: 'warning',
    says: 'REGISTRY_ON_OVERLAY',
  },
  {
    check: 'registry-disk',
    name: 'a full disk',
    change: registry({ disk: found({ ...disk, freeBytes: 1000 }) }),
    result: 'error',
    says: 'STATE_NOT_WRITTEN',
  },
  {
    check: 'registry-disk',
    name: 'no inodes',
    change: registry({ disk: found({ ...disk, freeFiles: 3 }) }),
    result: 'error',
    says: 'STATE_NOT_WRITTEN',
  },
  {
    check: 'registry-disk',
    name: 'a nearly full disk',
    change: registry({ disk: found({ ...disk, freeBytes: 2 ** 21 }) }),
    result: 'warning',
    says: 'DISK_NEARLY_FULL',
  },
  {
    check: 'registry-disk',
    name: 'a file system that counts no inodes',
    change: registry({ disk: found({ ...disk, freeFiles: undefined }) }),
    result: 'ok',
    says: /^1 GiB free$/,
  },
  {
    check: 'registry-content',
    name: 'a torn registry',
    change: registry({
      content: {
        kind: 'faulty',
        problems: [makeProblem('REGISTRY_TORN', {}, { offset: 1, size: 2, found: '', file: 'a' })],
      },
    }),
    result: 'error',
    says: 'REGISTRY_TORN',
  },
  {
    check: 'registry-rows',
    name: 'two rows of a party that nobody declares',
    change: {
      ...registry({ content: found({ registrations: [row, row], otherTables: 0 }) }),
      declaration: unknown('no federation'),
    },
    result: 'warning',
    says: 'AMBIGUOUS',
  },
  {
    check: 'registry-rows',
    name: 'a row without a certificate',
    change: {
      ...registry({ content: found({ registrations: [{ ...row, fingerprint: undefined }], otherTables: 0 }) }),
      declaration: unknown('no federation'),
    },
    result: 'warning',
    says: 'ROW_UNREADABLE',
  },
  {
    check: 'registry-rows',
    name: 'what the plan says',
    change: registry({ content: found({ registrations: [row, row], otherTables: 0 }) }),
    result: 'ok',
    says: /all readable/,
  },
  {
    check: 'registry-open',
    name: 'nobody',
    change: registry({ holders: found([]) }),
    result: 'ok',
    says: /nobody who is seen; other containers/,
  },
  {
    check: 'state-directory',
    name: 'a state directory for all',
    change: state({ directory: found({ ...file, mode: 0o755 }) }),
    result: 'warning',
    says: 'STATE_DIRECTORY_OPEN',
  },
  {
    check: 'state-directory',
    name: 'none yet',
    change: state({ directory: found(undefined) }),
    result: 'ok',
    says: /not there yet/,
  },
  {
    check: 'lock',
    name: 'a pass at work',
    change: state({ lock: found({ holder, since: NOW - MINUTE_MS }) }),
    result: 'warning',
    says: 'LOCK_HELD',
  },
  {
    check: 'lock',
    name: 'a lock of an hour',
    change: state({ lock: found({ holder, since: NOW - 60 * MINUTE_MS }) }),
    result: 'error',
    says: 'LOCK_HELD',
  },
  {
    check: 'lock',
    name: 'a lock of the dead',
    change: state({ lock: found({ holder, since: undefined }) }),
    result: 'ok',
    says: /has ended/,
  },
  {
    check: 'journal',
    name: 'a journal',
    change: state({ journal: found([makeProblem('APPLY_INTERRUPTED', {}, { since: 'x', prospect: undefined })]) }),
    result: 'warning',
    says: 'APPLY_INTERRUPTED',
  },
  {
    check: 'backups',
    name: 'none',
    change: state({ backups: found({ directory: '/b', count: 0, bytes: 0, newest: undefined }) }),
    result: 'ok',
    says: /none yet/,
  },
  {
    check: 'backups',
    name: 'a damaged one',
    change: state({ backups: found({ directory: '/b', count: 1, bytes: 5, newest }) }),
    result: 'warning',
    says: 'BACKUP_UNREADABLE',
  },
  {
    check: 'inventory',
    name: 'a damaged one',
    change: state({
      books: { kind: 'faulty', problems: [makeProblem('INVENTORY_UNREADABLE', {}, { file: 'a', reason: 'b' })] },
    }),
    result: 'error',
    says: 'INVENTORY_UNREADABLE',
  },
  {
    check: 'mirror',
    name: 'a mirror of somebody else',
    change: state({
      mirror: {
        kind: 'faulty',
        problems: [makeProblem('STATE_DIRECTORY_PERMS', {}, { file: 'a', expected: 'b', found: 'c' })],
      },
    }),
    result: 'error',
    says: 'STATE_DIRECTORY_PERMS',
  },
  {
    check: 'mirror',
    name: 'none yet',
    change: state({ mirror: found(undefined) }),
    result: 'ok',
    says: /nothing was fetched/,
  },
  {
    check: 'source',
    name: 'no directory',
    change: { source: faulty('SOURCE_MISSING'), declaration: faulty('SOURCE_MISSING') },
    result: 'error',
    says: 'SOURCE_MISSING',
  },
  {
    check: 'source',
    name: 'a repository out of reach',
    change: {
      source: found({
        label: 'ssh://x',
        reachedAt: NOW,
        fault: { ...makeProblem('UNCOMMITTED_CHANGES', {}, { directory: 'a', names: [], count: 1 }) },
      }),
    },
    result: 'warning',
    says: 'UNCOMMITTED_CHANGES',
  },
  {
    check: 'source',
    name: 'a repository that was reached',
    change: { source: found({ label: 'ssh://x', reachedAt: NOW - 2000, fault: undefined }) },
    result: 'ok',
    says: /^ssh:\/\/x, reached 2 seconds ago, at aaaaaaa, 1 hour old$/,
  },
  {
    check: 'manifest',
    name: 'a manifest without a researcher',
    change: { declaration: { kind: 'faulty', problems: [makeProblem('MANIFEST_EMPTY', {}, {})] } },
    result: 'error',
    says: 'MANIFEST_EMPTY',
  },
  {
    check: 'manifest',
    name: 'no source',
    change: { source: faulty('SOURCE_MISSING') },
    result: 'skipped',
    says: /cannot be read/,
  },
  {
    check: 'history',
    name: 'another history',
    change: {
      history: {
        kind: 'faulty',
        problems: [makeProblem('SOURCE_HISTORY_UNKNOWN', {}, { directory: 'a', accepted: 'b', head: 'c' })],
      },
    },
    result: 'error',
    says: 'SOURCE_HISTORY_UNKNOWN',
  },
  {
    check: 'clock',
    name: 'a commit in six minutes',
    change: commit(NOW + 6 * MINUTE_MS),
    result: 'warning',
    says: 'CLOCK_SUSPECT',
  },
  {
    check: 'clock',
    name: 'a commit in four minutes',
    change: commit(NOW + 4 * MINUTE_MS),
    result: 'ok',
    says: /2026-11-15/,
  },
  {
    check: 'clock',
    name: 'a pass of tomorrow',
    change: state({ status: found(aStatus(NOW + DAY_MS)) }),
    result: 'warning',
    says: 'CLOCK_SUSPECT',
  },
  {
    check: 'clock',
    name: 'nothing to compare with',
    change: { ...state({ status: found(undefined) }), declaration: unknown('no') },
    result: 'skipped',
    says: /nothing to compare/,
  },
  {
    check: 'self',
    name: 'not declared',
    change: declares({ federation: { ...aFederation(), parties: [] } }),
    result: 'error',
    says: 'SELF_UNDECLARED',
  },
  {
    check: 'self',
    name: 'another certificate',
    change: { ownFingerprint: aFingerprint('new') },
    result: 'error',
    says: 'SELF_CERTIFICATE',
  },
  {
    check: 'self',
    name: 'another address',
    change: { component: found(self({ address: anAddress(77) })) },
    result: 'warning',
    says: 'SELF_ADDRESS',
  },
  {
    check: 'plan',
    name: 'two rows of a declared party',
    change: registry({
      content: found({
        registrations: [
          { ...row, partyId: anId('b') },
          { ...row, partyId: anId('b') },
        ],
        otherTables: 0,
      }),
    }),
    result: 'error',
    says: 'AMBIGUOUS',
  },
  {
    check: 'plan',
    name: 'nothing registered',
    change: registry({ content: found({ registrations: [], otherTables: 0 }) }),
    result: 'ok',
    says: /2 changes/,
  },
  {
    check: 'plan',
    name: 'another profile',
    change: declares({ federation: aFederation('party') }),
    result: 'skipped',
    says: /does not fit/,
  },
  {
    check: 'plan',
    name: 'a profile without effect',
    change: {
      component: found(self({ profiles: ['party'], effect: 'unread' })),
      ...declares({ federation: aFederation('party') }),
    },
    result: 'warning',
    says: 'PROFILE_WITHOUT_EFFECT',
  },
  {
    check: 'plan',
    name: 'a foreign row',
    change: registry({ content: found({ registrations: [row], otherTables: 0 }) }),
    result: 'ok',
    says: /2 changes to apply; 1 foreign/,
  },
  { check: 'plan', name: 'no inventory', change: state({ books: unknown('x') }), result: 'skipped', says: /not known/ },
  {
    check: 'daemon',
    name: 'a daemon that has ended',
    change: state({ status: found(aStatus(NOW - 60 * MINUTE_MS, MINUTE_MS)) }),
    result: 'warning',
    says: 'PASS_OVERDUE',
  },
  {
    check: 'daemon',
    name: 'no pass for two days',
    change: state({ status: found(aStatus(NOW - 2 * DAY_MS)) }),
    result: 'warning',
    says: 'PASS_OVERDUE',
  },
  {
    check: 'daemon',
    name: 'no pass yet',
    change: state({ status: found(undefined) }),
    result: 'skipped',
    says: /no pass/,
  },
  {
    check: 'peer-addresses',
    name: 'a refused connection',
    change: { probes: found([aProbe({}, { kind: 'refused' })]) },
    result: 'ok',
    says: /refused, as it is outside a run/,
  },
  {
    check: 'peer-addresses',
    name: 'silence',
    change: { probes: found([aProbe({}, { kind: 'timeout', seconds: 3 })]) },
    result: 'warning',
    says: 'PEER_UNREACHABLE',
  },
  {
    check: 'peer-addresses',
    name: 'no way',
    change: { probes: found([aProbe({}, { kind: 'unreachable', reason: 'EHOSTUNREACH' })]) },
    result: 'warning',
    says: 'PEER_UNREACHABLE',
  },
  {
    check: 'peer-addresses',
    name: 'nobody asked',
    change: { probes: unknown('not asked for: --probe') },
    result: 'skipped',
    says: /--probe/,
  },
]

suite('the checks of a machine', (test) => {
  test('find nothing where all is well', () => {
    const findings = examine(MACHINE_CHECKS, aMachine())

    assert.equal(
      findings.map(({ check, result }) => `${check} ${result}`),
      ['node ok', 'git ok', 'platform ok', 'user ok'],
    )
  })

  test('demand the Node that package.json demands', () => {
    const manifest = readFileSync(new URL('../../../package.json', import.meta.url), 'utf8')

    assert.match(manifest, `"node": ">=${OLDEST_NODE}"`)
  })

  for (const { check, name, change, result, says } of machine) {
    test(`say ${result} of ${name}`, () => {
      judge(examine(MACHINE_CHECKS, aMachine(change)), { check, result, says })
    })
  }
})

suite('the checks of a component', (test) => {
  test('find nothing where all is well', () => {
    const findings = examine(COMPONENT_CHECKS, someFacts())

    for (const { check, result, message } of findings) {
      assert.is(
        result,
        ['researcher', 'server', 'server-certificate'].includes(check) ? 'skipped' : 'ok',
        `${check}: ${message}`,
      )
    }
  })

  for (const { check, name, change, result, says } of component) {
    test(`${check}: say ${result} of ${name}`, () => {
      judge(examine(COMPONENT_CHECKS, someFacts(change)), { check, result, says })
    })
  }

  test('are all tried with a fault', () => {
    const tried = new Set([...component, ...machine].filter(({ result }) => result !== 'ok').map(({ check }) => check))
    // The parties and the certificates of servers have tests of their own.
    const elsewhere = ['parties', 'researcher', 'server', 'server-certificate', 'registry-open']

    const forgotten = [...MACHINE_CHECKS, ...COMPONENT_CHECKS].filter(
      ({ id }) => !tried.has(id) && !elsewhere.includes(id),
    )

    assert.equal(
      forgotten.map(({ id }) => id),
      [],
    )
  })

  test('have ids, titles and descriptions of their own, in the order of the groups', () => {
    const checks: readonly {
      readonly id: string
      readonly title: string
      readonly group: Group
      readonly about: string
    }[] = [...MACHINE_CHECKS, ...COMPONENT_CHECKS]
    const positions = checks.map(({ group }) => GROUPS.indexOf(group))

    assert.is(new Set(checks.map(({ id }) => id)).size, checks.length)
    assert.equal(
      positions,
      [...positions].sort((a, b) => a - b),
    )
    for (const { id, title, about } of checks) {
      assert.match(id, /^[a-z-]+$/)
      assert.ok(title.length <= 13, title)
      assert.match(about, /\.$/)
    }
  })

  test('give one finding for each party that is at fault, with its id', () => {
    const problems = [anId('b'), anId('c')].map((party) => ({
      ...makeProblem('CERTIFICATE_EMPTY', {}, { owner: { partyId: party, profile: 'party', role: 'node', file: 'a' } }),
      party,
    }))

    const findings = of('parties', examine(COMPONENT_CHECKS, someFacts(declares({ problems }))))

    assert.equal(
      findings.map(({ party, result }) => [party, result]),
      [
        [anId('b'), 'error'],
        [anId('c'), 'error'],
      ],
    )
    assert.is(exitCodeOfFindings(findings), 21)
  })

  test('tell what is wrong with parties also where the whole is at fault', () => {
    const owner = { partyId: anId('b'), profile: 'party', role: 'node', file: 'a' } as const
    const ofParty = { ...makeProblem('CERTIFICATE_EMPTY', {}, { owner }), party: anId('b') }
    const declaration = { kind: 'faulty', problems: [makeProblem('MANIFEST_EMPTY', {}, {}), ofParty] } as const

    const findings = examine(COMPONENT_CHECKS, someFacts({ declaration }))

    assert.equal(
      findings.flatMap(({ check, problem }) => (problem === undefined ? [] : [[check, problem.code]])),
      [
        ['manifest', 'MANIFEST_EMPTY'],
        ['parties', 'CERTIFICATE_EMPTY'],
      ],
    )
  })

  test('mind the certificate of a party that is denied here as little as a pass does', () => {
    const owner = { partyId: anId('b'), profile: 'party', role: 'node', file: 'a' } as const
    const problems = [{ ...makeProblem('CERTIFICATE_EMPTY', {}, { owner }), party: anId('b') }]
    const books = found({ inventory: EMPTY_INVENTORY, denied: new Set([anId('b')]) })

    const findings = examine(COMPONENT_CHECKS, someFacts({ ...declares({ problems }), ...state({ books }) }))

    assert.is(of('parties', findings)[0]?.result, 'warning')
    assert.is(exitCodeOfFindings(findings), 0)
  })

  test('go on where nothing is known at all', () => {
    const nothing = unknown('it is dark')
    const facts = someFacts({
      component: nothing,
      variables: nothing,
      certificate: nothing,
      ownFingerprint: undefined,
      keyPair: nothing,
      keyFile: nothing,
      registry: {
        file: nothing,
        owner: nothing,
        directory: nothing,
        mount: nothing,
        disk: nothing,
        content: nothing,
        holders: nothing,
      },
      state: {
        directory: nothing,
        lock: nothing,
        journal: nothing,
        backups: nothing,
        books: nothing,
        status: nothing,
        mirror: nothing,
      },
      source: nothing,
      declaration: nothing,
      history: nothing,
      endpoint: nothing,
      probes: nothing,
    })

    const findings = examine(COMPONENT_CHECKS, facts)

    assert.equal(
      findings.filter(({ result }) => result !== 'skipped').map(({ check }) => check),
      [],
    )
    assert.is(exitCodeOfFindings(findings), 0)
  })

  test('give the exit code that a pass would end with: the first by its precedence, and none for warnings', () => {
    const codes = (change: Partial<Facts>): number => exitCodeOfFindings(examine(COMPONENT_CHECKS, someFacts(change)))

    assert.is(codes({ keyFile: aKeyFile({ mode: 0o644 }) }), 0)
    assert.is(codes({ ownFingerprint: aFingerprint('new') }), 21)
    assert.is(codes({ ownFingerprint: aFingerprint('new'), ...registry({ owner: found({ ...owner, user: 7 }) }) }), 25)
    assert.is(codes(registry({ mount: found({ ...mount, isReadOnly: true }), owner: found({ ...owner, user: 7 }) })), 1)
  })
})

suite('the remedy for a key that others may read', (test) => {
  test('lets the component go on reading it', () => {
    const remedy = (overrides: Parameters<typeof aKeyFile>[0]): string | undefined =>
      of('key-file', examine(COMPONENT_CHECKS, someFacts({ keyFile: aKeyFile({ mode: 0o644, ...overrides }) })))[0]
        ?.remedy

    assert.match(remedy({}) ?? '', /chmod 600 -- \/fbm-node\/etc\/own\.key$/)
    assert.not.match(remedy({}) ?? '', 'chown')
    assert.match(remedy({ uid: 0 }) ?? '', /chown 1000 -- \/fbm-node\/etc\/own\.key; .*chmod 600/)
  })
})

interface Expected {
  readonly check: string
  readonly result: FindingResult
  readonly says: ProblemCode | RegExp
}

function judge(findings: readonly Finding[], { check, result, says }: Expected): void {
  const [finding, ...more] = of(check, findings)
  assert.is(finding?.result, result, finding?.message)
  if (typeof says === 'string') assert.is(finding?.problem?.code, says)
  else assert.match(finding?.message ?? '', says)
  assert.is((finding?.remedy ?? '') !== '', result === 'warning' || result === 'error')
  assert.equal(more, [])
}

function of(check: string, findings: readonly Finding[]): readonly Finding[] {
  return findings.filter((finding) => finding.check === check)
}

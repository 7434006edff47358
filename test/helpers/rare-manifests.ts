import { BASE_MANIFEST } from './bad-base.ts'
import { certificatePath, type Entries } from './snapshot.ts'

const fingerprints = Array.from({ length: 101 }, (_, number) => `SHA256:${number.toString(16).padStart(64, '0')}`)

/** A federation directory that is easier shown in memory than as a folder of `test/bad`. */
export interface RareCase {
  readonly name: string
  /** Over the sound federation. */
  readonly entries: Entries
  readonly codes: readonly string[]
}

/** Every one of them, with the codes of all its problems. */
export const RARE_CASES: readonly RareCase[] = [
  {
    name: 'warns of an executable manifest',
    entries: { 'federation.yaml': { bytes: Buffer.from(BASE_MANIFEST), executable: true } },
    codes: ['MANIFEST_EXECUTABLE'],
  },
  {
    name: 'warns of a file that was too big to be searched',
    entries: { 'notes/scan.tiff': { size: 9_000_000 } },
    codes: ['FILE_NOT_SEARCHED'],
  },
  {
    name: 'refuses a list that is too long',
    entries: { 'federation.yaml': afterAddress(`    replaces: [${fingerprints.join(', ')}]\n`) },
    codes: ['LIST_TOO_LONG'],
  },
  {
    name: 'refuses a text that is too long',
    entries: { 'federation.yaml': `${BASE_MANIFEST}removed: [{ id: node_c, reason: '${'x'.repeat(501)}' }]\n` },
    codes: ['TEXT_TOO_LONG'],
  },
  {
    name: 'refuses a manifest that is a submodule',
    entries: { 'federation.yaml': { kind: 'gitlink' } },
    codes: ['MANIFEST_NOT_A_FILE'],
  },
  {
    name: 'refuses a manifest that is a directory',
    entries: { 'federation.yaml': undefined, 'federation.yaml/x': '' },
    codes: ['MANIFEST_NOT_A_FILE'],
  },
  {
    name: 'refuses a manifest that is a device',
    entries: { 'federation.yaml': { kind: 'other' } },
    codes: ['MANIFEST_NOT_A_FILE'],
  },
  {
    name: 'refuses parties/ that is a symbolic link',
    entries: { parties: { kind: 'symlink' } },
    codes: ['MANIFEST_NOT_A_FILE'],
  },
  {
    name: 'refuses a party file that is a symbolic link',
    entries: { 'parties/c.yaml': { kind: 'symlink' } },
    codes: ['MANIFEST_NOT_A_FILE'],
  },
  {
    name: 'refuses a party file below another directory',
    entries: { 'parties/paris/c.yaml': 'name: c\n' },
    codes: ['PARTY_FILE_IGNORED'],
  },
  {
    name: 'refuses a party file above 64 KiB',
    entries: { 'parties/c.yaml': '#'.repeat(65 * 1024) },
    codes: ['MANIFEST_TOO_BIG'],
  },
  { name: 'lets other files lie in parties/', entries: { 'parties/README.md': 'x' }, codes: [] },
  {
    name: 'leaves out a party whose certificate is a submodule',
    entries: { [certificatePath('a')]: { kind: 'gitlink' } },
    codes: ['CERTIFICATE_NOT_A_FILE'],
  },
  {
    name: 'leaves out every party where certificates/ is a symbolic link',
    entries: {
      certificates: { kind: 'symlink' },
      ...Object.fromEntries((['server', 'a', 'a2', 'b'] as const).map((name) => [certificatePath(name), undefined])),
    },
    codes: ['CERTIFICATE_NOT_A_FILE', 'CERTIFICATE_NOT_A_FILE', 'CERTIFICATE_NOT_A_FILE', 'CERTIFICATE_NOT_A_FILE'],
  },
  {
    name: 'leaves out a party whose certificate was too big to be read',
    entries: { [certificatePath('a')]: { size: 4_000_000 } },
    codes: ['FILE_NOT_SEARCHED', 'CERTIFICATE_TOO_BIG'],
  },
  { name: 'refuses a name with a newline', entries: { 'a\nb': '' }, codes: ['ENTRY_NAME_UNSAFE'] },
  { name: 'refuses a name with a text-direction mark', entries: { 'a\u202eb': '' }, codes: ['ENTRY_NAME_UNSAFE'] },
  { name: 'refuses a name with a leading dash', entries: { '-rf': '' }, codes: ['ENTRY_NAME_UNSAFE'] },
  { name: 'refuses a path upwards', entries: { '../../evil': '' }, codes: ['ENTRY_NAME_UNSAFE'] },
  { name: 'refuses .GIT', entries: { '.GIT/config': '' }, codes: ['ENTRY_NAME_UNSAFE'] },
  { name: 'refuses git~1', entries: { 'git~1': '' }, codes: ['ENTRY_NAME_UNSAFE'] },
  { name: 'refuses .git with a hidden character', entries: { '.g\u200cit': '' }, codes: ['ENTRY_NAME_UNSAFE'] },
  { name: 'refuses a trailing space', entries: { 'a ': '' }, codes: ['ENTRY_NAME_NOT_PORTABLE'] },
  { name: 'refuses a trailing dot', entries: { 'a.': '' }, codes: ['ENTRY_NAME_NOT_PORTABLE'] },
  { name: 'refuses the name of a device', entries: { 'notes/NUL.txt': '' }, codes: ['ENTRY_NAME_NOT_PORTABLE'] },
  { name: 'refuses a colon in a name', entries: { 'x:y': '' }, codes: ['ENTRY_NAME_NOT_PORTABLE'] },
  { name: 'refuses a backslash in a name', entries: { 'a\\b': '' }, codes: ['ENTRY_NAME_NOT_PORTABLE'] },
  {
    name: 'refuses names that differ in the form of their letters',
    entries: { 'caf\u00e9': '', 'cafe\u0301': '' },
    codes: ['ENTRY_NAME_TWICE'],
  },
  { name: 'refuses directories that differ in case', entries: { 'A/x': '', 'a/y': '' }, codes: ['ENTRY_NAME_TWICE'] },
  {
    name: 'finds a private key with unusual spacing and case',
    entries: { notes: '-----begin  rsa private  key-----\n' },
    codes: ['PRIVATE_KEY'],
  },
  { name: 'finds the name of a key file in any case', entries: { 'a.PFX': '' }, codes: ['PRIVATE_KEY'] },
  {
    name: 'refuses a port beyond 1023 on the address of the researcher that its server holds',
    entries: {
      'federation.yaml': BASE_MANIFEST.replace('10.221.0.4\n    port: 14001', '10.222.0.2\n    port: 50051'),
    },
    codes: ['PORT_CLASH'],
  },
  {
    name: 'lets a node have that port elsewhere',
    entries: { 'federation.yaml': BASE_MANIFEST.replace('10.221.0.4\n    port: 14001', '10.221.0.4\n    port: 50051') },
    codes: [],
  },
  {
    name: 'refuses the default path of a removed party',
    entries: {
      'federation.yaml': `${afterAddress('    certificate: certificates/node_c.pem\n')}removed: [{ id: node_c }]\n`,
      'certificates/node_c.pem': undefined,
    },
    codes: ['CERTIFICATE_MISSING', 'CERTIFICATE_PATH_OWNER'],
  },
  {
    name: 'names a key that is written, not one whose value was refused',
    entries: { 'federation.yaml': BASE_MANIFEST.replace('10.221.0.4', 'host') },
    codes: ['ADDRESS_FORM'],
  },
]

function afterAddress(lines: string): string {
  return BASE_MANIFEST.replace('    ip: 10.221.0.4\n', `${lines}    ip: 10.221.0.4\n`)
}

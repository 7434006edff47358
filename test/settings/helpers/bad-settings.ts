import { Buffer } from 'node:buffer'

/** Settings that are refused. */
export interface BadSettings {
  readonly name: string
  readonly content: string | Uint8Array
  /** Of each problem: its code, and the line and column where it lies, if it lies anywhere. */
  readonly expected: readonly string[]
}

const HEAD = 'apiVersion: fbm-gitops/v1\n'

/** As deep as the lexer's measure allows is far deeper than the parser's tree. */
const BOMB = Array.from({ length: 30 }, (_, index) => `a${index}: &a${index} [*a${index - 1}, *a${index - 1}]\n`).join(
  '',
)

/** What is wrong with the text, whatever it says: the same checks as for a manifest. */
export const HOSTILE_YAML: readonly BadSettings[] = [
  { name: 'nothing at all', content: '', expected: ['SETTINGS_EMPTY 1:1'] },
  { name: 'comments only', content: '# later\n', expected: ['SETTINGS_EMPTY 1:1'] },
  { name: 'UTF-16', content: Buffer.from(HEAD, 'utf16le'), expected: ['TEXT_ENCODING'] },
  { name: 'bytes that are no UTF-8', content: Buffer.from([0x61, 0x3a, 0x20, 0xff]), expected: ['TEXT_ENCODING 1:4'] },
  { name: 'a NUL', content: `${HEAD}source: { ref: a\0b }\n`, expected: ['TEXT_HIDDEN_CHARACTER 2:17'] },
  { name: 'an escape of the terminal', content: `${HEAD}# \u001b[31m\n`, expected: ['TEXT_HIDDEN_CHARACTER 2:3'] },
  {
    name: 'text that runs backwards',
    content: `${HEAD}source: { ref: "a\u202eb" }\n`,
    expected: ['TEXT_HIDDEN_CHARACTER 2:16', 'TEXT_HIDDEN_CHARACTER 2:18'],
  },
  {
    name: 'hidden text by an escape',
    content: `${HEAD}source: { ref: "a\\u202eb" }\n`,
    expected: ['TEXT_HIDDEN_CHARACTER 2:16'],
  },
  {
    name: 'a bomb of aliases',
    content: `${HEAD}a: &a [x]\n${BOMB.replaceAll('*a-1', '*a')}`,
    expected: ['YAML_ALIAS'],
  },
  { name: 'an anchor', content: `${HEAD}source: &s { ref: main }\n`, expected: ['YAML_ALIAS 2:12'] },
  { name: 'a merge key', content: `${HEAD}source: { <<: { ref: main } }\n`, expected: ['YAML_MERGE_KEY 2:11'] },
  { name: 'a tag', content: `${HEAD}source: { ref: !!binary bWFpbg== }\n`, expected: ['YAML_TAG 2:25'] },
  { name: 'a tag of its own', content: `${HEAD}source: !exec { ref: main }\n`, expected: ['YAML_TAG 2:15'] },
  { name: 'a directive', content: `%YAML 1.1\n---\n${HEAD}`, expected: ['YAML_DIRECTIVE 1:1'] },
  { name: 'two documents', content: `${HEAD}---\n${HEAD}`, expected: ['YAML_DOCUMENTS 2:1'] },
  { name: 'a key twice', content: `${HEAD}watch: {}\nwatch: {}\n`, expected: ['KEY_TWICE 3:1'] },
  { name: 'a key that programs know', content: `${HEAD}__proto__: {}\n`, expected: ['KEY_RESERVED 2:1'] },
  { name: 'a key that is a list', content: `${HEAD}? [a]\n: b\n`, expected: ['KEY_NOT_TEXT 2:3'] },
  { name: 'a tab as indentation', content: `${HEAD}source:\n\tref: main\n`, expected: ['YAML_SYNTAX 3:1'] },
  { name: 'brackets without an end', content: `${HEAD}components: [\n`, expected: ['YAML_SYNTAX 3:1'] },
  {
    name: 'brackets without a bottom',
    content: `${HEAD}source: ${'['.repeat(3000)}\n`,
    expected: ['YAML_TOO_DEEP 2:41'],
  },
  {
    name: 'mappings without a bottom',
    content: HEAD + Array.from({ length: 90 }, (_, depth) => `${' '.repeat(depth)}a:\n`).join(''),
    expected: ['YAML_TOO_DEEP'],
  },
  { name: 'more than can be meant', content: HEAD + '#'.repeat(64 * 1024), expected: ['SETTINGS_TOO_BIG'] },
]

/** What is YAML, but means nothing. */
export const BAD_VALUES: readonly BadSettings[] = [
  { name: 'a text', content: 'settings\n', expected: ['VALUE_TYPE 1:1'] },
  { name: 'no version', content: 'watch: {}\n', expected: ['KEY_MISSING 1:1'] },
  { name: 'a newer version', content: 'apiVersion: fbm-gitops/v2\n', expected: ['SETTINGS_VERSION 1:13'] },
  { name: 'another version', content: 'apiVersion: 1\n', expected: ['SETTINGS_VERSION 1:13'] },
  { name: 'an unknown key', content: `${HEAD}sorce: {}\n`, expected: ['KEY_UNKNOWN 2:1'] },
  {
    name: 'an unknown key deep inside',
    content: `${HEAD}source: { ssh: { keys: a } }\n`,
    expected: ['KEY_UNKNOWN 2:18'],
  },
  { name: 'a list for a mapping', content: `${HEAD}source: []\n`, expected: ['VALUE_TYPE 2:9'] },
  { name: 'nothing for a mapping', content: `${HEAD}source:\n`, expected: ['VALUE_TYPE 2:1'] },
  { name: 'a text for a switch', content: `${HEAD}observations: { branch: 'yes' }\n`, expected: ['VALUE_TYPE 2:25'] },
  {
    name: 'a number for a time',
    content: `${HEAD}observations: { validFor: 24 }\n`,
    expected: ['SETTINGS_VALUE 2:27'],
  },
  { name: 'a number for a text', content: `${HEAD}source: { ref: 1.0 }\n`, expected: ['VALUE_TYPE 2:16'] },
  {
    name: 'a proxy without a scheme',
    content: `${HEAD}source: { https: { proxy: 'proxy:3128' } }\n`,
    expected: ['SETTINGS_PROXY 2:27'],
  },
  { name: 'an empty text', content: `${HEAD}source: { ref: '' }\n`, expected: ['SETTINGS_VALUE 2:16'] },
  {
    name: 'a text without an end',
    content: `${HEAD}source: { ref: ${'a'.repeat(256)} }\n`,
    expected: ['TEXT_TOO_LONG 2:16'],
  },
  {
    name: 'a directory and a repository',
    content: `${HEAD}source:\n  federation: /f\n  repository: /r\n`,
    expected: ['SETTINGS_CONTRADICTION 3:3'],
  },
  { name: 'a duration without a unit', content: `${HEAD}watch: { interval: 60 }\n`, expected: ['SETTINGS_VALUE 2:20'] },
  { name: 'a duration of nothing', content: `${HEAD}watch: { interval: 0s }\n`, expected: ['SETTINGS_VALUE 2:20'] },
  {
    name: 'a duration in weeks',
    content: `${HEAD}source: { maxStaleness: 1w, limits: { fetchTimeout: soon } }\n`,
    expected: ['SETTINGS_VALUE 2:25', 'SETTINGS_VALUE 2:53'],
  },
  {
    name: 'a size in other units',
    content: `${HEAD}source: { limits: { fetchLimit: 32MB } }\n`,
    expected: ['SETTINGS_VALUE 2:33'],
  },
  {
    name: 'an unknown form of logs',
    content: `${HEAD}watch: { logFormat: xml }\n`,
    expected: ['SETTINGS_CHOICE 2:21'],
  },
  {
    name: 'a component without a directory',
    content: `${HEAD}components: [{ config: a.ini }]\n`,
    expected: ['KEY_MISSING 2:14'],
  },
  {
    name: 'an unknown way of writing, and an unknown mode',
    content: `${HEAD}components:\n  - directory: /a\n    writing: frezze\n    mode: dry\n`,
    expected: ['SETTINGS_CHOICE 4:14', 'SETTINGS_CHOICE 5:11'],
  },
  {
    name: 'a registrar that there is not, and a command that cannot be run',
    content: `${HEAD}components:\n  - directory: /a\n    registrar: { kind: csv, prefix: [], inside: x, timeout: 5 }\n`,
    expected: ['SETTINGS_CHOICE 4:24', 'SETTINGS_LIST_EMPTY 4:29', 'SETTINGS_VALUE 4:49', 'SETTINGS_VALUE 4:61'],
  },
  {
    name: 'a component twice',
    content: `${HEAD}components:\n  - directory: /a\n  - directory: /a/\n    config: a.ini\n`,
    expected: ['SETTINGS_COMPONENT_TWICE 4:16'],
  },
  {
    name: 'a notification for nobody',
    content: `${HEAD}notify: [{ on: [drift] }]\n`,
    expected: ['SETTINGS_EITHER 2:10'],
  },
  {
    name: 'a notification for two',
    content: `${HEAD}notify:\n  - webhook: { urlFile: a }\n    command: [/b]\n`,
    expected: ['SETTINGS_CONTRADICTION 4:5'],
  },
  {
    name: 'a webhook without an address',
    content: `${HEAD}notify: [{ webhook: {} }]\n`,
    expected: ['SETTINGS_EITHER 2:21'],
  },
  {
    name: 'a webhook with two addresses',
    content: `${HEAD}notify: [{ webhook: { urlFile: a, url: 'http://b' } }]\n`,
    expected: ['SETTINGS_CONTRADICTION 2:35'],
  },
  {
    name: 'a webhook of another scheme',
    content: `${HEAD}notify: [{ webhook: { url: 'file:///etc' } }]\n`,
    expected: ['SETTINGS_VALUE 2:28'],
  },
  {
    name: 'a program without its path',
    content: `${HEAD}notify: [{ command: [tell] }]\n`,
    expected: ['SETTINGS_COMMAND 2:22'],
  },
  { name: 'no program', content: `${HEAD}notify: [{ command: [] }]\n`, expected: ['SETTINGS_LIST_EMPTY 2:12'] },
  {
    name: 'an unknown occasion, and none',
    content: `${HEAD}notify:\n  - { command: [/a], on: [drifft] }\n  - { command: [/a], on: [] }\n`,
    expected: ['SETTINGS_CHOICE 3:27', 'SETTINGS_LIST_EMPTY 4:22'],
  },
  {
    name: 'more faults than anybody reads',
    content: HEAD + Array.from({ length: 150 }, (_, index) => `k${index}: 1\n`).join(''),
    expected: ['KEY_UNKNOWN', 'MORE_PROBLEMS'],
  },
]

/** What must not stand there; each holds the word `hunter2`, which must not be shown. */
export const SECRETS: readonly BadSettings[] = [
  ['a password in an address', 'source: { repository: "https://bob:hunter2@git.example.org/f.git" }'],
  ['a token in an address', 'source: { repository: https://hunter2@git.example.org/f.git }'],
  ['a password of ssh', 'source: { repository: ssh://git:hunter2@git.example.org/f.git }'],
  ['a password with a slash', 'source: { repository: https://bob:hunt/hunter2@git.example.org/f.git }'],
  ['a password without a scheme', 'source: { repository: "oauth2:hunter2@git.example.org:f.git" }'],
  ['a password behind half a scheme', 'source: { repository: "https//u:hunter2@git.example.org/f.git" }'],
  ['a password of a proxy without a scheme', 'source: { https: { proxy: "bob:hunter2@proxy:3128" } }'],
  ['a password of the proxy', 'source: { https: { proxy: http://bob:hunter2@proxy:3128 } }'],
  ['a password in a comment', '# once https://bob:hunter2@git.example.org'],
  ['a token', 'source: { https: { token: hunter2 } }'],
  ['a token in quotes', 'source: { https: { "token": "hunter2" } }'],
  ['a token on a line of its own', 'source:\n  https:\n    token:\n      hunter2'],
  ['a token of several lines', 'source:\n  https:\n    token: |\n      hunter2'],
  ['a password', 'source: { ssh: { password: hunter2 } }'],
  ['an escaped name', 'source: { https: { "t\\x6fken": hunter2 } }'],
  ['an escaped address', 'source: { repository: "https://bob:hunter2\\x40git.example.org/f.git" }'],
  ['a known token', 'source: { https: { tokenFile: ghp_hunter2hunter2hunter2hunter2 } }'],
  ['a private key', 'source:\n  ssh:\n    key: |\n      -----BEGIN OPENSSH PRIVATE KEY-----\n      hunter2'],
  ['the address of a webhook', 'notify: [{ webhook: { url: "https://hooks.example.org/T0/hunter2hunter2hunter2" } }]'],
  ['a webhook with a query', 'notify: [{ webhook: { url: "https://hooks.example.org/?k=hunter2" } }]'],
  ['a token for a program', 'notify: [{ command: [/tell, --token, hunter2] }]'],
  ['a token for a program, line by line', 'notify:\n  - command:\n    - /tell\n    - --token\n    - hunter2'],
  ['a password for a program', 'notify: [{ command: [/tell, --password=hunter2] }]'],
  ['a header for a program', 'notify: [{ command: [/curl, -H, "Authorization: Bearer hunter2"] }]'],
  ['a variable for a program', 'notify: [{ command: [/usr/bin/env, API_KEY=hunter2, /tell] }]'],
  ['a secret in what is no YAML', 'source: [ https://bob:hunter2@git.example.org/f.git\n  x: :'],
].map(([name = '', text = '']) => ({ name, content: `${HEAD}${text}\n`, expected: ['SETTINGS_SECRET'] }))

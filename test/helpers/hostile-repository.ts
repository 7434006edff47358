import { spawnSync } from 'node:child_process'
import { appendFileSync, existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { TreeChange } from './bad-case.ts'

/** One entry of a tree object, as its bytes say it: the name may be any bytes, the mode any text. */
export interface HostileEntry {
  /** As in the object: `100644`, `40000`, `120000`, `160000`. */
  readonly mode: string
  readonly name: string | Uint8Array
  readonly id: string
}

/** A repository that holds what no everyday git command would make; its commits declare `federation/`. */
export interface HostileRepository {
  /** The top of the work tree. */
  readonly top: string
  /** A program that must never run. */
  readonly trap: string
  /** Runs git with this standard input, and returns its output without the last line end. */
  readonly git: (args: readonly string[], input?: string | Uint8Array) => string
  /** Stores a file's content and returns its id. */
  readonly blob: (content: string | Uint8Array) => string
  /** Stores a tree of these entries, sorted as git wants them, whatever git thinks of them. */
  readonly tree: (entries: readonly HostileEntry[]) => string
  /** The same in the order given. */
  readonly treeAsGiven: (entries: readonly HostileEntry[]) => string
  /** The entries of a directory of HEAD; none where there is no such directory. */
  readonly list: (path: string) => readonly HostileEntry[]
  /** Commits a tree for the top, as a child of HEAD, and makes it HEAD. */
  readonly commit: (tree: string, message?: string) => string
  /** Commits these entries as the whole content of a directory; the empty text is the top. */
  readonly replace: (path: string, entries: readonly HostileEntry[]) => string
  /** Stores the text of a commit, whatever git thinks of it, and makes it HEAD. */
  readonly commitText: (text: string | Uint8Array) => string
  /** Makes the branch of HEAD, `main`, hold this id, whatever it names. */
  readonly setHead: (id: string) => void
}

/** Creates a repository of branch `main` around what lies in a directory, with two commits that declare it. */
export function makeHostileRepository(top: string, trap: string, format: 'sha1' | 'sha256'): HostileRepository {
  const git = makeGit(top)
  git(['init', '--quiet', '--initial-branch=main', `--object-format=${format}`, '--template='])
  git(['add', '--all'])
  git(['commit', '--quiet', '--message', 'Declare the federation'])
  git(['commit', '--quiet', '--allow-empty', '--message', 'Look at it once more'])
  return { top, trap, git, ...makePlumbing(top, git) }
}

/** Names the trap wherever the configuration of a repository can name a program. */
export function setTraps({ top, trap }: Pick<HostileRepository, 'top' | 'trap'>): void {
  const config = join(top, '.git/config')
  if (existsSync(config)) appendFileSync(config, trapsOf(trap))
}

function makeGit(top: string): HostileRepository['git'] {
  const env = {
    PATH: process.env['PATH'],
    HOME: top,
    LC_ALL: 'C',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_AUTHOR_NAME: 'Ada Admin',
    GIT_AUTHOR_EMAIL: 'ada@hospital.example',
    GIT_AUTHOR_DATE: '2026-01-02T03:04:05Z',
    GIT_COMMITTER_NAME: 'Carl Coordinator',
    GIT_COMMITTER_EMAIL: 'carl@research.example',
    GIT_COMMITTER_DATE: '2026-01-02T03:04:06Z',
  }
  return (args, input = '') => {
    const { status, stdout, stderr } = spawnSync('git', args, { cwd: top, env, input, maxBuffer: 64 * 1024 * 1024 })
    if (status === 0) return stdout.toString('latin1').replace(/\n$/, '')
    throw new Error(`git ${args.join(' ')}: ${stderr.toString('utf8')}`)
  }
}

function makePlumbing(top: string, git: HostileRepository['git']): Omit<HostileRepository, 'top' | 'trap' | 'git'> {
  const store = (type: string, content: string | Uint8Array): string =>
    git(['hash-object', '-t', type, '-w', '--literally', '--stdin'], content)
  const treeAsGiven: HostileRepository['treeAsGiven'] = (entries) => store('tree', Buffer.concat(entries.map(encode)))
  const tree: HostileRepository['tree'] = (entries) => treeAsGiven(sort(entries))
  const list: HostileRepository['list'] = (path) => listTree(git, path)
  const setHead = (id: string): void => {
    writeFileSync(join(top, '.git/refs/heads/main'), `${id}\n`)
  }
  const advance = (id: string): string => {
    setHead(id)
    return id
  }
  const commit: HostileRepository['commit'] = (id, message = 'Change the federation') =>
    advance(git(['commit-tree', id, '-p', 'HEAD'], message))
  return {
    blob: (content) => store('blob', content),
    tree,
    treeAsGiven,
    list,
    commit,
    replace: (path, entries) => commit(rewrite({ tree, list }, path, entries)),
    commitText: (text) => advance(store('commit', text)),
    setHead,
  }
}

/** Changes the trees of HEAD one by one, and commits each. */
export function applyEntries(repository: HostileRepository, changes: readonly TreeChange[]): void {
  for (const { in: path = 'federation', again = false, ...change } of changes) {
    const entries = repository.list(path)
    repository.replace(path, [...(again ? entries : without(entries, change.name)), makeEntry(repository, change)])
  }
}

function makeEntry({ blob, tree }: HostileRepository, change: TreeChange): HostileEntry {
  const { name, mode = change.holds === undefined ? '100644' : '40000', content = '', holds } = change
  if (mode === '160000') return { mode, name, id: '1'.repeat(40) }
  const id = blob(content)
  return { mode, name, id: holds === undefined ? id : tree([{ mode: '100644', name: holds, id }]) }
}

/** Stores the tree of the top in which a directory holds these entries. */
function rewrite(
  { tree, list }: Pick<HostileRepository, 'tree' | 'list'>,
  path: string,
  entries: readonly HostileEntry[],
): string {
  const id = tree(entries)
  if (path === '') return id
  const [, above = '', name = ''] = /^(?:(.*)\/)?([^/]+)$/.exec(path) ?? []
  return rewrite({ tree, list }, above, [...without(list(above), name), { mode: '40000', name, id }])
}

/** All entries but those of this name. */
function without(entries: readonly HostileEntry[], name: string): readonly HostileEntry[] {
  return entries.filter((entry) => entry.name !== name)
}

function listTree(git: HostileRepository['git'], path: string): readonly HostileEntry[] {
  return git(['ls-tree', '-z', '--full-tree', 'HEAD', ...(path === '' ? [] : [`${path}/`])])
    .split('\0')
    .filter((line) => line !== '')
    .map((line) => {
      const [facts = '', name = ''] = line.split('\t')
      const [mode = '', , id = ''] = facts.split(' ')
      const text = Buffer.from(name, 'latin1').toString('utf8')
      return { mode: mode.replace(/^0/, ''), name: text.slice(path === '' ? 0 : path.length + 1), id }
    })
}

function encode({ mode, name, id }: HostileEntry): Buffer {
  return Buffer.concat([Buffer.from(`${mode} `), Buffer.from(name), Buffer.from([0]), Buffer.from(id, 'hex')])
}

/** As git does: a directory's name as if it ended in a slash. */
function sort(entries: readonly HostileEntry[]): readonly HostileEntry[] {
  const keyOf = ({ mode, name }: HostileEntry): Buffer =>
    Buffer.concat([Buffer.from(name), Buffer.from(mode === '40000' ? '/' : '')])
  return [...entries].sort((a, b) => Buffer.compare(keyOf(a), keyOf(b)))
}

function trapsOf(trap: string): string {
  return `
[alias]
	cat-file = !${trap}
	ls-tree = !${trap}
[core]
	alternateRefsCommand = ${trap}
	askPass = ${trap}
	editor = ${trap}
	fsmonitor = ${trap}
	gitProxy = ${trap}
	hooksPath = ${join(trap, '../hooks')}
	pager = ${trap}
	sshCommand = ${trap}
[credential]
	helper = !${trap}
[diff]
	external = ${trap}
[diff "trap"]
	command = ${trap}
	textconv = ${trap}
[filter "trap"]
	clean = ${trap}
	process = ${trap}
	smudge = ${trap}
	required = true
[filter "lfs"]
	clean = ${trap}
	process = ${trap}
	smudge = ${trap}
	required = true
[gpg]
	program = ${trap}
[log]
	showSignature = true
[merge "trap"]
	driver = ${trap}
[pager]
	cat-file = ${trap}
	log = ${trap}
[protocol]
	allow = always
[protocol "ext"]
	allow = always
[uploadpack]
	packObjectsHook = ${trap}
`
}

import { execFileSync } from 'node:child_process'
import type { Proof } from '../../../../scripts/harness.ts'
import { manifestOf, MEMBERS } from '../../../helpers/federation.ts'
import { ALL, EVERYBODY } from '../network.ts'
import { runGit } from '../network.ts'
import { until } from '../until.ts'
import { isFound, removeRow } from './levers.ts'
import { lookAt, passes, requireEnd, requireUntouched, tells } from './looks.ts'
import { B_ROTATED, fault, type Site } from './site.ts'

/** What the repository holds is not what it held. */
export const HISTORY_FAULTS: readonly Proof[] = [
  fault('branch deleted: it is told, rows are healed from the mirror, and it goes on once it is back', deleteBranch),
  fault('branch force-pushed: 22, the old registrations stay, --accept-history leads out', pushForce),
  fault('repository replaced by an unrelated one: 22, nothing changes, and the old one is followed again', replace),
  fault('1,000 commits in a burst: the last one is registered', burst),
]

async function deleteBranch(site: Site): Promise<string> {
  const { network, remote } = site
  network.git('push', '--quiet', 'origin', 'HEAD:stable')
  const daemon = site.watch(['--ref', 'stable'])
  await site.becomes(EVERYBODY)
  network.git('push', '--quiet', '--delete', 'origin', 'stable')
  await daemon.logged('the branch is missing', tells('REMOTE_REF_MISSING'), 0)
  await removeRow(site, 'b')
  await site.becomes(EVERYBODY)
  await network.declare(B_ROTATED)
  network.git('push', '--quiet', 'origin', 'HEAD:stable')
  await daemon.logged('the branch is back', isFound, 0)
  await site.becomes(B_ROTATED)
  return `told, healed and followed at ${remote.url.split(':')[0] ?? ''}`
}

async function pushForce(site: Site): Promise<string> {
  const { network } = site
  const daemon = site.watch()
  await network.declare(EVERYBODY)
  await accepts(site)
  network.git('reset', '--quiet', '--hard', 'HEAD~1')
  const head = await network.declare(B_ROTATED)
  const before = lookAt(site)
  const { problem } = await daemon.logged('a history that was rewritten', tells('SOURCE_ROLLED_BACK'), 0)
  await daemon.logged('a pass that is refused', passes(22), 0)
  requireUntouched(site, before)
  await until('somebody accepts it', async () => {
    const ran = await site.run('reconcile', '--accept-history', head)
    // The daemon may hold the lock at that moment.
    if (ran.exitCode !== 24) requireEnd(ran, 0)
    return ran.exitCode === 0
  })
  await site.becomes(B_ROTATED)
  await removeRow(site, 'b')
  await site.becomes(B_ROTATED)
  return String(problem)
}

/** Waits until the head is the accepted commit. */
async function accepts(site: Site): Promise<void> {
  const head = site.network.git('rev-parse', 'HEAD')
  await site.becomes(EVERYBODY)
  await until('the head is accepted', async () => (await site.status()).stdout.includes(head))
}

async function replace(site: Site): Promise<string> {
  const { network } = site
  const daemon = site.watch()
  await accepts(site)
  const before = lookAt(site)
  network.git('checkout', '--quiet', '--orphan', 'another')
  await network.declare(B_ROTATED)
  const isOther = tells('SOURCE_HISTORY_UNKNOWN')
  const isBack = tells('SOURCE_ROLLED_BACK')
  const { code, problem } = await daemon.logged('another history', (line) => isOther(line) || isBack(line), 0)
  await daemon.logged('a pass that is refused', passes(22), 0)
  requireUntouched(site, before)
  network.git('checkout', '--quiet', 'main')
  await network.declare(B_ROTATED)
  await site.becomes(B_ROTATED)
  return `${String(code)}: ${String(problem)}`
}

const COMMITS = 1000

async function burst(site: Site): Promise<string> {
  const { network } = site
  const daemon = site.watch()
  await site.becomes(EVERYBODY)
  const start = performance.now()
  // What is committed last is written by the usual means, behind all others.
  importCommits(site)
  network.git('pull', '--quiet', '--ff-only', 'origin', 'main')
  await network.declare(B_ROTATED)
  await site.becomes(B_ROTATED)
  const passed = daemon.lines().filter((line) => line['revision'] !== undefined).length
  return `registered ${(performance.now() - start).toFixed(0)} ms after the first of them; ${passed} passes are logged`
}

/** Each gives member b another port. */
function importCommits({ network }: Site): void {
  const text = manifestOf(ALL)
  const { ip, port } = MEMBERS.b.address
  const commits = Array.from({ length: COMMITS }, (_, index) => {
    const manifest = text.replace(`ip: ${ip}\n    port: ${port}`, `ip: ${ip}\n    port: ${20_000 + index}`)
    return [
      'commit refs/heads/main',
      `committer Coordinator <coordinator@example.org> ${1_700_000_000 + index} +0000`,
      'data 4\nmove',
      ...(index === 0 ? [`from ${network.git('rev-parse', 'HEAD')}`] : []),
      'M 100644 inline federation/federation.yaml',
      `data ${Buffer.byteLength(manifest)}\n${manifest}`,
    ].join('\n')
  })
  execFileSync('git', ['fast-import', '--quiet'], { cwd: network.shared, input: `${commits.join('\n')}\n` })
  if (!runGit(network.shared, ['rev-list', '--count', 'main']).startsWith('100')) throw new Error('They are not there.')
}

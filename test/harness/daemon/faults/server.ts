import type { Proof } from '../../../../scripts/harness.ts'
import { EVERYBODY } from '../network.ts'
import { answerWith, growRepository, isFound, isLost, removeRow } from './levers.ts'
import { lookAt, passes, requireEnd, requireUntouched, tells } from './looks.ts'
import { B_ROTATED, fault, type Site } from './site.ts'

/** In the greeting, in the exchange of keys, in the list of references, in the pack. */
const CUTS = [20, 3500, 100_000]

/** The server is away, slow, or breaks off. */
export const SERVER_FAULTS: readonly Proof[] = [
  fault('server gone at the start: nothing is written, and all is registered once it is back', startWithout),
  fault('server gone mid-fetch: rows are healed meanwhile, and the next fetch is whole', breakOff),
  fault('half a pack: it is refused, and nothing of it counts', halveThePack),
  fault('server that takes connections and says nothing: passes go on, and it is told after the time-out', beSilent),
  fault('server whose stderr holds escape codes: none comes through, whatever is told', shout),
]

async function startWithout(site: Site): Promise<string> {
  const before = lookAt(site)
  await site.remote.server.stop()
  const daemon = site.watch()
  await daemon.logged('the server is gone', tells('REMOTE_UNREACHABLE'), 0)
  await daemon.logged('a pass without a source', passes(22), 0)
  requireUntouched(site, before)
  await site.remote.server.start()
  await site.becomes(EVERYBODY)
  return 'told with 22, then registered'
}

async function breakOff(site: Site): Promise<string> {
  const daemon = site.watch()
  await site.becomes(EVERYBODY)
  for (const bytes of CUTS) {
    const from = daemon.lines().length
    site.remote.wire.cutAfter(bytes)
    growRepository(site)
    await daemon.logged(`a cut after ${bytes} bytes`, isLost, from)
    await removeRow(site, 'b')
    await site.becomes(EVERYBODY)
    site.remote.wire.cutAfter(undefined)
    await daemon.logged('it is found again', isFound, from)
  }
  await site.network.declare(B_ROTATED)
  await site.becomes(B_ROTATED)
  return `cut after ${CUTS.join(', ')} bytes`
}

/** The server ends in good order; only what it sends is not whole. */
async function halveThePack(site: Site): Promise<string> {
  const daemon = site.watch()
  await site.becomes(EVERYBODY)
  const before = lookAt(site)
  answerWith(site, 'sh -c "$SSH_ORIGINAL_COMMAND" | stdbuf -o0 head -c 100000')
  growRepository(site)
  await site.network.declare(B_ROTATED)
  const { code, problem } = await daemon.logged('the pack is not whole', isLost, 0)
  requireUntouched(site, before)
  answerWith(site, undefined)
  await site.becomes(B_ROTATED)
  return `${String(code)}: ${String(problem)}`
}

async function beSilent(site: Site): Promise<string> {
  const daemon = site.watch(['--fetch-timeout', '5s'])
  await site.becomes(EVERYBODY)
  const from = daemon.lines().length
  site.remote.wire.hold(true)
  await site.network.declare(B_ROTATED)
  await removeRow(site, 'server')
  await site.becomes(EVERYBODY)
  await daemon.logged('the time-out', tells('FETCH_TIMEOUT'), from)
  site.remote.wire.hold(false)
  await site.becomes(B_ROTATED)
  return 'healed while nothing came, then followed'
}

const ESCAPES = String.raw`printf '\033[31mred\033]0;title\007\233\r\000\177 \342\200\256bidi\n' >&2`

/** Where the answer fails, what was said is told; where it does not, nothing is. */
async function shout(site: Site): Promise<string> {
  const daemon = site.watch()
  await site.becomes(EVERYBODY)
  answerWith(site, `${ESCAPES}; exit 1`)
  const { code, problem } = await daemon.logged('the server fails', isLost, 0)
  if (!String(problem).includes('red')) throw new Error(`What the server said is not told: ${String(problem)}`)
  const once = await site.run('plan')
  requireEnd(once, 22, 'red')
  if (/[^\P{Cc}\n]|\u202e/u.test(`${once.stdout}${once.stderr}`)) {
    throw new Error(`A control character comes through: ${JSON.stringify(once)}`)
  }
  answerWith(site, `${ESCAPES}; sh -c "$SSH_ORIGINAL_COMMAND"`)
  await site.network.declare(B_ROTATED)
  await site.becomes(B_ROTATED)
  return `${String(code)}: ${String(problem)}`
}

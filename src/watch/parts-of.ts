import { deliver } from '../io/daemon/deliver.ts'
import type { World } from '../io/world/world.ts'
import { renderNotification } from '../render/notification.ts'
import { makeHints } from './hints.ts'
import type { Log } from './log.ts'
import type { Parts } from './parts.ts'
import { reachBeside } from './reach.ts'
import { observePass, rememberPass } from './remember.ts'
import { runPass } from './run-pass.ts'
import { makeSerial } from './serial.ts'
import { makeTold } from './told.ts'

/** Puts together what a daemon does in this world. */
export function makeParts(world: World, log: Log, given: Pick<Parts, 'reload' | 'complete'>): Parts {
  const serial = makeSerial()
  return {
    ...given,
    log,
    serial,
    pass: (order, circumstances) => runPass(world, order, circumstances),
    remember: (order, news) => rememberPass(world, order, news),
    observe: (order, news) => observePass(world, order, news),
    reach: (errand, signal) => reachBeside(world, errand, { serial, signal }),
    // As the user who started the daemon, whose settings they are: a pass may be acting as somebody else.
    reload: () => serial(given.reload),
    watch: (order, hint) => makeHints(world, order, { log, hint }),
    deliver: ({ sink, notification }, signal) =>
      deliver(world, { sink, json: renderNotification(notification, world.host.name) }, signal),
    told: makeTold(world),
  }
}

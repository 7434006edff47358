import type { WatchOrder } from '../domain/watch/watch-order.ts'
import { deliver } from '../io/daemon/deliver.ts'
import type { World } from '../io/world/world.ts'
import { renderNotification } from '../render/notification.ts'
import { makeHints } from './hints.ts'
import type { Log } from './log.ts'
import type { Parts } from './parts.ts'
import { runPass } from './run-pass.ts'
import { makeTold } from './told.ts'

/** Puts together what a daemon does in this world. */
export function makeParts(world: World, log: Log, reload: () => Promise<WatchOrder>): Parts {
  return {
    log,
    pass: (order, circumstances) => runPass(world, order, circumstances),
    reach: () => Promise.reject(new Error('not yet')),
    reload,
    watch: (order, hint) => makeHints(world, order, { log, hint }),
    deliver: ({ sink, notification }, signal) =>
      deliver(world, { sink, json: renderNotification(notification, world.host.name) }, signal),
    told: makeTold(world),
  }
}

import type { Check } from './check.ts'
import { CONFIGURATION, ENVIRONMENT, PROFILE } from './component.ts'
import type { Facts, MachineFacts } from './facts.ts'
import { CLOCK, HISTORY, MANIFEST, PARTIES, PLAN, SELF, SOURCE } from './federation.ts'
import type { Finding } from './finding.ts'
import { GIT, NODE, PLATFORM, USER } from './machine.ts'
import { CERTIFICATE, KEY_FILE, KEY_PAIR, KEY_PLACE } from './own-certificate.ts'
import { PEER_ADDRESSES, RESEARCHER, SERVER, SERVER_CERTIFICATE } from './peers.ts'
import {
  REGISTRY_CONTENT,
  REGISTRY_DIRECTORY,
  REGISTRY_FILE,
  REGISTRY_MODE,
  REGISTRY_OPEN,
  REGISTRY_OWNER,
  REGISTRY_ROWS,
} from './registry.ts'
import { BACKUPS, DAEMON, INVENTORY, JOURNAL, LOCK, MIRROR, STATE_DIRECTORY } from './state.ts'
import { REGISTRY_DISK, REGISTRY_MOUNT } from './storage.ts'

/** What is looked at once for a machine, in the order in which it is shown. To add one: a check, and its name here. */
export const MACHINE_CHECKS: readonly Check<MachineFacts>[] = [NODE, GIT, PLATFORM, USER]

/** What is looked at for each component, in the order in which it is shown. To add one: a check, and its name here. */
export const COMPONENT_CHECKS: readonly Check<Facts>[] = [
  CONFIGURATION,
  PROFILE,
  ENVIRONMENT,
  CERTIFICATE,
  KEY_PAIR,
  KEY_FILE,
  KEY_PLACE,
  REGISTRY_FILE,
  REGISTRY_OWNER,
  REGISTRY_MODE,
  REGISTRY_DIRECTORY,
  REGISTRY_MOUNT,
  REGISTRY_DISK,
  REGISTRY_CONTENT,
  REGISTRY_ROWS,
  REGISTRY_OPEN,
  STATE_DIRECTORY,
  LOCK,
  JOURNAL,
  BACKUPS,
  INVENTORY,
  MIRROR,
  SOURCE,
  MANIFEST,
  HISTORY,
  CLOCK,
  SELF,
  PARTIES,
  PLAN,
  DAEMON,
  PEER_ADDRESSES,
  RESEARCHER,
  SERVER,
  SERVER_CERTIFICATE,
]

/** Asks every check, whatever the others found. */
export function examine<Input>(checks: readonly Check<Input>[], facts: Input): readonly Finding[] {
  return checks.flatMap(({ id, title, group, judge }) =>
    judge(facts).map((verdict) => ({ check: id, title, group, ...verdict })),
  )
}

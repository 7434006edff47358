import type { PreparedChange } from '../../../src/domain/pass/preparation.ts'
import {
  declare,
  FOREIGN_PEM,
  OTHER_TABLES,
  register,
  REGISTRY,
  remove,
  replace,
} from '../../io/registrar/helpers/site.ts'

/** What is to be applied, and to what. */
export interface Scenario {
  readonly name: string
  /** The text of the registry at the very beginning; absent where there is no file. */
  readonly registry: string | undefined
  /** Texts that nobody may touch. */
  readonly foreign: readonly string[]
  /** Applied long before. */
  readonly before: readonly PreparedChange[]
  readonly changes: readonly PreparedChange[]
}

const bob = declare('bob')
const rotated = declare('bob', 2)
const carol = declare('carol')
const dave = declare('dave')
const CROWD = ['erin', 'frank', 'grace', 'heidi', 'ivan', 'judy'].map((label) => declare(label))

/** Longer than a page, no two sectors alike: a sector in the wrong place or of the wrong time is seen. */
const DATASETS = `"Datasets": {${Array.from({ length: 60 }, (_, at) => `"${at}": {"name": "caf\\u00e9 ${at}", "size": ${at}.0, "path": "/data/${'x'.repeat(at)}"}`).join(', ')}}`
const FOREIGN_ROW = `"4": {"certificate": ${JSON.stringify(FOREIGN_PEM)}, "party_id": "NODE_foreign", "component": "NODE", "ip": "10.221.0.9", "port": 14001}`

/** The table of registrations comes first: whatever changes in it moves every byte behind. */
const MOVING = `{"Certificates": {${FOREIGN_ROW}}, ${DATASETS}, "Last": {"1": NaN}}`
const MOVED = [FOREIGN_ROW, `}, ${DATASETS}, "Last": {"1": NaN}}`]
const FIXED = [`${OTHER_TABLES}, "Certificates": {${FOREIGN_ROW}`, '"Last": {"1": NaN}}']

/** Every way of writing a registry. */
export const SCENARIOS: readonly Scenario[] = [
  { name: 'a first registration, no file', registry: undefined, foreign: [], before: [], changes: [register(dave)] },
  {
    name: 'first registrations, an empty file',
    registry: '',
    foreign: [],
    before: [],
    changes: [...CROWD, dave].map(register),
  },
  { name: 'an addition', registry: REGISTRY, foreign: FIXED, before: [], changes: [register(bob)] },
  {
    name: 'additions that move other tables',
    registry: MOVING,
    foreign: MOVED,
    before: [register(bob)],
    changes: [...CROWD, carol].map(register),
  },
  {
    name: 'a replacement',
    registry: REGISTRY,
    foreign: FIXED,
    before: [register(bob)],
    changes: [replace(bob, rotated)],
  },
  {
    name: 'removals that move other tables',
    registry: MOVING,
    foreign: MOVED,
    before: [bob, carol, ...CROWD].map(register),
    changes: [carol, ...CROWD].map(remove),
  },
  {
    name: 'all at once',
    registry: MOVING,
    foreign: MOVED,
    before: [register(bob), register(carol)],
    changes: [replace(bob, rotated), remove(carol), register(dave), ...CROWD.map(register)],
  },
]

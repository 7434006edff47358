/** How many steps the procedure by hand has, for a federation of some nodes and one researcher. */
export interface StepsByHand {
  /** Until everybody has registered everybody. */
  readonly building: number
  /** What one more node costs: in all, at its own site, and at each of the others. */
  readonly joining: { readonly all: number; readonly newSite: number; readonly existingSite: number }
}

/** Once for each component: its container is entered, its instructions are printed. */
const EXPORT = ['enter', 'print']
/** For each ordered pair: done by the site that the certificate is of. */
const SEND = ['send']
/** For each ordered pair: done by the site that registers it. */
const REGISTER = ['save', 'copy', 'enter', 'register', 'check']

/** Counts them one by one, as the documentation of Fed-BioMed 4.4 to 5.3 has them. */
export function countByHand(nodes: number): StepsByHand {
  const existing = Array.from({ length: nodes + 1 }, (_, index) => index)
  const newcomer = existing.length
  const building = tallySteps(existing, existing)
  const whole = tallySteps([...existing, newcomer], [...existing, newcomer])
  const added = whole.map((count, site) => count - (building[site] ?? 0))
  return {
    building: sum(building),
    joining: { all: sum(added), newSite: added[newcomer] ?? 0, existingSite: added[0] ?? 0 },
  }
}

/** The steps that each site does. */
function tallySteps(sites: readonly number[], peers: readonly number[]): readonly number[] {
  return sites.map((site) => {
    const others = peers.filter((peer) => peer !== site)
    return others.reduce((total) => total + SEND.length + REGISTER.length, EXPORT.length)
  })
}

function sum(counts: readonly number[]): number {
  return counts.reduce((total, count) => total + count, 0)
}

import type { Proof } from '../../../scripts/harness.ts'
import { runCampaign } from './campaign.ts'
import {
  BESIDE,
  FREEZE,
  makeCells,
  makeReplacing,
  makeThinking,
  PERIODS,
  WITHIN,
  type Cell,
  type Terrain,
} from './cell.ts'
import type { Figures } from './field.ts'

/** What live writers lose alone, beside us, and while we freeze them. */
export const LIVE_WRITERS: readonly Proof[] = [
  /** The writers alone: where they lose something without us, the harness says nothing about us. */
  {
    name: 'live writers alone lose nothing',
    run: ({ rounds, seed }) =>
      runCampaign({
        cells: makeAll(FREEZE, 120),
        seconds: secondsOf(rounds, SECONDS.control),
        seed,
        drives: false,
        judge: noTrouble,
      }),
  },
  /** Mode beside, as long as each fsync of a writer ends within both waits. */
  {
    name: 'beside live writers nothing is lost',
    run: ({ rounds, seed }) =>
      runCampaign({
        cells: makeAll(BESIDE, 1_000),
        seconds: secondsOf(rounds, SECONDS.besideWithin),
        seed,
        drives: true,
        judge: ourselvesFine,
      }),
  },
  /** Mode beside where a writer cuts what we have written: while we look, and after our last look. */
  {
    name: 'beside live writers whose fsync outlasts both waits nothing is lost',
    run: ({ rounds, seed }) =>
      runCampaign({
        cells: withGaps(makeCells(BESIDE, { periods: [100, 1_000, 3_000], fsyncs: [2_600, 3_300, 5_000] })),
        seconds: secondsOf(rounds, SECONDS.besideLong),
        seed,
        drives: true,
        judge: mayBeCut,
      }),
  },
  /** Mode freeze, as long as each fsync of a writer ends within both waits. */
  {
    name: 'with frozen live writers nothing is lost',
    run: ({ rounds, seed }) =>
      runCampaign({
        cells: makeAll(FREEZE, 120),
        seconds: secondsOf(rounds, SECONDS.freezeWithin),
        seed,
        drives: true,
        judge: noTrouble,
      }),
  },
  /** Mode freeze where a writer that was stopped within its fsync cuts what we have written when it runs again. */
  {
    name: 'with frozen live writers whose fsync outlasts both waits nothing is lost',
    run: ({ rounds, seed }) =>
      runCampaign({
        cells: withGaps(makeCells(FREEZE, { periods: [100, 250, 1_000], fsyncs: [350, 500, 900] })),
        seconds: secondsOf(rounds, SECONDS.freezeLong),
        seed,
        drives: true,
        judge: mayBeCut,
      }),
  },
]

/** The least seconds of each proof, and its share of those that a longer run has. */
const SECONDS = {
  control: { least: 4, share: 0.06 },
  besideWithin: { least: 12, share: 0.36 },
  besideLong: { least: 8, share: 0.24 },
  freezeWithin: { least: 8, share: 0.22 },
  freezeLong: { least: 4, share: 0.12 },
} as const

/** Seconds that all proofs together take beyond that, to begin, to end, and those that are always equally long. */
const OVERHEAD = 50

function secondsOf(rounds: number, { least, share }: { readonly least: number; readonly share: number }): number {
  return Math.max(least, (rounds - OVERHEAD) * share)
}

function makeAll(terrain: Terrain, think: number): readonly Cell[] {
  const usual = makeCells(terrain, { periods: PERIODS, fsyncs: WITHIN })
  return [...usual, ...makeReplacing(terrain), ...makeThinking(terrain, think)]
}

/** As long as an fsync: what is cut between two passes, the next one finds. */
function withGaps(cells: readonly Cell[]): readonly Cell[] {
  return cells.map((cell) => ({ ...cell, gap: cell.fsync }))
}

function noTrouble(figures: Figures): readonly string[] {
  return [...figures.exceptions.map((exception) => `a live writer saw ${exception}`), ...ourselvesFine(figures)]
}

function ourselvesFine({ cell, mended, overtaken, faults, theirs }: Figures): readonly string[] {
  return [
    ...(theirs > 0 ? [] : ['no live writer has written']),
    ...(mended > 0 ? [`the file was cut ${mended} times`] : []),
    ...overtaken,
    ...(cell.think === undefined ? faults : faults.filter((fault) => !fault.startsWith('contended'))),
  ]
}

/** What a writer does with a file that it has cut itself is its own affair; ours is that it becomes whole again. */
function mayBeCut({ faults }: Figures): readonly string[] {
  return faults.filter((fault) => !fault.startsWith('contended'))
}

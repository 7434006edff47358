import type { WritingMode } from '../../../src/domain/writing-mode.ts'

/** How live writers use a registry: handles open for life, opened for each write, some so and some so, or by rename. */
export type WriterKind = 'held' | 'opening' | 'mixed' | 'replacing'

/** One registry, its live writers, and how we write it. */
export interface Cell {
  readonly mode: WritingMode
  readonly kind: WriterKind
  readonly writers: number
  /** Milliseconds between two writes of one writer. */
  readonly period: number
  /** Milliseconds that each fsync of a writer takes longer than it would. */
  readonly fsync: number
  /** Milliseconds between a writer's reading and its writing; without it, as long as it takes. */
  readonly think?: number
  /** The longest pause of our own between two passes, in milliseconds. */
  readonly gap?: number
  /** Seconds of writing, and of resting, each `[least, most]`; without it they write all the time. */
  readonly rhythm?: { readonly burst: Span; readonly rest: Span }
}

type Span = readonly [least: number, most: number]

/** The periods at which live writers act, in milliseconds. */
export const PERIODS: readonly number[] = [5, 30, 100, 250, 1_000, 3_000]

/** What an fsync takes longer where it stays within both waits of every mode. */
export const WITHIN: readonly number[] = [0, 80]

const KINDS: readonly WriterKind[] = ['held', 'opening', 'mixed']
const MOST_WRITERS = 3

/** A mode as the harness deals with it: what rests the writers need so that we ever find the registry quiet. */
export interface Terrain {
  readonly mode: WritingMode
  readonly rest: Span
  /** Where they write no more often than this, in milliseconds, they need no rests. */
  readonly slow: number
}

/** Both waits are 2.25 seconds. */
export const BESIDE: Terrain = { mode: 'beside', rest: [2.4, 6], slow: 3_000 }

/** Both waits are 0.3 seconds. */
export const FREEZE: Terrain = { mode: 'freeze', rest: [0.5, 2.5], slow: 1_000 }

/** One cell for each period and fsync; one to three writers of each kind take turns among them. */
export function makeCells(
  terrain: Terrain,
  { periods, fsyncs }: { readonly periods: readonly number[]; readonly fsyncs: readonly number[] },
): readonly Cell[] {
  return fsyncs.flatMap((fsync, row) =>
    periods.map((period, column) => {
      const kind = kindAt(row + column)
      return makeCell(terrain, { period, fsync, kind, writers: 1 + ((row + column) % MOST_WRITERS) })
    }),
  )
}

/** Who has the registry open for a moment only can hardly be stopped: beside such a writer, the longer waits are due. */
function makeCell(terrain: Terrain, cell: Pick<Cell, 'period' | 'fsync' | 'kind' | 'writers'>): Cell {
  const { rest, slow } = cell.kind === 'opening' ? BESIDE : terrain
  const { mode } = terrain
  return cell.period / cell.writers >= slow ? { mode, ...cell } : { mode, ...cell, rhythm: { burst: [0.3, 3], rest } }
}

/** Cells whose writers replace the file, as upstream proposes. */
export function makeReplacing(terrain: Terrain): readonly Cell[] {
  return makeCells(terrain, { periods: [30, 3_000], fsyncs: [0] }).map((cell) => ({ ...cell, kind: 'replacing' }))
}

/**
 * Cells whose writers stand still between reading and writing, for less time than we look after our write: their stale
 * write undoes ours.
 */
export function makeThinking({ mode, rest }: Terrain, think: number): readonly Cell[] {
  const rhythm = { burst: [0.3, 1], rest: [rest[0] / 2, rest[1]] } as const
  return [30, 250, 1_000].flatMap((period): readonly Cell[] => [
    { mode, think, rhythm, period, fsync: 0, kind: 'held', writers: 1 },
    { mode, think, rhythm, period, fsync: 0, kind: 'mixed', writers: 2 },
  ])
}

function kindAt(index: number): WriterKind {
  return KINDS[Math.floor(index / 2) % KINDS.length] ?? 'held'
}

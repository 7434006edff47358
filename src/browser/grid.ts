import type { Matrix } from './data.ts'
import { make, makeLink } from './elements.ts'
import type { Surface } from './surface.ts'

/** How far a key goes, in rows and columns; what lies beyond an edge stays at it. */
const STEPS: Readonly<Record<string, (pageSize: number) => readonly [number, number]>> = {
  ArrowUp: () => [-1, 0],
  ArrowDown: () => [1, 0],
  ArrowLeft: () => [0, -1],
  ArrowRight: () => [0, 1],
  PageUp: (pageSize) => [-pageSize, 0],
  PageDown: (pageSize) => [pageSize, 0],
  Home: () => [0, -Infinity],
  End: () => [0, Infinity],
}

/** The matrix under keyboard and pointer. */
export interface Grid {
  /** Marks the chosen cell again, after the surface was drawn anew. */
  readonly mark: () => void
}

/**
 * Lets the matrix be walked. It is one stop of the Tab key, however many cells there are: the grid keeps the focus, and says
 * which of its cells is meant.
 */
export function openGrid(matrix: Matrix, surface: Surface, detail: HTMLElement): Grid {
  let chosen: number | undefined
  let marked: readonly Element[] = []
  const mark = (): void => {
    for (const element of marked) element.classList.remove('chosen', 'crossed')
    if (chosen === undefined) return
    marked = markCross(matrix, surface, chosen)
    markChosen(surface, surface.cellAt(chosen))
  }
  const choose = (cell: number): void => {
    chosen = cell
    surface.reveal(cell)
    mark()
    showDetail(matrix, cell, detail)
  }
  surface.grid.addEventListener('focus', () => {
    if (chosen !== undefined || !surface.grid.matches(':focus-visible')) return
    chosen = 0
    mark()
  })
  listen(matrix, surface, { detail, choose, chosen: () => chosen ?? 0 })
  return { mark }
}

/** The focus stays with the grid: it is told which cell is meant, as far as that one is in the page. */
function markChosen({ grid }: Surface, cell: HTMLElement | undefined): void {
  document.getElementById(CHOSEN)?.removeAttribute('id')
  grid.removeAttribute('aria-activedescendant')
  if (cell === undefined) return
  cell.classList.replace('crossed', 'chosen')
  cell.id = CHOSEN
  grid.setAttribute('aria-activedescendant', CHOSEN)
}

const CHOSEN = 'chosen-cell'

/** Marks the headers and the cells of the same row and column, as far as they are in the page. */
function markCross({ size }: Matrix, surface: Surface, cell: number): readonly Element[] {
  const [row, column] = [Math.floor(cell / size), cell % size]
  const places = Array.from({ length: size }, (_, index) => [row * size + index, index * size + column]).flat()
  const elements = [...places.map((place) => surface.cellAt(place)), ...surface.headsOf(cell)]
  const present = elements.filter((element) => element !== undefined)
  for (const element of present) element.classList.add('crossed')
  return present
}

interface Hands {
  readonly detail: HTMLElement
  readonly choose: (cell: number) => void
  readonly chosen: () => number
}

function listen(matrix: Matrix, surface: Surface, { detail, choose, chosen }: Hands): void {
  const { grid } = surface
  grid.tabIndex = 0
  grid.addEventListener('keydown', (event) => {
    if (event.altKey || event.metaKey) return
    const target =
      event.key === 'Enter' ? chosen() : move(matrix, { cell: chosen(), event, pageSize: surface.pageSize })
    if (target === undefined) return
    event.preventDefault()
    choose(target)
    if (event.key === 'Enter') detail.focus()
  })
  grid.addEventListener('click', ({ target }) => {
    const cell = target instanceof Element ? surface.numberOf(target) : undefined
    if (cell !== undefined) choose(cell)
  })
  detail.addEventListener('keydown', ({ key }) => {
    if (key === 'Escape') grid.focus()
  })
  for (const [id, step] of [
    ['previous', -1],
    ['next', 1],
  ] as const) {
    const button = document.getElementById(id)
    button?.toggleAttribute('disabled', !hasDeviation(matrix))
    button?.addEventListener('click', () => {
      choose(findDeviation(matrix, chosen(), step))
    })
  }
}

interface Press {
  readonly cell: number
  readonly event: KeyboardEvent
  readonly pageSize: number
}

/** Where a key leads; undefined for a key that means nothing here. */
function move({ size }: Matrix, { cell, event, pageSize }: Press): number | undefined {
  const { key, ctrlKey } = event
  if (ctrlKey) return key === 'Home' ? 0 : key === 'End' ? size * size - 1 : undefined
  const step = STEPS[key]?.(pageSize)
  if (step === undefined) return undefined
  const within = (place: number): number => Math.min(Math.max(place, 0), size - 1)
  return within(Math.floor(cell / size) + step[0]) * size + within((cell % size) + step[1])
}

function hasDeviation(matrix: Matrix): boolean {
  return Array.from({ length: matrix.size ** 2 }, (_, cell) => cell).some((cell) => matrix.isDeviation(cell))
}

function findDeviation(matrix: Matrix, from: number, step: 1 | -1): number {
  const total = matrix.size ** 2
  for (let distance = 1; distance <= total; distance++) {
    const cell = (from + step * distance + total) % total
    if (matrix.isDeviation(cell)) return cell
  }
  return from
}

function showDetail(matrix: Matrix, cell: number, detail: HTMLElement): void {
  const { names, size, stateOf, findingsOf } = matrix
  const { name, sign, word, meaning } = stateOf(cell)
  const [row, column] = [Math.floor(cell / size), cell % size]
  const signed = make('span', '', `${sign} `)
  signed.setAttribute('aria-hidden', 'true')
  const sentence = make('p', '', link(`m${row}`, names[row]))
  if (row === column) sentence.append(': the party itself')
  else
    sentence.append(
      ' and ',
      link(`m${column}`, names[column]),
      ': ',
      make('span', `mark ${name}`, signed, word),
      ` – ${meaning}.`,
    )
  const findings = findingsOf(cell).map((number) => {
    const message = document.querySelector(`#f${number} .message`)?.textContent ?? `Finding ${number + 1}`
    return make('li', '', makeLink(`f${number}`, message))
  })
  detail.hidden = false
  detail.replaceChildren(sentence, ...(findings.length === 0 ? [] : [make('ul', '', ...findings)]))
}

function link(target: string, text: string | undefined): HTMLElement {
  return make('bdi', '', makeLink(target, text ?? ''))
}

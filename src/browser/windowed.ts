import type { Matrix } from './data.ts'
import { make } from './elements.ts'
import type { Surface } from './surface.ts'

/** Sizes in CSS pixels; the style of the page has no part in them. */
const CELL = 24
const HEAD_HEIGHT = 132
/** Rows and columns beyond the edge that are made, too, so that scrolling shows no gaps. */
const BEYOND = 3

interface Range {
  readonly from: number
  readonly to: number
}

/**
 * A matrix of which only what is in sight is in the page: 90,000 elements would keep a browser busy for seconds, and a screen
 * reader for longer. Rows and columns are numbered for those who cannot see how many there are.
 */
export function openWindow(frame: HTMLElement, matrix: Matrix, changed: () => void): Surface {
  const { size } = matrix
  const grid = makeGrid(size)
  const scroller = make('div', 'scroller', grid)
  frame.append(scroller)
  let drawn: Drawn = { cells: new Map(), rows: new Map(), columns: new Map() }
  const draw = (): void => {
    drawn = drawWindow(matrix, scroller, grid)
    changed()
  }
  drawWhenMoved(scroller, draw)
  draw()
  return {
    grid,
    cellAt: (cell) => drawn.cells.get(cell),
    headsOf: (cell) => [drawn.rows.get(Math.floor(cell / size)), drawn.columns.get(cell % size)],
    reveal: (cell) => {
      reveal(scroller, Math.floor(cell / size), cell % size)
      draw()
    },
    numberOf: (target) => {
      const number = target.closest<HTMLElement>('[data-cell]')?.dataset['cell']
      return number === undefined ? undefined : Number(number)
    },
    pageSize: 10,
  }
}

/** What is in the page just now, by the numbers of cells, rows and columns. */
interface Drawn {
  readonly cells: Map<number, HTMLElement>
  readonly rows: Map<number, HTMLElement>
  readonly columns: Map<number, HTMLElement>
}

/** At most once for each frame that the browser shows. */
function drawWhenMoved(scroller: HTMLElement, draw: () => void): void {
  let waiting = false
  const drawSoon = (): void => {
    if (waiting) return
    waiting = true
    requestAnimationFrame(() => {
      waiting = false
      draw()
    })
  }
  scroller.addEventListener('scroll', drawSoon, { passive: true })
  new ResizeObserver(drawSoon).observe(scroller)
}

function drawWindow(matrix: Matrix, scroller: HTMLElement, grid: HTMLElement): Drawn {
  const { size } = matrix
  const drawn: Drawn = { cells: new Map(), rows: new Map(), columns: new Map() }
  const width = headWidth()
  const columns = seen(scroller.scrollLeft, scroller.clientWidth - width, size)
  const rows = seen(scroller.scrollTop, scroller.clientHeight - HEAD_HEIGHT, size)
  grid.style.width = `${width + size * CELL}px`
  grid.style.height = `${HEAD_HEIGHT + size * CELL}px`
  const order = { columns, width, drawn }
  grid.replaceChildren(makeHead(matrix, order), ...each(rows, (row) => makeRow(matrix, row, order)))
  return drawn
}

function makeGrid(size: number): HTMLElement {
  const grid = make('div', 'window')
  grid.setAttribute('role', 'grid')
  grid.setAttribute('aria-labelledby', 'matrix-title')
  grid.setAttribute('aria-rowcount', String(size + 1))
  grid.setAttribute('aria-colcount', String(size + 1))
  return grid
}

/** Names get less room on a telephone. */
function headWidth(): number {
  return window.innerWidth < 600 ? 110 : 200
}

function seen(scrolled: number, room: number, size: number): Range {
  const from = Math.max(0, Math.floor(scrolled / CELL) - BEYOND)
  return { from, to: Math.min(size, Math.ceil((scrolled + Math.max(room, CELL)) / CELL) + BEYOND) }
}

function each(range: Range, body: (index: number) => HTMLElement): readonly HTMLElement[] {
  return Array.from({ length: Math.max(0, range.to - range.from) }, (_, index) => body(range.from + index))
}

interface Order {
  readonly columns: Range
  /** Of the names of the rows, in pixels. */
  readonly width: number
  readonly drawn: Drawn
}

function makeHead({ names }: Matrix, { columns, width, drawn }: Order): HTMLElement {
  const row = make('div', 'window-head')
  row.setAttribute('role', 'row')
  row.setAttribute('aria-rowindex', '1')
  row.style.height = `${HEAD_HEIGHT}px`
  const corner = part('columnheader', 1, make('span', '', 'holds ↓ \u00a0 is held →'))
  corner.className = 'corner'
  corner.style.width = `${width}px`
  row.append(corner)
  for (let column = columns.from; column < columns.to; column++) {
    const head = part('columnheader', column + 2, make('span', 'upright', make('bdi', '', names[column] ?? '')))
    head.style.left = `${width + column * CELL}px`
    head.title = names[column] ?? ''
    drawn.columns.set(column, head)
    row.append(head)
  }
  return row
}

function makeRow(matrix: Matrix, row: number, { columns, width, drawn }: Order): HTMLElement {
  const element = make('div', 'window-row')
  element.setAttribute('role', 'row')
  element.setAttribute('aria-rowindex', String(row + 2))
  element.style.top = `${HEAD_HEIGHT + row * CELL}px`
  const holder = matrix.names[row] ?? ''
  const head = part('rowheader', 1, make('bdi', '', holder))
  head.style.width = `${width}px`
  head.title = holder
  drawn.rows.set(row, head)
  element.append(head)
  for (let column = columns.from; column < columns.to; column++) {
    const number = row * matrix.size + column
    const { name, sign, word } = matrix.stateOf(number)
    const cell = part('gridcell', column + 2, sign)
    cell.className = name
    cell.dataset['cell'] = String(number)
    cell.setAttribute('aria-label', word)
    cell.style.left = `${width + column * CELL}px`
    drawn.cells.set(number, cell)
    element.append(cell)
  }
  return element
}

function part(role: string, column: number, content: Node | string): HTMLElement {
  const element = make('div', '', content)
  element.setAttribute('role', role)
  element.setAttribute('aria-colindex', String(column))
  return element
}

/** Scrolls as little as is needed; the headers cover the top and the left edge. */
function reveal(scroller: HTMLElement, row: number, column: number): void {
  const top = nearest(scroller.scrollTop, scroller.clientHeight - HEAD_HEIGHT, row * CELL)
  const left = nearest(scroller.scrollLeft, scroller.clientWidth - headWidth(), column * CELL)
  scroller.scrollTo({ top, left, behavior: 'instant' })
}

function nearest(scrolled: number, room: number, place: number): number {
  if (place < scrolled) return place
  return place + CELL > scrolled + room ? place + CELL - room : scrolled
}

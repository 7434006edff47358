import type { Matrix } from './data.ts'
import type { Surface } from './surface.ts'

/** A matrix that stands in the page as a whole: its cells are those of the table. */
export function openWhole(grid: HTMLTableElement, { size }: Matrix): Surface {
  const body = grid.tBodies[0]
  const heads = grid.tHead?.rows[0]?.cells
  grid.setAttribute('role', 'grid')
  const box = grid.parentElement
  box?.removeAttribute('tabindex')
  return {
    grid,
    cellAt: (cell) => body?.rows[Math.floor(cell / size)]?.cells[(cell % size) + 1],
    headsOf: (cell) => [body?.rows[Math.floor(cell / size)]?.cells[0], heads?.[(cell % size) + 1]],
    reveal: (cell) => {
      body?.rows[Math.floor(cell / size)]?.cells[(cell % size) + 1]?.scrollIntoView({
        block: 'nearest',
        inline: 'nearest',
      })
    },
    numberOf: (target) => {
      const cell = target.closest('td')
      const row = cell?.parentElement
      if (!(row instanceof HTMLTableRowElement) || cell === null) return undefined
      return row.sectionRowIndex * size + cell.cellIndex - 1
    },
    pageSize: 10,
  }
}

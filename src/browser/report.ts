import { addCopyButtons } from './copy.ts'
import { readMatrix } from './data.ts'
import { find } from './elements.ts'
import { openFilter } from './filter.ts'
import { openGrid, type Grid } from './grid.ts'
import { openWhole } from './whole.ts'
import { openWindow } from './windowed.ts'

/** What the script adds to a page that can be read without it. */
function open(): void {
  for (const element of document.querySelectorAll('[data-script]')) element.removeAttribute('hidden')
  openMatrix()
  const list = find('finding-list', HTMLElement)
  if (list !== undefined) openFilter(list)
  addCopyButtons()
}

function openMatrix(): void {
  const matrix = readMatrix()
  const detail = find('cell-detail', HTMLElement)
  if (detail === undefined || matrix.size === 0) return
  const [table, frame] = [find('grid', HTMLTableElement), find('frame', HTMLElement)]
  if (table !== undefined) openGrid(matrix, openWhole(table, matrix), detail)
  if (frame === undefined) return
  const opened: { grid?: Grid } = {}
  const surface = openWindow(frame, matrix, () => opened.grid?.mark())
  opened.grid = openGrid(matrix, surface, detail)
}

open()

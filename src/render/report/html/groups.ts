import { COUNTED_CELLS } from '../../../domain/report/count-cells.ts'
import { CELLS, type Cell, type Member } from '../../../domain/report/drift-report.ts'
import { html, join, type Html } from './markup.ts'
import { name } from './words.ts'

/** Cells of one row or column that are in the same state. */
export interface CellGroup {
  readonly cell: Cell
  readonly members: readonly number[]
  /** Whether all that no other group names are in it, so that their names need not be written. */
  readonly rest: boolean
}

/** A group of that many is named as the rest where it is more than half: 300 parties need not be named 300 times. */
const SMALLEST_REST = 8

/** Groups a row or column of the matrix by state, without what is no answer, in the order of `CELLS`. */
export function groupCells(cells: readonly Cell[]): readonly CellGroup[] {
  const groups = new Map<Cell, number[]>(COUNTED_CELLS.map((cell) => [cell, []]))
  for (const [index, cell] of cells.entries()) groups.get(cell)?.push(index)
  const counted = [...groups].filter(([, { length }]) => length > 0)
  const total = counted.reduce((sum, [, { length }]) => sum + length, 0)
  return counted.map(([cell, members]) => {
    return { cell, members, rest: members.length >= SMALLEST_REST && members.length * 2 > total }
  })
}

/** How groups are written. */
interface GroupStyle {
  readonly members: readonly Member[]
  /** Said where nothing is to be registered. */
  readonly none: string
  /** As many names as are written of a group; absent where all must be. */
  readonly most?: number
}

/** Says which members are in which state. */
export function renderGroups(groups: readonly CellGroup[], style: GroupStyle): Html {
  if (groups.length === 0) return html`${style.none}`
  const items = groups.map((group) => {
    const { sign, word } = CELLS[group.cell]
    return html`<li>
      <span class="mark ${group.cell}"><span aria-hidden="true">${sign}</span> ${word}</span>:
      ${group.rest ? `${groups.length === 1 ? 'all' : 'the other'} ${group.members.length}` : listMembers(group, style)}
    </li>`
  })
  return html`<ul class="groups">
    ${items}
  </ul>`
}

function listMembers({ members: places }: CellGroup, { members, most = places.length }: GroupStyle): Html {
  const names = places.slice(0, most).map((place) => name(members[place]?.name ?? ''))
  const rest = places.length - names.length
  return html`${join(names, html`, `)}${rest === 0 ? '' : ` and ${rest} more`}`
}

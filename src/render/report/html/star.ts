import { CELLS, type Cell, type DriftReport } from '../../../domain/report/drift-report.ts'
import { groupCells, renderGroups } from './groups.ts'
import { html, type Html } from './markup.ts'
import { mark, memberLink, name } from './words.ts'

/** The place of the one whom all others register, and nobody else; undefined in a mesh. */
export function findHub({ profile, members }: DriftReport): number | undefined {
  const researchers = members.flatMap(({ role }, index) => (role === 'researcher' ? [index] : []))
  return profile === 'mutual-tls' && researchers.length === 1 ? researchers[0] : undefined
}

/** A star as a line for each node: as a matrix, nearly all of it would be empty. */
export function renderStar({ members, cells }: DriftReport, hub: number): Html {
  const center = name(members[hub]?.name ?? '')
  const rows = members.map((_, node) => {
    if (node === hub) return html``
    const held = cells[hub]?.[node] ?? 'unknown'
    const row = cells[node] ?? []
    const others = groupCells(row.map((cell, index) => (index === hub ? 'excluded' : cell)))
    return html`<tr>
      <th scope="row">${memberLink(members, node)}</th>
      <td>${renderCell(row[hub] ?? 'unknown')}</td>
      <td>${renderCell(held)}</td>
      <td>${renderGroups(others, { members, none: '' })}</td>
    </tr>`
  })
  return html`<div class="scroll" role="group" aria-labelledby="matrix-title" tabindex="0">
    <table class="plain star">
      <caption>
        Each node and ${center}
      </caption>
      <thead>
        <tr>
          <th scope="col">Node</th>
          <th scope="col">It holds ${center}</th>
          <th scope="col">${center} holds it</th>
          <th scope="col">It holds others</th>
        </tr>
      </thead>
      <tbody>
        ${rows}
      </tbody>
    </table>
  </div>`
}

function renderCell(cell: Cell): Html {
  return mark(cell, CELLS[cell])
}

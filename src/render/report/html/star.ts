import { CELLS, type Cell, type DriftReport } from '../../../domain/report/drift-report.ts'
import { groupCells, renderGroups, type CellGroup } from './groups.ts'
import { html, type Html } from './markup.ts'
import { mark, memberLink, name } from './words.ts'

/** The place of the one whom all others register, and nobody else; undefined in a mesh. */
export function findHub({ profile, members }: DriftReport): number | undefined {
  const researchers = members.flatMap(({ role }, index) => (role === 'researcher' ? [index] : []))
  return profile === 'mutual-tls' && researchers.length === 1 ? researchers[0] : undefined
}

/** A star as a line for each node: as a matrix, nearly all of it would be empty. */
export function renderStar(report: DriftReport, hub: number): Html {
  const center = name(report.members[hub]?.name ?? '')
  const nodes = report.members.map((_, node) => readNode(report, hub, node)).filter(({ node }) => node !== hub)
  const others = nodes.some((node) => node.others.length > 0)
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
          ${others ? html`<th scope="col">Of others it holds</th>` : html``}
        </tr>
      </thead>
      <tbody>
        ${nodes.map((node) => renderNode(report, node, others))}
      </tbody>
    </table>
  </div>`
}

interface Node {
  readonly node: number
  readonly holds: Cell
  readonly isHeld: Cell
  /** What it holds of other nodes, though it should hold nothing. */
  readonly others: readonly CellGroup[]
}

function readNode({ cells }: DriftReport, hub: number, node: number): Node {
  const row = cells[node] ?? []
  const others = groupCells(row.map((cell, index) => (index === hub ? 'excluded' : cell)))
  return { node, holds: row[hub] ?? 'unknown', isHeld: cells[hub]?.[node] ?? 'unknown', others }
}

function renderNode({ members }: DriftReport, { node, holds, isHeld, others }: Node, withOthers: boolean): Html {
  return html`<tr>
    <th scope="row">${memberLink(members, node)}</th>
    <td>${renderCell(holds)}</td>
    <td>${renderCell(isHeld)}</td>
    ${withOthers ? html`<td>${renderGroups(others, { members, none: 'nothing' })}</td>` : html``}
  </tr>`
}

function renderCell(cell: Cell): Html {
  return mark(cell, CELLS[cell])
}

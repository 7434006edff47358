import { CELLS, isCounted, type Cell, type DriftReport, type Member } from '../../../domain/report/drift-report.ts'
import { groupCells, renderGroups } from './groups.ts'
import { html, type Html } from './markup.ts'
import { findHub, renderStar } from './star.ts'
import { isLarge } from './view.ts'
import { mark, memberLink, name } from './words.ts'

/** Who has registered whom: a table, or for many members a frame that the script fills, with a list of all deviations. */
export function renderMatrix(report: DriftReport): Html {
  return html`<section id="matrix" aria-labelledby="matrix-title">
    <h2 id="matrix-title">Who has registered whom</h2>
    ${renderLegend(report)}${renderBody(report)}
    <div
      id="cell-detail"
      class="card cell-detail"
      role="group"
      aria-label="The chosen registration"
      tabindex="-1"
      hidden
    ></div>
  </section>`
}

function renderBody(report: DriftReport): Html {
  if (report.members.length === 0) return html`<p>There is no member.</p>`
  if (!isLarge(report)) return renderWhole(report)
  const hub = findHub(report)
  return hub === undefined ? renderFrame(report) : renderStar(report, hub)
}

function renderLegend({ cells }: DriftReport): Html {
  const present = new Set<string>(cells.flat())
  const items = Object.entries(CELLS)
    .filter(([cell]) => present.has(cell) && isCounted(cell))
    .map(([cell, traits]) => html`<li>${mark(cell, traits)} <span class="muted">${traits.meaning}</span></li>`)
  return items.length === 0
    ? html``
    : html`<ul class="legend" aria-label="The signs">
        ${items}
      </ul>`
}

const TOOLS: Html = html`<div class="tools" data-script hidden>
  <button type="button" id="previous">Previous deviation</button><button type="button" id="next">Next deviation</button>
  <p class="muted">
    In the matrix: arrow keys, Home, End, Page Up and Page Down move; Enter shows what is known of the registration,
    Escape goes back.
  </p>
</div>`

function renderWhole({ members, cells }: DriftReport): Html {
  const head = members.map(({ name: text }) => {
    return html`<th scope="col" title="${text}"><span class="upright">${name(text)}</span></th>`
  })
  const rows = members.map((member, row) => renderRow(member, cells[row] ?? []))
  return html`${TOOLS}
    <p class="muted">A row holds the registrations; a column is the party that is held.</p>
    <div class="scroll tall" role="group" aria-labelledby="matrix-title" tabindex="0">
      <table class="matrix" id="grid">
        <caption class="hidden">
          Who has registered whom
        </caption>
        <thead>
          <tr>
            <th scope="col" class="corner">holds ↓ &nbsp; is held →</th>
            ${head}
          </tr>
        </thead>
        <tbody>
          ${rows}
        </tbody>
      </table>
    </div>`
}

function renderRow(member: Member, row: readonly Cell[]): Html {
  const cells = row.map((cell) => {
    const { sign, word } = CELLS[cell]
    return html`<td class="${cell}"><span aria-hidden="true">${sign}</span><span class="hidden">${word}</span></td>`
  })
  return html`<tr>
    <th scope="row" title="${member.name}">${name(member.name)}</th>
    ${cells}
  </tr>`
}

/** `data-script` marks what is of use with the script alone; it is hidden without. */
function renderFrame(report: DriftReport): Html {
  const { members } = report
  const rows = members.map((_, row) => renderListRow(report, row))
  return html`${TOOLS}
    <div id="frame" class="frame" data-script hidden></div>
    <details class="list" id="matrix-list">
      <summary>The whole matrix as a list of ${members.length} components</summary>
      <table class="plain">
        <caption>
          What each component holds
        </caption>
        <thead>
          <tr>
            <th scope="col">Component</th>
            <th scope="col">Holds</th>
          </tr>
        </thead>
        <tbody>
          ${rows}
        </tbody>
      </table>
    </details>`
}

function renderListRow({ members, cells }: DriftReport, row: number): Html {
  const groups = groupCells(cells[row] ?? [])
  const none = members[row]?.observation.state === 'not-asked' ? 'not asked' : 'nothing is to be registered'
  return html`<tr>
    <th scope="row">${memberLink(members, row)}</th>
    <td>${renderGroups(groups, { members, none })}</td>
  </tr>`
}

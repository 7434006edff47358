import { CELLS, isCounted, type Cell, type Member } from '../../../domain/report/drift-report.ts'
import { count, date, shortRevision } from '../../words.ts'
import { describeTerm } from './certificates.ts'
import { groupCells, renderGroups } from './groups.ts'
import { html, type Html } from './markup.ts'
import type { View } from './view.ts'
import { commit, fact, factOf, HISTORY, link, mark, moment, name, OBSERVATIONS, since } from './words.ts'

const MOST_LINKS = 20

/** Of one state; the matrix has all of them. */
const MOST_NAMES = 30

/** What is known of each member, behind a line that says whether it is worth opening. */
export function renderParties(view: View): Html {
  const parties = view.report.members.map((_, index) => renderParty(view, index))
  return html`<section id="parties" aria-labelledby="parties-title">
    <h2 id="parties-title">Parties</h2>
    ${parties.length === 0 ? html`<p>The federation has no member.</p>` : html``}${parties}
  </section>`
}

function renderParty(view: View, index: number): Html {
  const { members, cells } = view.report
  const member = members[index]
  if (member === undefined) return html``
  const row = cells[index] ?? []
  const column = cells.map((each) => each[index] ?? 'excluded')
  const [holds, held] = [groupCells(row), groupCells(column)]
  const { observation, role } = member
  // The id stands inside: a browser opens what a link leads into, without any script.
  return html`<details class="party">
    <summary>
      <span class="party-name">${name(member.name)}</span> <span class="muted">${role}</span>
      ${mark(`seen-${observation.state}`, OBSERVATIONS[observation.state])}
      ${isUnasked(row) ? '' : html`<span>holds ${countDeviations(holds)}</span>`}
      ${isUnasked(column) ? '' : html`<span>is held ${countDeviations(held)}</span>`}
    </summary>
    <div class="party-body" id="m${index}" tabindex="-1">
      <dl class="facts">
        ${fact('Id', html`<code>${member.id}</code>`)} ${renderCertificate(view, member)}
        ${renderObservation(view, member)}
        ${fact('Holds', renderGroups(holds, { members, none: isUnasked(row) ? 'not asked' : 'nothing is to be registered', most: MOST_NAMES }))}
        ${fact('Is held by', renderGroups(held, { members, none: isUnasked(column) ? 'nobody was asked' : 'nobody is to register it', most: MOST_NAMES }))}
        ${fact('Findings', renderFindingLinks(view, index))}
      </dl>
      ${renderConditions(view, member)}
    </div>
  </details>`
}

/** Whether there is no answer in it, since nobody was asked for one. */
function isUnasked(cells: readonly Cell[]): boolean {
  return cells.includes('not-asked') && !cells.some(isCounted)
}

function countDeviations(groups: readonly { readonly cell: string; readonly members: readonly number[] }[]): string {
  const counted = groups.filter(({ cell }) => cell !== 'declared')
  if (counted.length === 0) return 'as declared'
  return counted.map(({ cell, members }) => `${members.length} ${wordOf(cell)}`).join(', ')
}

function wordOf(cell: string): string {
  return Object.entries(CELLS).find(([name]) => name === cell)?.[1].word ?? cell
}

function renderCertificate({ report: { madeAt } }: View, { certificate, declaredBy }: Member): Html {
  if (certificate === undefined) return fact('Certificate', html`none that is valid`)
  const { fingerprint, notBefore, notAfter } = certificate
  return html`${fact('Certificate', html`<code>${fingerprint}</code>`)}
  ${fact('Valid', html`${date(notBefore)} to ${date(notAfter)}: ${describeTerm(notAfter - madeAt).word}${notAfter < madeAt ? '' : ' left'}`)}
  ${fact('Declared by', declaredBy && commit(declaredBy))}`
}

function renderObservation({ report: { madeAt } }: View, { observation }: Member): Html {
  const { state, revision, history, version, family } = observation
  const stated = history === undefined ? '' : `, ${HISTORY[history]}`
  const tools = [version === undefined ? undefined : `fbm-gitops ${version}`, family].filter(
    (text) => text !== undefined,
  )
  return html`${fact('Observation', html`${mark(`seen-${state}`, OBSERVATIONS[state])} ${OBSERVATIONS[state].meaning}`)}
  ${factOf('Observed', observation.observedAt, (time) => since(time, madeAt))}
  ${factOf('Believed until', observation.validUntil, moment)}
  ${factOf('Commit seen', revision, (id) => html`<code>${shortRevision(id)}</code>${stated}`)}
  ${factOf('Exit code', observation.exitCode, (code) => html`${code}`)}
  ${factOf('Rows of others', observation.foreign, (rows) => html`${rows}`)}
  ${tools.length === 0 ? html`` : fact('Versions', name(tools.join(', ')))}`
}

function renderConditions({ report: { madeAt } }: View, { observation, name: owner }: Member): Html {
  if (observation.conditions.length === 0) return html``
  const rows = observation.conditions.map(({ type, status, reason, since: from }) => {
    return html`<tr>
      <th scope="row">${type}</th>
      <td>${status}</td>
      <td>${name(reason)}</td>
      <td>${since(from, madeAt)}</td>
    </tr>`
  })
  return html`<div class="scroll" role="group" aria-label="Conditions of ${owner}" tabindex="0">
    <table class="plain">
      <caption>
        Conditions
      </caption>
      <thead>
        <tr>
          <th scope="col">Condition</th>
          <th scope="col">Status</th>
          <th scope="col">Reason</th>
          <th scope="col">Since</th>
        </tr>
      </thead>
      <tbody>
        ${rows}
      </tbody>
    </table>
  </div>`
}

function renderFindingLinks({ shown, findingsOf }: View, index: number): Html | undefined {
  const numbers = findingsOf(index)
  if (numbers.length === 0) return undefined
  const links = numbers.slice(0, MOST_LINKS).map((number) => {
    return html`<li>${link(`f${number}`, html`${shown[number]?.message ?? ''}`)}</li>`
  })
  const rest = numbers.length - links.length
  return html`<ul class="groups">
    ${links}${rest === 0 ? html`` : html`<li>and ${count(rest, 'more', 'more')}: the filter of the findings shows them</li>`}
  </ul>`
}

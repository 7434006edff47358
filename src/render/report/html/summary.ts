import { listCounts } from '../../../domain/report/count-cells.ts'
import type { MemberObservation } from '../../../domain/report/drift-report.ts'
import {
  CELLS,
  listReported,
  VERDICTS,
  type DriftFinding,
  type DriftReport,
} from '../../../domain/report/drift-report.ts'
import { capitalize, count } from '../../words.ts'
import { html, type Html } from './markup.ts'
import { commit, fact, mark, moment, name, OBSERVATIONS, since, SEVERITIES } from './words.ts'

/** The top of the page: the answer in one word, what was reported on, and how many of what. */
export function renderSummary(report: DriftReport): Html {
  const { verdict, revision, madeAt, profile, source, exitCode } = report
  const { sign, word, meaning } = VERDICTS[verdict]
  return html`<header class="top">
    <p class="product">fbm-gitops drift report</p>
    <h1>${renderSubject(report)}</h1>
    <p class="verdict ${verdict}">
      <span class="verdict-word"><span aria-hidden="true">${sign}</span> ${capitalize(word)}</span>
      ${capitalize(meaning)}.
    </p>
    <dl class="facts">
      ${renderScope(report)} ${fact('Commit', revision.id === 'none' ? html`none: plain files` : commit(revision))}
      ${fact('Made', moment(madeAt))} ${fact('Profile', html`${profile}`)} ${fact('Read from', name(source))}
      ${fact('Exit code', html`${exitCode}`)}
    </dl>
  </header>`
}

function renderSubject({ federation, scope }: DriftReport): Html {
  return scope.kind === 'federation' ? name(federation) : html`${name(scope.party.name)} in ${name(federation)}`
}

function renderScope({ scope }: DriftReport): Html {
  if (scope.kind === 'federation') return html``
  return fact('About', html`this component alone, <code>${scope.party.id}</code>: no other was asked`)
}

/** How many registrations, observations and findings there are of which kind. */
export function renderCounts(report: DriftReport): Html {
  return html`<section id="counts" aria-labelledby="counts-title">
    <h2 id="counts-title">In numbers</h2>
    <div class="cards">
      <div class="card">
        <h3>Registrations</h3>
        ${renderCells(report)}
      </div>
      <div class="card">
        <h3>Observations</h3>
        ${renderObservations(report)}
      </div>
      <div class="card">
        <h3>Findings</h3>
        ${renderSeverities(report)}
      </div>
    </div>
    ${renderBaseline(report)}
  </section>`
}

/** The same numbers as a bar; it tells nothing that the list below it does not. */
function renderShares({ counts }: DriftReport): Html {
  const counted = listCounts(counts)
  const total = counted.reduce((sum, [, number]) => sum + number, 0)
  let left = 0
  const bars = counted.map(([cell, number]) => {
    const width = (100 * number) / total
    const bar = html`<rect x="${left.toFixed(2)}%" width="${width.toFixed(2)}%" height="10" class="share ${cell}" />`
    left += width
    return bar
  })
  return html`<svg class="shares" width="100%" height="10" aria-hidden="true" focusable="false">${bars}</svg>`
}

function renderCells(report: DriftReport): Html {
  const items = listCounts(report.counts).map(([cell, number]) => countItem(number, cell, CELLS[cell]))
  if (items.length === 0) return html`<p>Nothing is to be registered.</p>`
  return html`${renderShares(report)}
    <ul class="counts">
      ${items}
    </ul>`
}

function renderObservations(report: DriftReport): Html {
  const members = listReported(report)
  const unasked = report.members.length - members.length
  const states = Object.keys(OBSERVATIONS).filter((state): state is MemberObservation['state'] => state in OBSERVATIONS)
  const items = states
    .map((state) => ({ state, number: members.filter(({ observation }) => observation.state === state).length }))
    .filter(({ number }) => number > 0)
    .map(({ state, number }) => countItem(number, `seen-${state}`, OBSERVATIONS[state]))
  if (unasked > 0) items.push(countItem(unasked, 'seen-not-asked', OBSERVATIONS['not-asked']))
  return items.length === 0
    ? html`<p>The federation has no member.</p>`
    : html`<ul class="counts">
        ${items}
      </ul>`
}

function renderSeverities({ findings }: DriftReport): Html {
  if (findings.length === 0) return html`<p>None.</p>`
  const severities: readonly DriftFinding['severity'][] = ['error', 'warning', 'info']
  const items = severities
    .map((severity) => ({ severity, number: findings.filter((finding) => finding.severity === severity).length }))
    .filter(({ number }) => number > 0)
    .map(({ severity, number }) => countItem(number, severity, SEVERITIES[severity]))
  return html`<ul class="counts">
    ${items}
  </ul>`
}

function countItem(number: number, kind: string, traits: Parameters<typeof mark>[1]): Html {
  return html`<li>
    <b>${number.toLocaleString('en')}</b>
    <span>${mark(kind, traits)} <span class="muted">${traits.meaning}</span></span>
  </li>`
}

function renderBaseline({ baseline, madeAt }: DriftReport): Html {
  if (baseline === undefined) return html``
  const gone = baseline.gone.map(({ rule, message }) => html`<li><code>${rule}</code> ${message}</li>`)
  return html`<div class="card">
    <h3>Against the earlier report</h3>
    <p>
      ${name(baseline.file)}, made ${since(baseline.madeAt, madeAt)}: ${count(baseline.new, 'new finding')},
      ${baseline.known} known, ${gone.length} gone.
    </p>
    ${
      gone.length === 0
        ? html``
        : html`<details>
            <summary>Those that are gone</summary>
            <ul>
              ${gone}
            </ul>
          </details>`
    }
  </div>`
}

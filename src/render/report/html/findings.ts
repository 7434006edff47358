import type { DriftFinding, PartyRef } from '../../../domain/report/drift-report.ts'
import { FINDING_RULES, type FindingRule } from '../../../domain/report/rules.ts'
import { count, splitCommands } from '../../words.ts'
import { html, type Html } from './markup.ts'
import { commit, fact, link, mark, name, SEVERITIES, since } from './words.ts'
import type { View } from './view.ts'

/** The list of findings, each with what to type; the filter above it works with the script. */
export function renderFindings(view: View): Html {
  const { report, shown } = view
  const rest = report.findings.length - shown.length
  const numbers = new Map(view.named.map(({ id }, index) => [id, index]))
  const list = shown.map((finding, number) => {
    const parties = [finding.component, finding.party].map((party) => numbers.get(party?.id ?? ''))
    return renderFinding(view, { finding, number, parties: parties.filter((party) => party !== undefined) })
  })
  return html`<section id="findings" aria-labelledby="findings-title">
    <h2 id="findings-title">Findings</h2>
    ${shown.length === 0 ? html`<p>There is nothing to tell.</p>` : renderFilter(view)}
    ${rest === 0 ? html`` : html`<p class="note">The page shows the first ${count(shown.length, 'finding')} of ${report.findings.length}, the most severe. The JSON form has all of them.</p>`}
    <ol class="findings" id="finding-list">
      ${list}
    </ol>
  </section>`
}

interface Numbered {
  readonly finding: DriftFinding
  readonly number: number
  /** The numbers of its component and its party for the filter. */
  readonly parties: readonly number[]
}

function renderFinding(view: View, { finding, number, parties }: Numbered): Html {
  const { severity, rule, isNew, message, remedy } = finding
  return html`<li
    id="f${number}"
    class="finding ${severity}"
    data-severity="${severity}"
    data-rule="${rule}"
    data-new="${String(isNew === true)}"
    data-parties="${parties.join(' ')}"
  >
    <h3>
      ${mark(severity, SEVERITIES[severity])}
      ${FINDING_RULES[rule].title}${isNew === true ? html` <span class="mark new">new</span>` : html``}
    </h3>
    <p class="message">${message}</p>
    ${renderRemedy(remedy)} ${renderFacts(view, finding)}
  </li>`
}

function renderRemedy(remedy: string): Html {
  const parts = splitCommands(remedy).map(({ kind, text }) => {
    if (kind === 'text') return html`${text}`
    return kind === 'code' ? html`<code>${text}</code>` : html`<code class="command">${text}</code>`
  })
  return html`<p class="remedy"><span class="hidden">What to do: </span><span aria-hidden="true">→ </span>${parts}</p>`
}

function renderFacts(view: View, finding: DriftFinding): Html {
  const { expected, actual, declaredBy, since: from, place, rule } = finding
  return html`<dl class="facts">
    ${fact('Component', renderParty(view, finding.component))} ${fact('Party', renderParty(view, finding.party))}
    ${fact('Expected', expected && html`<code>${expected}</code>`)}
    ${fact('Actual', actual && html`<code>${actual}</code>`)}
    ${fact('Since', from === undefined ? undefined : since(from, view.report.madeAt))}
    ${fact('Declared by', declaredBy && commit(declaredBy))} ${fact('Place', renderPlace(place))}
    ${fact('Rule', html`<code>${rule}</code>`)}
  </dl>`
}

function renderParty({ indexOf }: View, party: PartyRef | undefined): Html | undefined {
  if (party === undefined) return undefined
  const index = indexOf(party)
  const label = html`${name(party.name)}`
  // The details of a member tell its id.
  return index === undefined ? html`${label} <code class="muted">${party.id}</code>` : link(`m${index}`, label)
}

function renderPlace({ file, line, column, pointer = '' }: DriftFinding['place']): Html {
  return html`<code>${`${file}:${line}:${column} ${pointer}`.trimEnd()}</code>`
}

function renderFilter({ report, shown, named }: View): Html {
  const rules = [...new Set(shown.map(({ rule }) => rule))].sort()
  const severities = [...new Set(shown.map(({ severity }) => severity))]
  const fresh =
    report.baseline === undefined
      ? html``
      : html`<label class="check"><input type="checkbox" id="filter-new" /> new ones only</label>`
  return html`<div class="filter" role="search" aria-label="Findings" data-script hidden>
    <label>Text <input type="search" id="filter-text" autocomplete="off" spellcheck="false" /></label>
    <label
      >Severity
      <select id="filter-severity">
        <option value="">all</option>
        ${severities.map((severity) => option(severity, SEVERITIES[severity].word))}
      </select></label
    >
    <label
      >Kind
      <select id="filter-rule">
        <option value="">all</option>
        ${rules.map((rule: FindingRule) => option(rule, FINDING_RULES[rule].title))}
      </select></label
    >
    <label
      >Party
      <select id="filter-party">
        <option value="">all</option>
        ${named.map(({ name: text }, number) => option(String(number), text))}
      </select></label
    >
    ${fresh}<button type="button" id="filter-clear">Show all</button>
    <p role="status" id="filter-count">${count(shown.length, 'finding')}</p>
  </div>`
}

function option(value: string, text: string): Html {
  return html`<option value="${value}">${text}</option>`
}

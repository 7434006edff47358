import type { DriftReport, Member } from '../../../domain/report/drift-report.ts'
import { count, date } from '../../words.ts'
import { html, type Html } from './markup.ts'
import { makeTimeAxis, type TimeAxis } from './time-axis.ts'
import { memberLink } from './words.ts'

const DAY = 86_400_000

/** The certificates by the day on which they end, each with a bar on a time axis; the table says in words what the bars show. */
export function renderCertificates(report: DriftReport): Html {
  const { members } = report
  if (members.length === 0) return html``
  const axis = makeTimeAxis(report)
  const rows = [...members.entries()]
    .sort(([, a], [, b]) => (a.certificate?.notAfter ?? 0) - (b.certificate?.notAfter ?? 0))
    .map(([index, member]) => renderRow(report, axis, { index, member }))
  return html`<section id="certificates" aria-labelledby="certificates-title">
    <h2 id="certificates-title">Validity of the certificates</h2>
    ${renderMarks(axis)}
    <div class="scroll" role="group" aria-labelledby="certificates-title" tabindex="0">
      <table class="plain certificates">
        <caption>
          By the day on which they end. The further from today, the less room a day takes on the axis.
        </caption>
        <thead>
          <tr>
            <th scope="col">Party</th>
            <th scope="col">Valid until</th>
            <th scope="col">Left</th>
            <th scope="col" class="axis"><span class="hidden">On a time axis</span>${renderAxis(axis)}</th>
          </tr>
        </thead>
        <tbody>
          ${rows}
        </tbody>
      </table>
    </div>
  </section>`
}

interface Place {
  readonly index: number
  readonly member: Member
}

function renderRow({ members, madeAt }: DriftReport, axis: TimeAxis, { index, member: { certificate } }: Place): Html {
  const party = html`<th scope="row">${memberLink(members, index)}</th>`
  if (certificate === undefined)
    return html`<tr>
      ${party}
      <td colspan="2">
        <span class="mark unverified"><span aria-hidden="true">×</span> none that is valid</span>
      </td>
      <td></td>
    </tr>`
  const { notBefore, notAfter } = certificate
  const term = describeTerm(notAfter - madeAt)
  const [from, to] = [axis.place(notBefore), axis.place(notAfter)]
  return html`<tr>
    ${party}
    <td><time datetime="${date(notAfter)}">${date(notAfter)}</time></td>
    <td>
      <span class="mark ${term.kind}"><span aria-hidden="true">${term.sign}</span> ${term.word}</span>
    </td>
    <td class="axis">
      <svg width="100%" height="16" aria-hidden="true" focusable="false">
        <use href="#marks" />
        <rect x="${percent(from)}" width="${percent(to - from)}" y="4" height="8" rx="2" class="term ${term.kind}" />
      </svg>
    </td>
  </tr>`
}

interface Term {
  readonly kind: string
  readonly sign: string
  readonly word: string
}

/** How much is left, with a sign for each of the marks that it has passed. */
export function describeTerm(left: number): Term {
  const days = Math.floor(left / DAY)
  if (left < 0) return { kind: 'ended', sign: '×', word: `ended ${count(Math.ceil(-left / DAY), 'day')} ago` }
  const word = days === 0 ? 'less than a day' : count(days, 'day')
  if (left < 7 * DAY) return { kind: 'within-7', sign: '‼', word }
  if (left < 30 * DAY) return { kind: 'within-30', sign: '!', word }
  return left < 90 * DAY ? { kind: 'within-90', sign: '~', word } : { kind: 'valid', sign: '✓', word }
}

/** The lines that every bar stands on, drawn once. */
function renderMarks({ marks }: TimeAxis): Html {
  const lines = marks.map(
    ({ at, today }) =>
      html`<line x1="${percent(at)}" x2="${percent(at)}" y1="0" y2="16" class="${today ? 'today' : 'grid-line'}" />`,
  )
  return html`<svg width="0" height="0" class="definitions" aria-hidden="true" focusable="false">
    <defs><g id="marks">${lines}</g></defs>
  </svg>`
}

function renderAxis({ marks }: TimeAxis): Html {
  const labels = marks.map(({ at, label, minor }) => {
    const anchor = at > 95 ? 'end' : 'middle'
    return html`<text x="${percent(at)}" y="12" text-anchor="${anchor}" ${minor ? html` class="minor"` : html``}
      >${label}</text
    >`
  })
  return html`<svg width="100%" height="16" aria-hidden="true" focusable="false">${labels}</svg>`
}

function percent(at: number): string {
  return `${at.toFixed(2)}%`
}

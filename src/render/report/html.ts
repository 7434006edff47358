import { createHash } from 'node:crypto'
import { VERDICTS, type DriftReport } from '../../domain/report/drift-report.ts'
import { REPORT_SCRIPT, REPORT_STYLE } from '../../generated/report-page.ts'
import { capitalize } from '../words.ts'
import { renderCertificates } from './html/certificates.ts'
import { renderFindings } from './html/findings.ts'
import { dataBlock, html, verbatim, type Html } from './html/markup.ts'
import { renderMatrix } from './html/matrix.ts'
import { makePageData } from './html/page-data.ts'
import { renderParties } from './html/parties.ts'
import { renderCounts, renderSummary } from './html/summary.ts'
import { isLarge, makeView, type View } from './html/view.ts'
import { nameSubject } from './scope.ts'

/**
 * Renders a report as one page that needs nothing else: no network, and no script for anything but comfort. Its policy lets
 * a browser use the style and the script that are in it, by their hashes, and nothing besides.
 */
export function renderHtmlReport(report: DriftReport): string {
  const view = makeView(report)
  const { markup } = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="Content-Security-Policy" content="${POLICY}" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="referrer" content="no-referrer" />
        <meta name="color-scheme" content="light dark" />
        <meta name="generator" content="fbm-gitops" />
        <title>${capitalize(VERDICTS[report.verdict].word)}: ${nameSubject(report, String)}, drift report</title>
        ${verbatim('style', REPORT_STYLE)}
      </head>
      <body class="${isLarge(report) ? 'large' : 'whole'}">
        <a class="skip" href="#main">Skip to the report</a>
        ${renderSummary(report)}${renderNavigation(view)}
        <main id="main" tabindex="-1">
          ${renderCounts(report)}${renderMatrix(report)}${renderFindings(view)}${renderCertificates(report)}${renderParties(view)}
        </main>
        <footer>
          <p>
            Made by fbm-gitops from the repository and
            ${report.scope.kind === 'federation' ? 'the observations in it' : 'the registry of this component'}. Nothing
            in this page was loaded from elsewhere.
          </p>
        </footer>
        ${dataBlock('data', makePageData(view))}${verbatim('script', REPORT_SCRIPT)}
      </body>
    </html>`
  return `${markup}\n`
}

const POLICY = [
  "default-src 'none'",
  `style-src '${hash(REPORT_STYLE)}'`,
  `script-src '${hash(REPORT_SCRIPT)}'`,
  "base-uri 'none'",
  "form-action 'none'",
].join('; ')

function hash(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`
}

function renderNavigation({ report: { findings, members } }: View): Html {
  return html`<nav aria-label="Parts of the report">
    <a href="#counts">Numbers</a> <a href="#matrix">Matrix</a>
    <a href="#findings">Findings (${findings.length})</a>
    ${members.length === 0 ? html`` : html`<a href="#certificates">Certificates</a> `}<a href="#parties"
      >Parties (${members.length})</a
    >
  </nav>`
}

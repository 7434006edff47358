import { parseAlso } from '../../command-line/also.ts'
import type { Invocation } from '../../command-line/invocation.ts'
import type { DriftReport } from '../../domain/report/drift-report.ts'
import type { DocumentFormat } from './command.ts'

type RenderReport = (report: DriftReport) => string

/** Each is loaded only where it is asked for. */
const RENDERERS: Readonly<Record<DocumentFormat, (version: string) => Promise<RenderReport>>> = {
  markdown: async () => (await import('../../render/report/markdown.ts')).renderMarkdownReport,
  html: async () => (await import('../../render/report/html.ts')).renderHtmlReport,
  junit: async () => (await import('../../render/report/junit.ts')).renderJunitReport,
  sarif: async (version) => {
    const { renderSarifReport } = await import('../../render/report/sarif.ts')
    return (report) => renderSarifReport(report, version)
  },
  gitlab: async () => (await import('../../render/report/gitlab.ts')).renderGitlabReport,
  prometheus: async () => (await import('../../render/report/prometheus.ts')).renderPrometheusReport,
}

/** Loads what renders a report in the forms that were asked for. */
export async function loadReportDocuments(
  { command, options }: Invocation,
  version: string,
): Promise<(format: DocumentFormat, report: DriftReport) => string> {
  const asked = [options.format, ...parseAlso(command, options.also).map(({ format }) => format)]
  const loaded = new Map<DocumentFormat, RenderReport>()
  for (const format of asked) {
    if (format !== 'text' && format !== 'json') loaded.set(format, await RENDERERS[format](version))
  }
  return (format, report) => {
    const render = loaded.get(format)
    if (render === undefined) throw new Error(`Nobody asked for ${format}.`)
    return render(report)
  }
}

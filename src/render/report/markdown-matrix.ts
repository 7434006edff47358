import { listCounts } from '../../domain/report/count-cells.ts'
import { CELLS, type DriftReport } from '../../domain/report/drift-report.ts'
import type { MarkdownPart } from '../markdown-fit.ts'
import { label } from './markdown-words.ts'

/** A wider table can't be read on a page. */
const MOST_PARTIES = 20

/** Describes who registered whom as a table, which is shown whole or not at all; nothing for a large federation, and nothing where no cell tells anything. */
export function describeMatrix(report: DriftReport): MarkdownPart {
  const rows =
    report.members.length > MOST_PARTIES || listCounts(report.counts).length === 0 ? [] : [renderMatrix(report)]
  return { head: '', rows, noun: 'matrix', plural: 'matrices' }
}

function renderMatrix({ members, cells, counts }: DriftReport): string {
  const names = members.map(({ name }) => label(name, 30))
  const legend = listCounts(counts).map(([cell]) => `${CELLS[cell].sign} ${CELLS[cell].word}`)
  const rows = cells.flatMap((row, index) => {
    if (members[index]?.observation.state === 'not-asked') return []
    return [[`**${names[index] ?? ''}**`, ...row.map((cell) => CELLS[cell].sign)]]
  })
  return [
    '',
    '### Who has registered whom',
    '',
    `Rows hold, columns are held: ${legend.join(', ')}.`,
    '',
    `| | ${names.join(' | ')} |`,
    `| --- |${' :-: |'.repeat(names.length)}`,
    ...rows.map((row) => `| ${row.join(' | ')} |`),
    '',
  ].join('\n')
}

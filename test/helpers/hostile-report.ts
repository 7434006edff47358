import type { Cell, DriftReport } from '../../src/domain/report/drift-report.ts'
import type { PartyId } from '../../src/domain/party.ts'
import { aDriftReport, aFinding, aMember, REPORTED_REVISION } from './drift-report.ts'

/** Texts that do harm where a page takes them for more than text. Each tries to call `alert`, or to load something. */
export const HOSTILE_TEXTS: readonly string[] = [
  '<script>alert(1)</script>',
  '<img src=x onerror=alert(2)>',
  '"><svg onload=alert(3)>',
  "' autofocus onfocus=alert(4) x='",
  '</script><script>alert(5)</script>',
  '<!--<script>',
  '--></title></style></textarea><script>alert(6)</script>',
  'javascript:alert(7)',
  '<a href="javascript:alert(8)">click</a>',
  '<iframe src="https://example.org/"></iframe>',
  '<link rel=stylesheet href=https://example.org/x.css><style>*{display:none}</style>',
  '<meta http-equiv=refresh content="0;url=https://example.org/">',
  '<base href="https://example.org/"><form action="https://example.org/"><input name=x>',
  '&lt;script&gt;alert(9)&lt;/script&gt;&#60;b&#62;',
  '${alert(10)} `alert(11)` {{alert(12)}}',
  '\u001b]8;;https://example.org/\u0007link\u001b]8;;\u0007\u001b[2J',
  '\u202egnp.exe\u202c \u2066isolate\u2069 \u200bzero\u00adwidth\ufeff',
  'line\u2028separator\u2029paragraph\nfeed\r\u0000nul',
  'lone \ud800 surrogate',
  '__proto__',
  'constructor',
  `${'x'.repeat(300)}`,
  'שלום עולם ‎مرحبا',
  '📁 naïve café ẑ̴̡̀',
]

/** A report in which everything that comes from elsewhere is one of the hostile texts. */
export function aHostileReport(texts: readonly string[] = HOSTILE_TEXTS): DriftReport {
  const revisions = texts.map((text) => ({ ...REPORTED_REVISION, subject: text, author: text }))
  const members = texts.map((text, index) => {
    const { observation, ...member } = aMember(`n${index}`, { name: text, declaredBy: revisions[index] })
    const conditions = [{ type: 'Stalled', status: 'true', reason: text, since: REPORTED_REVISION.time ?? 0 } as const]
    return { ...member, observation: { ...observation, conditions, version: text, family: text } }
  })
  const findings = texts.map((text, index) =>
    aFinding({
      id: index.toString(16).padStart(64, '0'),
      component: members[index],
      party: { id: text as PartyId, name: text },
      message: text,
      remedy: `${text} fbm-gitops reconcile --component '${text}'`,
      place: { file: text, line: 1, column: 1, pointer: `/${text}` },
      declaredBy: revisions[index],
      isNew: true,
    }),
  )
  const cells = members.map((_, row) =>
    members.map((_, column): Cell => (row === column ? 'self' : column % 3 === 0 ? 'different' : 'declared')),
  )
  const first = texts[0] ?? ''
  return aDriftReport({
    federation: texts.join(' '),
    source: first,
    ...(revisions[0] === undefined ? {} : { revision: revisions[0] }),
    members,
    cells,
    findings,
    baseline: {
      file: first,
      madeAt: REPORTED_REVISION.time ?? 0,
      new: findings.length,
      known: 0,
      gone: texts.map((text) => ({ id: text, rule: text, message: text })),
    },
  })
}

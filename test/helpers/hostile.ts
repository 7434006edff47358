import type { DriftReport } from '../../src/domain/report/drift-report.ts'
import type { PartyId } from '../../src/domain/party.ts'
import { NOW } from './builders.ts'
import { aDriftReport, aFinding, aMember, REPORTED_REVISION } from './drift-report.ts'

/** What somebody may write into a name, an id, a commit or an answer of git, to have it mean something where it is shown. */
export const HOSTILE_TEXTS: readonly string[] = [
  // Terminals.
  '\u001b]0;title\u0007\u001b[2J\u001b[31mred\u009b1A\u0090q\u009c',
  'back\b\b\bspace\rreturn\u007f',
  // GitHub, Azure and GitLab read their logs for commands.
  '::set-output name=x::y',
  '  ::add-mask::o',
  '::error file=a,line=1::%0A::warning::x',
  'first\n::stop-commands::x\r\n##[group]y',
  '##[add-mask]o',
  '##vso[task.setvariable variable=x]y',
  'section_start:1560896352:x[collapsed=true]\r\u001b[0Khead\nsection_end:1560896352:x\r\u001b[0K',
  // Markdown and forges.
  'a | b \\| c `d` | |',
  '[link](javascript:alert(1)) ![image](https://example.org/x.png) https://example.org www.example.org',
  '@team #123 !4 GH-5 :x: $a$ [^1] a@example.org',
  'vbscript:x data:text/html,x tel:1 mailto:a xmpp:a',
  'CVE-2024-1 GHSA-abcd-efgh-ijkl',
  '\n# heading\n- item\n/close\n```\n',
  // HTML and XML.
  '<script>alert(1)</script><img src=x onerror=alert(1)>&lt;&#60;&amp;',
  '"\'><svg onload=alert(1)>',
  '--> ]]> <![CDATA[x]]> <?xml version="1.0"?> <!DOCTYPE x [<!ENTITY y SYSTEM "file:///etc/passwd">]> &y;',
  // What XML and Unicode forbid, and what nobody sees.
  'nul\u0000 \ufffe\uffff \ud800 \udc00x \u{1fffe}',
  'line\u2028para\u2029next\u0085end',
  '\u202eright-to-left\u2066isolated\u2069\u200b\u200d\ufeff\u{e0041}',
  // Prometheus, JSON and SARIF.
  'quote" back\\slash \\n \\" newline\n{a="b"} 1',
  '{0} {{1}} [text](0) \\{2}',
  '","x":"y"}],"z":[{"',
  '__proto__',
  '%00%0a%0d %s %n ${{ secrets.X }} ${HOME} $(id) `id`',
  'x'.repeat(5000),
  '🏥 é ü 漢字 ́',
]

/** A report in which a text stands wherever something comes from others. */
export function aHostileReport(text: string): DriftReport {
  const id = text as PartyId
  const revision = { ...REPORTED_REVISION, subject: text, author: text }
  const holder = aMember('r')
  const plain = aMember('a', { name: text, declaredBy: revision })
  const { observation } = plain
  const conditions = [{ type: 'Stalled', status: 'true', reason: text, since: NOW }] as const
  const hostile = aMember('b', {
    id,
    name: text,
    declaredBy: revision,
    observation: { ...observation, state: 'stale', revision: text, version: text, family: text, conditions },
  })
  const party = { id: text, name: text }
  const found = {
    party,
    component: party,
    declaredBy: revision,
    place: { file: text, line: 3, column: 1 },
    message: text,
    remedy: text,
  }
  return aDriftReport({
    federation: text,
    source: text,
    revision,
    members: [holder, plain, hostile],
    cells: [
      ['self', 'declared', 'different'],
      ['missing', 'self', 'excess'],
      ['stale', 'stale', 'self'],
    ],
    counts: { declared: 1, different: 1, missing: 1, excess: 1, stale: 2 },
    findings: [
      aFinding({ ...found, id: '01'.repeat(32), isNew: true }),
      aFinding({
        ...found,
        id: '02'.repeat(32),
        component: undefined,
        party: { id: text, name: 'Somebody' },
        rule: 'certificate-expired',
        isNew: false,
      }),
      aFinding({
        ...found,
        id: '03'.repeat(32),
        component: undefined,
        party: undefined,
        rule: 'declaration',
        isNew: false,
      }),
      aFinding({ ...found, id: '04'.repeat(32), party: undefined, rule: 'observation-stale', isNew: false }),
    ],
    baseline: { file: text, madeAt: NOW, new: 1, known: 3, gone: [{ id: text, rule: text, message: text }] },
  })
}

/** What a runner takes for a command, where it reads a text line by line. */
export const RUNNER_COMMAND: RegExp = /^\s*::\w|##\w*\[|section_(?:start|end):\d+:[^\r\n]*\r/mu

/** What a terminal obeys, or nobody sees; a line feed alone ends a line. */
export const UNSEEN: RegExp = /[^\P{C}\n\u{f0000}-\u{10ffff}\ue000-\uf8ff]|[\u2028\u2029]/u

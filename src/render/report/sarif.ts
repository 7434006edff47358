import { EXIT_CODES } from '../../domain/exit-code.ts'
import type { DriftFinding, DriftReport, PartyRef } from '../../domain/report/drift-report.ts'
import { FINDING_RULES, type RuleTraits } from '../../domain/report/rules.ts'
import { escapeText } from '../../domain/quote.ts'
import type { Json } from '../json.ts'
import { count } from '../words.ts'
import { toUri } from './uri.ts'

const LEVELS = { error: 'error', warning: 'warning', info: 'note' } as const
const RULES = Object.entries(FINDING_RULES)
const RULE_IDS = RULES.map(([id]) => id)

/** A log with more results is not accepted by GitHub. The findings come with the most severe first. */
export const MOST_RESULTS = 25_000

/**
 * Renders the findings as SARIF 2.1.0.
 *
 * @param version - of fbm-gitops
 */
export function renderSarifReport(report: DriftReport, version?: string): string {
  const log = {
    $schema: 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'fbm-gitops', version, rules: RULES.map(toRule) } },
        automationDetails: { id: toCategory(report) },
        columnKind: 'utf16CodeUnits',
        invocations: [toInvocation(report)],
        results: report.findings.slice(0, MOST_RESULTS).map(toResult),
        properties: toProperties(report),
      },
    ],
  }
  return `${JSON.stringify(log, undefined, 2)}\n`
}

/** By it GitHub tells analyses apart: one of a single component must not end the alerts about all others. */
function toCategory({ scope }: DriftReport): string {
  return scope.kind === 'federation' ? 'fbm-gitops/report/' : `fbm-gitops/report/${toUri(scope.party.id)}/`
}

function toRule([id, { title, meaning, severity }]: readonly [id: string, traits: RuleTraits]): Json {
  return {
    id,
    name: title.replace(/[^A-Za-z]+(.)?/g, (_, next?: string) => next?.toUpperCase() ?? ''),
    shortDescription: { text: title },
    fullDescription: { text: meaning },
    defaultConfiguration: { level: LEVELS[severity] },
  }
}

/** The pass was made whatever it found: it fails only where there is no report at all. */
function toInvocation({ exitCode, madeAt, findings }: DriftReport): Json {
  const omitted = findings.length - MOST_RESULTS
  const text = `${count(omitted, 'finding')} of ${findings.length} are not in this file: it holds as many as GitHub accepts.`
  return {
    executionSuccessful: true,
    exitCode,
    exitCodeDescription: EXIT_CODES[exitCode],
    endTimeUtc: new Date(madeAt).toISOString(),
    toolExecutionNotifications: omitted > 0 ? [{ level: 'warning', message: { text } }] : undefined,
  }
}

function toResult(finding: DriftFinding): Json {
  const { id, rule, severity, message, remedy, isNew } = finding
  return {
    ruleId: rule,
    ruleIndex: RULE_IDS.indexOf(rule),
    level: LEVELS[severity],
    message: { text: toMessage(`${message} ${remedy}`.trim()) },
    locations: [toLocation(finding)],
    // GitHub recognises a result by the first alone.
    partialFingerprints: { primaryLocationLineHash: `${id}:1`, 'fbmGitopsFinding/v1': id },
    baselineState: isNew === undefined ? undefined : isNew ? 'new' : 'unchanged',
    properties: toDetails(finding),
  }
}

function toLocation({ place }: DriftFinding): Json {
  const { file, line, column } = place
  return {
    physicalLocation: {
      artifactLocation: { uri: toUri(file) },
      region: { startLine: line, startColumn: column },
    },
  }
}

function toDetails({ component, party, driftClass, expected, actual, since, declaredBy }: DriftFinding): Json {
  return {
    component: component && toParty(component),
    party: party && toParty(party),
    class: driftClass,
    expected,
    actual,
    since: since === undefined ? undefined : new Date(since).toISOString(),
    commit: declaredBy?.id,
    author: declaredBy?.author === undefined ? undefined : escapeText(declaredBy.author),
  }
}

function toParty({ id, name }: PartyRef): Json {
  return { id: escapeText(id), name: escapeText(name) }
}

function toProperties({ federation, profile, scope, revision, verdict, counts, baseline }: DriftReport): Json {
  return {
    federation: escapeText(federation),
    profile,
    scope: scope.kind === 'federation' ? { kind: scope.kind } : { kind: scope.kind, party: toParty(scope.party) },
    commit: revision.id,
    verdict,
    counts,
    baseline: baseline && { new: baseline.new, known: baseline.known, gone: baseline.gone.length },
  }
}

/** A plain message may hold links, `[text](address)`, and places for arguments, `{0}`: neither comes of what others wrote. */
function toMessage(text: string): string {
  return escapeText(text)
    .replaceAll('](', '\\u{5d}(')
    .replace(/\{(\d+)\}/g, '{{$1}}')
}

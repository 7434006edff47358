import { escapeInJson, escapeText, quote } from '../domain/quote.ts'
import type { Notification, NotifiedFinding } from '../domain/watch/notification.ts'
import { writePlace } from '../domain/watch/write-place.ts'
import type { Json } from './json.ts'

/** So many findings are told one by one; of the others the number. */
const MOST_FINDINGS = 20

/** Renders a notification as one line of JSON, described by `schemas/notification.schema.json`. */
export function renderNotification(notification: Notification, host: string): string {
  const { kind, time, about, revision, findings, over } = notification
  const value: Json = {
    schemaVersion: 1,
    kind,
    text: renderNotificationText(notification, host),
    time: new Date(time).toISOString(),
    host: escapeText(host),
    component: escaped(about?.componentId),
    name: escaped(about?.name),
    directory: escaped(about?.directory),
    federation: escaped(about?.federation),
    revision,
    exitCode: about?.exitCode,
    findings: findings.slice(0, MOST_FINDINGS).map(findingToJson),
    moreFindings: Math.max(0, findings.length - MOST_FINDINGS),
    over: [...new Set(over)],
  }
  return `${escapeInJson(JSON.stringify(value))}\n`
}

function findingToJson({ code, party, place = {}, message, remedy }: NotifiedFinding): Json {
  const { file, line, column } = place
  return {
    code,
    party: escaped(party),
    file: escaped(file),
    line,
    column,
    message: escapeText(message),
    remedy: escaped(remedy),
  }
}

/** Says the same in one line of text, for chats. */
function renderNotificationText({ kind, about, findings, over }: Notification, host: string): string {
  const who = about === undefined ? 'the daemon' : quote(about.name ?? about.componentId ?? about.directory)
  const first = findings[0]
  const more = findings.length > 1 ? ` (and ${findings.length - 1} more)` : ''
  const told =
    first === undefined ? `no more ${[...new Set(over)].join(', ')}` : `${pointAt(first)}${quote(first.message)}${more}`
  return `fbm-gitops on ${quote(host)}, ${who}: ${kind}: ${told}`
}

/** A file alone is named by the message, too. */
function pointAt({ place }: NotifiedFinding): string {
  return place?.line === undefined ? '' : `${quote(writePlace(place) ?? '')}: `
}

function escaped(text: string | undefined): string | undefined {
  return text === undefined ? undefined : escapeText(text)
}

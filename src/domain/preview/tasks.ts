import { takesPerson, wordEffects } from '../pass/effect.ts'
import { quote } from '../quote.ts'
import { PROFILES } from '../profiles.ts'
import type { Comparison } from './in-sync.ts'
import type { Preview, PreviewedParty, PreviewTask } from './preview.ts'

/** What tasks are told from. */
export type TaskContext = Pick<Preview, 'parties' | 'members' | 'groups'> & { readonly comparison: Comparison }

/** Finds what only people can do: first what the revision itself lacks, then what is to be done at each member. */
export function findTasks(context: TaskContext): readonly PreviewTask[] {
  return [
    ...announce(context),
    ...list(context),
    ...upgrade(context),
    ...publish(context),
    ...lift(context),
    ...restart(context),
    ...start(context),
    ...leave(context),
  ]
}

function announce({ parties, comparison }: TaskContext): readonly PreviewTask[] {
  return parties.flatMap((party): readonly PreviewTask[] => {
    if (party.kind !== 'new-key' || party.isAnnounced) return []
    const entry = comparison.head.federation.parties.find(({ id }) => id === party.id)
    const where = entry?.replaces.length === 0 ? 'its entry' : 'the list in its entry'
    const text =
      `${quote(party.name)} has a new key, and its entry does not say that it replaces the certificate before: every member that holds that one refuses. ` +
      `Ask its site by telephone whether the key was changed; if so, add the line to ${where} under \`replaces:\`.`
    return [{ kind: 'announce', members: [], text, type: `- '${party.before}'` }]
  })
}

function list({ parties }: TaskContext): readonly PreviewTask[] {
  return parties.flatMap((party): readonly PreviewTask[] => {
    if (party.kind !== 'dropped') return []
    const text = `${quote(party.name)} is gone, but not listed under \`removed:\`: whoever has registered it keeps it, and reports it. If it is to be deleted, add the line there.`
    return [{ kind: 'list', members: [], text, type: `- id: ${party.id}` }]
  })
}

function upgrade({ members, comparison: { base, head } }: TaskContext): readonly PreviewTask[] {
  const { profile } = head.federation
  if (base === undefined || base.federation.profile === profile) return []
  const concerned = members.filter(({ standing }) => standing === 'stays').map(refer)
  const text = `Upgrade it to a Fed-BioMed that serves the profile ${profile} (${PROFILES[profile].summary}). Until then \`reconcile\` ends with 25 and writes nothing.`
  return concerned.length === 0 ? [] : [{ kind: 'upgrade', members: concerned, text, type: undefined }]
}

function publish({ comparison: { head } }: TaskContext): readonly PreviewTask[] {
  const concerned = head.federation.parties.filter(({ certificate }) => certificate === undefined).map(refer)
  const text = 'Publish its certificate: the federation holds no valid one, and until then nobody registers it.'
  const type = 'fbm-gitops publish --component DIR --federation DIR'
  return concerned.length === 0 ? [] : [{ kind: 'publish', members: concerned, text, type }]
}

/** In the words of the brake, without the command at their end. */
function lift({ groups }: TaskContext): readonly PreviewTask[] {
  return groups.flatMap(({ members, flags, findings }): readonly PreviewTask[] => {
    if (flags.length === 0) return []
    const type = ['fbm-gitops reconcile', ...flags].join(' ')
    const brake = findings.find(({ party, remedy }) => party === undefined && remedy.endsWith(type))
    const text = brake?.remedy.slice(0, -type.length).trimEnd() ?? 'Read the plan there. If it is meant:'
    return [{ kind: 'lift', members, text, type }]
  })
}

function restart({ groups }: TaskContext): readonly PreviewTask[] {
  return groups.flatMap(({ members, effects }) =>
    wordEffects(effects.filter(takesPerson)).map((text): PreviewTask => {
      return { kind: 'restart', members, text: `Once it is written: ${text}`, type: undefined }
    }),
  )
}

function start({ members }: TaskContext): readonly PreviewTask[] {
  const concerned = members.filter(({ standing }) => standing === 'joins').map(refer)
  const text = 'Let it reconcile, with the flags that its site uses, or let `fbm-gitops watch` run there.'
  const type = 'fbm-gitops reconcile --component DIR'
  return concerned.length === 0 ? [] : [{ kind: 'start', members: concerned, text, type }]
}

function leave({ members }: TaskContext): readonly PreviewTask[] {
  const concerned = members.filter(({ standing }) => standing === 'removed').map(refer)
  const text = 'It keeps whom it has registered until its site lets it leave.'
  return concerned.length === 0 ? [] : [{ kind: 'leave', members: concerned, text, type: 'fbm-gitops leave' }]
}

function refer({ id, name }: PreviewedParty): PreviewedParty {
  return { id, name }
}

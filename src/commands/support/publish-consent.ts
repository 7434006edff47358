import { READERS } from '../../command-line/flags.ts'
import type { Options } from '../../command-line/options.ts'
import type { Publication } from '../../domain/publication.ts'
import type { World } from '../../io/world/world.ts'
import { renderComparison } from '../../render/publication-question.ts'
import { makePlainStyle } from '../../render/style.ts'

/** Whether a publication may be written. */
export interface Consent {
  readonly isGiven: boolean
  /** Whether the operator has seen, with the question, what is to be compared. */
  readonly wasAsked: boolean
}

/**
 * Lets the operator say whether the site has confirmed the fingerprint: anybody can have written instructions. A component
 * on this machine needs no such word. Without a terminal nobody is asked.
 */
export async function askConsent(world: World, publication: Publication, options: Options): Promise<Consent> {
  const isNeeded = publication.origin === 'instructions' && publication.files.length > 0
  if (!isNeeded || options.yes) return { isGiven: true, wasAsked: false }
  if (READERS[options.format] !== 'people') return { isGiven: false, wasAsked: false }
  const shown = renderComparison(publication, makePlainStyle(world.stderr.columns))
  const answer = await world.ask(`${shown}\nHas the site read exactly these eight groups to you? [y/N] `)
  return { isGiven: /^y(?:es)?$/i.test(answer?.trim() ?? ''), wasAsked: answer !== undefined }
}

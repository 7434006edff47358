/** A part of a document of which some items may be left out where there is too little room. */
export interface FittedSection {
  /** Stands above the items; always whole. */
  readonly head: string
  /** Each ends with a line feed. */
  readonly items: readonly string[]
  /** Says how many items were left out. */
  readonly more: (count: number) => string
}

/** What `more` may take. */
const ROOM_FOR_MORE = 300

/**
 * Joins sections so that they take no more than so many characters: each gets its share of the room, and what one does not need
 * the following ones have. Sections without items are left out.
 */
export function fitSections(sections: readonly FittedSection[], room: number): string {
  const filled = sections.filter(({ items }) => items.length > 0)
  let left = room
  const parts: string[] = []
  for (const [index, section] of filled.entries()) {
    const part = fitSection(section, Math.floor(left / (filled.length - index)))
    parts.push(part)
    left -= part.length
  }
  return parts.join('')
}

function fitSection({ head, items, more }: FittedSection, room: number): string {
  const whole = head + items.join('')
  if (whole.length <= room) return whole
  const shown: string[] = []
  let left = room - head.length - ROOM_FOR_MORE
  for (const item of items) {
    left -= item.length
    if (left < 0) break
    shown.push(item)
  }
  return head + shown.join('') + more(items.length - shown.length)
}

import { quote } from '../../quote.ts'

/** The party that is spoken of. */
export interface PartyFacts {
  readonly name: string
  readonly id: string
}

/** Names a party as people know it, and by its id where that is something else. */
export function who({ name, id }: PartyFacts): string {
  return name === id ? quote(id) : `${quote(name)} (${quote(id)})`
}

/** Names the first ones, and how many more there are. */
export function listNames(names: readonly string[]): string {
  const shown = names.slice(0, 5).map(quote).join(', ')
  return names.length > 5 ? `${shown} and ${names.length - 5} more` : shown
}

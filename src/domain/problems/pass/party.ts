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

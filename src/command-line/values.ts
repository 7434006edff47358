import { FLAGS, type DefaultedFlag, type FlagName } from './flags.ts'
import type { Choices } from './origin.ts'

/** Gives a list of texts as it is, and anything else as an empty one. */
export function listTexts(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((each) => typeof each === 'string') : []
}

/** Reads what was chosen for flags, each in the type of its flag. */
export interface Read {
  readonly text: (name: FlagName) => string | undefined
  /** The text, or the flag's fallback. */
  readonly filled: (name: DefaultedFlag) => string
  readonly choice: <Choice extends string>(name: DefaultedFlag, all: readonly Choice[]) => Choice
  readonly isSet: (name: FlagName) => boolean
  readonly texts: (name: FlagName) => readonly string[]
}

/** Makes what reads the values that were chosen in the types of their flags. */
export function makeRead(choices: Choices): Read {
  const text = (name: FlagName): string | undefined => {
    const { value } = choices[name]
    return typeof value === 'string' ? value : undefined
  }
  const filled = (name: DefaultedFlag): string => text(name) ?? FLAGS[name].fallback
  const choice = <Choice extends string>(name: DefaultedFlag, all: readonly Choice[]): Choice => {
    const found = all.find((each) => each === filled(name))
    if (found === undefined) throw new Error(`--${name} has no fallback among its choices.`)
    return found
  }
  return {
    text,
    filled,
    choice,
    isSet: (name: FlagName): boolean => choices[name].value === true,
    texts: (name: FlagName): readonly string[] => listTexts(choices[name].value),
  }
}

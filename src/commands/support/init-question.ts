import { READERS } from '../../command-line/flags.ts'
import type { Options } from '../../command-line/options.ts'
import { usageError } from '../../command-line/usage.ts'
import { federationError } from '../../errors.ts'
import { CLOSED } from '../../io/world/answer.ts'
import type { World } from '../../io/world/world.ts'

/** One thing that `init` must know. */
export interface Question {
  /** The flag that answers it, with its value, as it is typed. */
  readonly flag: string
  /** What was typed for that flag. */
  readonly typed: string | undefined
  readonly text: string
  /** What an empty answer means, which is asked for nothing where it is shown; without it an answer is needed. */
  readonly fallback?: string
  /** Whether it may stay open without a terminal; `aside`: it does so, too, where nothing else had to be asked. */
  readonly mayStayOpen?: 'without-terminal' | 'aside'
  /** Gives what is wrong with an answer. */
  readonly object?: (answer: string) => Promise<Objection | undefined>
}

interface Objection {
  readonly message: string
  readonly remedy: string
}

/** Asks one question after the other. */
export interface Asker {
  /** Gives the answer: what was typed, else what somebody says at the terminal; `undefined` for one that stays open. */
  answer(question: Question): Promise<string | undefined>
  /** Whether somebody was asked. */
  wasAsked(): boolean
}

const TRIES = 3

/**
 * Makes what asks. Nobody is asked where a program reads the result.
 *
 * @param missing - the flags that are needed where nobody can be asked.
 */
export function makeAsker(world: World, { format }: Options, missing: readonly string[]): Asker {
  let asked = false
  const ask = async (text: string): Promise<string | undefined> => {
    const said = READERS[format] === 'people' ? await world.ask(text) : undefined
    if (said === CLOSED) throw federationError('INIT_UNANSWERED', {})
    asked ||= said !== undefined
    return said?.trim()
  }
  const askUntilGood = async (question: Question): Promise<string | undefined> => {
    const { text, fallback, object, mayStayOpen } = question
    if (mayStayOpen === 'aside' && !asked) return undefined
    for (let tries = 0; tries < TRIES; tries += 1) {
      const said = await ask(text)
      if (said === undefined && mayStayOpen !== undefined) return undefined
      if (said === undefined) throw refuseSilence(missing)
      const answer = said === '' ? fallback : said
      const objection = answer === undefined ? NOTHING_SAID : await object?.(answer)
      if (objection === undefined) return answer
      world.stderr.write(`  ${objection.message} ${objection.remedy}\n`)
    }
    throw federationError('INIT_UNANSWERED', {})
  }
  return {
    answer: async (question) => {
      const { typed, object, flag } = question
      if (typed === undefined) return askUntilGood(question)
      const objection = await object?.(typed)
      if (objection !== undefined) throw usageError(`${flag}: ${objection.message}`, objection.remedy)
      return typed
    },
    wasAsked: () => asked,
  }
}

const NOTHING_SAID: Objection = {
  message: 'An answer is needed.',
  remedy: 'Ctrl-C ends this; nothing is written then.',
}

function refuseSilence(missing: readonly string[]): Error {
  const message = 'There is no terminal to ask at, and not all is said by flags.'
  return usageError(message, `Add: ${missing.join(' ')}`)
}

import { READERS } from '../../command-line/flags.ts'
import type { Options } from '../../command-line/options.ts'
import { usageError } from '../../command-line/usage.ts'
import { federationError } from '../../errors.ts'
import { CLOSED } from '../../io/world/answer.ts'
import type { World } from '../../io/world/world.ts'
import { layOutPrompt } from '../../render/prompt.ts'

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
    const said = READERS[format] === 'people' ? await world.ask(layOutPrompt(text, world.stderr.columns)) : undefined
    if (said === CLOSED) throw federationError('INIT_UNANSWERED', {})
    asked ||= said !== undefined
    return said?.trim()
  }
  const askUntilGood = async (question: Question): Promise<string | undefined> => {
    for (let tries = 0; tries < TRIES; tries += 1) {
      const said = await ask(question.text)
      if (said === undefined) {
        staySilent(question, missing)
        return
      }
      const answer = said === '' ? question.fallback : said
      const objection = await objectTo(answer, question)
      if (objection === undefined) return answer
      world.stderr.write(`  ${objection.message} ${objection.remedy}\n`)
    }
    throw federationError('INIT_UNANSWERED', {})
  }
  return {
    answer: async (question) => {
      const { typed, flag, mayStayOpen } = question
      if (typed === undefined) return mayStayOpen === 'aside' && !asked ? undefined : askUntilGood(question)
      const objection = await objectTo(typed, question)
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

async function objectTo(answer: string | undefined, { object }: Question): Promise<Objection | undefined> {
  return answer === undefined ? NOTHING_SAID : object?.(answer)
}

/** Nobody can be asked. */
function staySilent({ mayStayOpen }: Question, missing: readonly string[]): undefined {
  if (mayStayOpen !== undefined) return undefined
  throw usageError('There is no terminal to ask at, and not all is said by flags.', `Add: ${missing.join(' ')}`)
}

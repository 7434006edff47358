import { quote } from '../domain/quote.ts'
import type { Format } from './flags.ts'
import { formatsOf, type CommandName } from './table.ts'
import { usageError } from './usage.ts'

/** A file that is to hold the result, too, in a form of its own. */
export interface AlsoFile {
  readonly format: Format
  readonly file: string
}

/**
 * Reads what `--also` was given, each as `FORMAT=FILE`.
 *
 * @throws FederationError USAGE (64)
 */
export function parseAlso(command: CommandName, texts: readonly string[]): readonly AlsoFile[] {
  const formats = formatsOf(command)
  return texts.map((text) => {
    const [, word = '', file = ''] = /^([^=]*)=(.*)$/s.exec(text) ?? []
    const format = formats.find((each) => each === word)
    if (format === undefined || file === '') {
      const message = `--also takes FORMAT=FILE, where FORMAT is one of ${formats.join(', ')}, and not '${quote(text)}'.`
      throw usageError(message, 'For example: --also html=report.html')
    }
    return { format, file }
  })
}

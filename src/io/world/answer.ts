/** What is given in place of an answer by somebody who ended the input, by Ctrl-C or Ctrl-D; nobody can type it. */
export const CLOSED = '\u0004'

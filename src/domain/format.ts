/** The forms a result can be given in. */
export type Format = 'text' | 'json'

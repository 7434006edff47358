/** What a site lets its component tell, and where to. */
export interface ObservationOrder {
  /** A file that ends in `.json`, or a directory in which it is called `<id>.json`; absolute. */
  readonly file: string | undefined
  /** Whether it is pushed to the branch `fbm-gitops/observed/<id>`. */
  readonly toBranch: boolean
  readonly validForMs: number
  /** Whether the ids of rows that the federation does not know are told, too. */
  readonly foreignNames: boolean
}

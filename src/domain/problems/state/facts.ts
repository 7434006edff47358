/** A file, for messages and for commands to be typed. */
export interface FileFacts {
  readonly file: string
}

/** A file that belongs to one user, and the user who runs the program. */
export interface OwnerFacts extends FileFacts {
  readonly owner: number
  readonly user: number
}

/** A file, and why it could not be used. */
export interface ReasonFacts extends FileFacts {
  readonly reason: string
}

/** A file of one component that was given for another. */
export interface OwnershipFacts {
  /** The id of the component that was named. */
  readonly id: string
  /** The id of the component that the file belongs to. */
  readonly other: string
}

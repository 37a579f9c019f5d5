/** Something that happened at a step: drawn on every timeline of the run. */
export interface Mark {
  /** What saw it: a detector's id, such as `grokked`. */
  readonly by: string
  readonly step: number
  readonly label: string
  /** How it was computed, in a sentence. */
  readonly about: string
}

/** A detector's card: a pure reducer over scalar series that marks steps. */
export interface DetectorCard {
  readonly id: string
  readonly name: string
  readonly about: string
  readonly reference: string
  /** The series that it watches. */
  readonly watches: readonly string[]
}

/** Something that happened at a step: drawn on every timeline of the run. */
export interface Mark {
  /** What saw it: a detector's id, such as `grokked`. */
  readonly by: string
  readonly step: number
  readonly label: string
  /** How it was computed, in a sentence. */
  readonly about: string
  /** What is known of it where it is a transition of a series; left out where it is a moment. */
  readonly transition?: Transition
}

/** A change of a series from one state to another, as far as it is known. Steps and values are those of the series. */
export interface Transition {
  readonly series: string
  /**
   * Which of the transitions that its detector sees in the run: what is said of it later, when more of it has been seen,
   * comes as a mark of the same `by` and `key` and takes the place of the one before.
   */
  readonly key: string
  /** Holds the onset, which is the step of the mark, with probability `level`; null where the method gives no interval. */
  readonly onset: { readonly low: number; readonly high: number; readonly level: number } | null
  /** The step at which it is over; null while it goes on, and where it has no end. */
  readonly end: number | null
  /** What the series was before its onset and is after its end; null where that is not known. Their difference is its height. */
  readonly before: number | null
  readonly after: number | null
  /** The step at which it was first said: that less the onset is the delay of the detector. */
  readonly seenAt: number
  /** What the detector compares to its threshold, in units of that threshold: at least 1 where it is said. */
  readonly score: number
}

/**
 * Whether a name is that of a mark: the id of the detector that sets it, its label, or the key of the transition, alone (`generalization`)
 * or with the detector's id (`grokking/generalization`).
 */
export function isNamed(
  { by, label, key }: { readonly by: string; readonly label: string; readonly key?: string | undefined },
  name: string,
): boolean {
  // Asked of every transition of very many runs: nothing is made for it.
  if (by === name || label === name) return true
  if (key === undefined) return false
  return key === name || (name.length === by.length + 1 + key.length && name.startsWith(by) && name[by.length] === '/' && name.endsWith(key)) // prettier-ignore
}

/** The names that a mark goes by, each once: those that `isNamed` knows. */
export function namesOfMark({ by, label, key }: Parameters<typeof isNamed>[0]): string[] {
  return [...new Set([by, label, ...(key === undefined ? [] : [key, `${by}/${key}`])])]
}

/** The card that detectors had in older runs; today theirs is that of a probe whose output is an event. */
export interface DetectorCard {
  readonly id: string
  readonly name: string
  readonly about: string
  readonly reference: string
  /** The series that it watches. */
  readonly watches: readonly string[]
}

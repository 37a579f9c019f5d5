/** A point of a series. */
export type Point = readonly [step: number, value: number]

/** What is true of the transition of a series, by a closed definition; steps need not be whole. */
export interface Truth {
  /** The step of a jump; the 5 % point of what rises gradually; the first step at which anything else differs from before. */
  readonly onset: number
  /** The first step at which anything differs: the 0.1 % point of what rises gradually, else the onset. An alarm before it is false. */
  readonly begin: number
  /** The 95 % point of what rises gradually; null where it goes on to the end of the series. */
  readonly end: number | null
  /** What the series is before, but for noise, and what it is after; the same where only its fluctuations change. */
  readonly before: number
  readonly after: number
}

/** A series of which it is known what happens in it: null where nothing does. */
export interface Labelled {
  readonly name: string
  readonly family: string
  readonly points: readonly Point[]
  readonly truth: Truth | null
}

export function heightOf({ before, after }: Truth): number {
  return after - before
}

/** The steps that it takes; null of a jump, and of what has no end. */
export function widthOf({ onset, end }: Truth): number | null {
  return end === null || end <= onset ? null : end - onset
}

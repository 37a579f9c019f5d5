/** Measured values of a scalar series, in the order of their steps. */
export interface Points {
  readonly steps: ArrayLike<number>
  readonly values: ArrayLike<number>
}

/** What is there of a run: its series, each in whole up to the step that it has reached. */
export interface MeasuredRun {
  /** The points of a series; null where it has none. */
  readonly points: (series: string) => Points | null
  /** The last step that was observed. */
  readonly reached: number
}

/** The places of points from a step on and up to one, both included. */
export function placesWithin(
  { steps }: Points,
  from: number,
  to: number,
): { readonly first: number; readonly end: number } {
  return { first: firstBeyond(steps, (step) => step >= from), end: firstBeyond(steps, (step) => step > to) }
}

function firstBeyond(steps: ArrayLike<number>, isBeyond: (step: number) => boolean): number {
  let [low, high] = [0, steps.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if (isBeyond(steps[middle]!)) high = middle
    else low = middle + 1
  }
  return low
}

/**
 * What was measured of a run, as conditions read it. A run has it in memory, a page has it from the store; the same
 * numbers give the same answers. It may hold more than the step in question: what is later is not looked at.
 */
export interface RunHistory {
  /** A scalar series, its steps increasing; null where it has no number. Of a long one the early part may be gone. */
  readonly points: (series: string) => SeriesPoints | null
  /** The steps, increasing, at which it was reported that a series cannot be computed; null where it never was. */
  readonly absences: (series: string) => ArrayLike<number> | null
  /** The steps, increasing, at which an event of this name, a detector's id, a label or the key of a transition, began to be told; null where it never was. */
  readonly events: (name: string) => ArrayLike<number> | null
  /** How near its threshold a detector was, by its id; null where it never told. */
  readonly scores: (detector: string) => SeriesPoints | null
  /** The scalar series that have numbers. */
  readonly names: () => Iterable<string>
}

/** `values[i]` was measured at `steps[i]`. */
export interface SeriesPoints {
  readonly steps: ArrayLike<number>
  readonly values: ArrayLike<number>
}

/** The value of a series at a step: the latest that was measured until then, that step included; null where there is none. */
export function latest(history: RunHistory, series: string, step: number): number | null {
  return latestOf(history.points(series), step)
}

/** The last of some points until a step, that step included; null where there is none. */
export function latestOf(points: SeriesPoints | null, step: number): number | null {
  return points === null ? null : (points.values[countUntil(points.steps, step) - 1] ?? null)
}

/** The latest step before `step` at which one of the series was measured; null where there is none. */
export function measuredBefore(history: RunHistory, series: readonly string[], step: number): number | null {
  let found: number | null = null
  for (const name of series) found = later(found, lastBefore(history.points(name)?.steps, step))
  return found
}

/** The same for the steps at which a series was reported to be absent. */
export function absentBefore(history: RunHistory, series: readonly string[], step: number): number | null {
  let found: number | null = null
  for (const name of series) found = later(found, lastBefore(history.absences(name), step))
  return found
}

export function later(a: number | null, b: number | null): number | null {
  return b === null || (a !== null && a >= b) ? a : b
}

function lastBefore(steps: ArrayLike<number> | null | undefined, step: number): number | null {
  return steps?.[countUntil(steps, step - 1) - 1] ?? null // steps are whole numbers
}

/** How many of the increasing steps are not after `step`: searched from the end, since nearly always the present is asked for. */
export function countUntil(steps: ArrayLike<number>, step: number): number {
  if (steps.length === 0 || steps[steps.length - 1]! <= step) return steps.length
  let after = steps.length - 1
  let stride = 1
  while (after >= stride && steps[after - stride]! > step) {
    after -= stride
    stride *= 2
  }
  let count = Math.max(0, after - stride + 1)
  while (count < after) {
    const middle = (count + after) >> 1
    if (steps[middle]! <= step) count = middle + 1
    else after = middle
  }
  return count
}

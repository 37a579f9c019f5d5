import type { Gap } from '#dashboard/series/gap.ts'
import type { Points } from '#dashboard/series/points.ts'
import { firstAfter } from '#dashboard/series/points.ts'

/**
 * The same points over seconds instead of steps, by a run's own clock (its `elapsed` series), interpolated between
 * the steps at which it was read. Beyond its readings nothing is known, and nothing is drawn.
 */
export function inSeconds(points: Points, clock: Points): Points {
  const seconds = new Float64Array(points.length)
  let known = 0
  for (let i = 0; i < points.length; i++) {
    const at = secondsAt(clock, points.steps[i]!)
    if (at === null) break
    seconds[known++] = at
  }
  return { ...points, length: known, steps: seconds }
}

export function secondsAt(clock: Points, step: number): number | null {
  const after = firstAfter(clock, step)
  if (after === 0) return null
  const from = clock.steps[after - 1]!
  const start = clock.last[after - 1]!
  if (from === step) return start
  if (after >= clock.length) return null
  const share = (step - from) / (clock.steps[after]! - from)
  return start + share * (clock.last[after]! - start)
}

/** The step at which a run's clock stood at so many seconds, or the nearest that its readings reach. */
export function stepAt({ steps, last, length }: Points, seconds: number): number | null {
  const after = last.subarray(0, length).findIndex((at) => at > seconds)
  if (length === 0) return null
  if (after <= 0) return steps[after < 0 ? length - 1 : 0]!
  const share = (seconds - last[after - 1]!) / (last[after]! - last[after - 1]!)
  return steps[after - 1]! + share * (steps[after]! - steps[after - 1]!)
}

/** Stretches of steps in which a probe was away, in seconds of the same clock. */
export function gapsInSeconds(gaps: readonly Gap[], clock: Points): Gap[] {
  return gaps.flatMap(({ from, to }) => {
    const [start, end] = [secondsAt(clock, from), secondsAt(clock, to)]
    return start === null || end === null ? [] : [{ from: start, to: end }]
  })
}

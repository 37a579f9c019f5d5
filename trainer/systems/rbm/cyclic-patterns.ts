import type { States } from './likelihood.ts'

/**
 * Runs of ones at every place of a ring, of two lengths: a quarter of it, and one more. Two patterns a unit, all equally likely, so
 * that their entropy is ln(2 · units) nats, which no machine's loss is below.
 */
export function cyclicPatterns(units: number): States {
  const quarter = Math.ceil(units / 4)
  return [quarter, quarter + 1].flatMap((length) =>
    Array.from({ length: units }, (_, from) =>
      Float64Array.from({ length: units }, (_, i) => Number((i - from + units) % units < length)),
    ),
  )
}

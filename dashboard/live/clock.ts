/** One reading of another machine's clock: ours before and after, theirs in between. */
export interface ClockReading {
  readonly before: number
  readonly theirs: number
  readonly after: number
}

/**
 * How far the hub's clock is ahead of this one, in milliseconds, from the reading with the shortest round trip: its
 * error is at most half of that. Latencies across machines mean nothing without it.
 */
export function clockOffset(readings: readonly ClockReading[]): { offsetMs: number; errorMs: number } | null {
  const best = readings.reduce<ClockReading | null>(
    (least, reading) => (least === null || roundTrip(reading) < roundTrip(least) ? reading : least),
    null,
  )
  if (best === null) return null
  return { offsetMs: best.theirs - (best.before + best.after) / 2, errorMs: roundTrip(best) / 2 }
}

function roundTrip({ before, after }: ClockReading): number {
  return after - before
}

import { catchError, concatMap, defer, EMPTY, map, merge, retry, scan, take, timer, type Observable } from 'rxjs'

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

/**
 * The offset as it becomes better known: a few readings at once, then one every twenty seconds; the best of the last
 * sixteen counts.
 */
export function clockOffsets(theirClock: () => Promise<number>): Observable<ReturnType<typeof clockOffset>> {
  const reading$ = defer(async (): Promise<ClockReading> => {
    const before = Date.now()
    const theirs = await theirClock()
    return { before, theirs, after: Date.now() }
  })
  return merge(timer(0, 150).pipe(take(6)), timer(20_000, 20_000)).pipe(
    concatMap(() =>
      reading$.pipe(
        retry({ count: 2, delay: 1_000 }),
        catchError(() => EMPTY),
      ),
    ),
    scan((known, reading) => [...known.slice(-15), reading], [] as readonly ClockReading[]),
    map(clockOffset),
  )
}

function roundTrip({ before, after }: ClockReading): number {
  return after - before
}

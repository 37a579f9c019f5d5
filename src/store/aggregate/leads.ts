import type { Lead, RunId } from '#src/vocabulary/index.ts'
import { spreadOf } from '#src/statistics/band.ts'

/** When a series first moves in one run, and that run's event. */
export interface Moved {
  readonly run: RunId
  readonly event: number
  readonly moved: number | null
}

/** A series over all runs that have it: when it moves, counted from each run's own event. */
export function leadOf(series: string, runs: readonly Moved[]): Lead {
  const delays = Float64Array.from(runs, ({ event, moved }) => (moved === null ? NaN : moved - event))
  const { center, low, high, n } = spreadOf({ center: 'median', band: 'quartiles', seed: 0 }, runs.length)(delays)
  return { series, n, still: runs.length - n, median: center, low, high, runs }
}

/** Those that move first come first; those that never move last. */
export function inOrderOfMove(leads: readonly Lead[]): Lead[] {
  return leads.toSorted((one, other) => placeOf(one) - placeOf(other) || Number(one.series > other.series) || -1)
}

function placeOf({ median }: Lead): number {
  return Number.isNaN(median) ? Number.MAX_VALUE : median
}

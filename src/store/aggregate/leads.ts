import type { Lead, LeadRun } from '#src/vocabulary/index.ts'
import { spreadOf } from '#src/statistics/band.ts'
import { holm } from '#src/statistics/holm.ts'
import { signTest } from '#src/statistics/sign-test.ts'

/** A series in all runs that have it and the event. */
export interface Moves {
  readonly series: string
  readonly runs: readonly LeadRun[]
}

/** What the moves of each series come to, those that move first first; those that never move last. */
export function leadsOf(all: readonly Moves[]): Lead[] {
  const leads = all.map(leadOf)
  const corrected = holm(leads.map(({ p }) => p))
  return leads.map((lead, i) => ({ ...lead, corrected: corrected[i]! })).toSorted(inOrderOfMove)
}

/** Counted from each run's own event. */
function leadOf({ series, runs }: Moves): Lead {
  const delays = Float64Array.from(runs, ({ event, moved }) => (moved === null ? NaN : moved - event))
  const { center, low, high, n } = spreadOf({ center: 'median', band: 'quartiles', seed: 0 }, runs.length)(delays)
  const [before, after] = [delays.filter((delay) => delay < 0).length, delays.filter((delay) => delay > 0).length]
  const spread = { median: center, low, high }
  return { series, n, still: runs.length - n, ...spread, before, after, p: signTest(before, after), corrected: null, runs } // prettier-ignore
}

function inOrderOfMove(one: Lead, other: Lead): number {
  return placeOf(one) - placeOf(other) || Number(one.series > other.series) || -1
}

function placeOf({ median }: Lead): number {
  return Number.isNaN(median) ? Number.MAX_VALUE : median
}

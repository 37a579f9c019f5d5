import type { Probe } from '#probes/define.ts'
import { watchedBy, type WatchedSeries } from '#probes/detectors/fold.ts'
import { coveredOf, stateFromFacts, type Rhythm } from '#src/run-state/index.ts'
import type { OptionValues } from '#src/vocabulary/index.ts'
import type { RunRecord } from './origin.ts'
import { liveRhythms, ownPart } from './own-part.ts'
import { storedCurves } from './stored-curves.ts'

/** The series of a stored run as a detector is shown them. */
export interface AsSeen {
  /** The options with which the run has it attached; none where it has not. */
  readonly options: OptionValues
  readonly watched: (options: OptionValues) => readonly WatchedSeries[]
}

/**
 * What a detector sees of a stored run: all that its series have, but for what was added between their points because somebody asked for it
 * later. Where the run has it attached, from the step from which it sees them, and of what it sees live what the run itself measured; so what it says of them
 * is what it said in the run.
 */
export function asSeen(record: RunRecord, detector: Probe, probes: readonly Probe[]): AsSeen {
  const { facts, columns, run } = record
  const state = stateFromFacts(facts)
  const standing = state.attached.get(detector.id)
  const isLive = standing?.live ?? false
  const ids = [...new Set([...state.measured.keys(), ...state.filled.keys()])]
  const covered = isLive ? state.measured : new Map(ids.map((id) => [id, coveredOf(state, id)]))
  const rhythms = isLive ? liveRhythms(state.wanted) : firstRhythms(state.wanted)
  const seen = ownPart({ facts, columns }, covered, rhythms, storedCurves({ columns, lastStep: run.steps }, probes))
  const bySeries = new Map(seen.columns.map((column) => [column.series, column]))
  const since = standing?.since ?? 0
  return {
    options: standing?.options ?? {},
    watched: (options) =>
      watchedBy(detector, options).flatMap(({ of, series }) => {
        const column = bySeries.get(series)
        if (column === undefined) return []
        const first = column.steps.findIndex((step) => step >= since)
        return first < 0 ? [] : [{ of, steps: column.steps.subarray(first), values: column.values.subarray(first) }]
      }),
  }
}

/** How each probe measured that has points between, without these. */
function firstRhythms(wanted: ReadonlyMap<string, readonly Rhythm[]>): Map<string, readonly Rhythm[]> {
  const isAdded = ({ denser, added = false }: Rhythm) => denser || added
  const dense = [...wanted].filter(([, rhythms]) => rhythms.some(isAdded))
  return new Map(dense.map(([probe, rhythms]) => [probe, rhythms.filter((rhythm) => !isAdded(rhythm))]))
}

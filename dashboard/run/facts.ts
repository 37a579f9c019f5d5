import {
  added,
  appended,
  finishedMarks,
  foldFacts,
  growingMarks,
  withMark,
  withFact as withKnownFact,
  type RunState as KnownState,
} from '#src/run-state/index.ts'
import type { Envelope, Fact } from '#src/vocabulary/index.ts'
import { gapsLeft } from './fill.ts'
import { UNKNOWN_RUN, type RunState } from './run-state.ts'
import { markOfFact } from './timeline.ts'

/** The facts of a run, read in order, say what its page shows. */
export function stateFromFacts(facts: readonly Envelope<Fact>[]): RunState {
  const timeline = growingMarks(UNKNOWN_RUN.timeline)
  const state = foldFacts(facts, { ...UNKNOWN_RUN, timeline }, withFact)
  finishedMarks(timeline)
  return { ...state, series: [...state.declared.values()] }
}

/** A pure reducer: a fact that was seen already changes nothing. */
export function withFact(before: RunState, fact: Envelope<Fact>): RunState {
  const state = withKnownFact(before, fact)
  if (state === before) return before
  const { report } = fact
  const isKnown = report.type !== 'retuned' || state.attached.has(report.probe)
  const mark = isKnown ? markOfFact(report) : null
  return {
    ...withGaps(withAbsence(state, before, report), before, report),
    series: state.declared === before.declared ? before.series : [...state.declared.values()],
    timeline: mark === null ? before.timeline : withMark(before.timeline, mark),
  }
}

/** A probe that comes back was away since it was detached, or threw; not one that another writer measures. */
function withAbsence(state: RunState, { attached, detached, failed }: KnownState, report: Fact): RunState {
  if (report.type !== 'attached' || state.attached === attached) return state
  const { probe, step } = report
  const left = detached.get(probe) ?? failed.get(probe)?.step
  return left === undefined ? state : { ...state, away: appended(state.away, probe, { from: left, to: step }) }
}

/** Kept as it was where nothing changed, so that nothing is drawn again for it. */
function withGaps(state: RunState, before: RunState, report: Fact): RunState {
  if (report.type !== 'attached' && report.type !== 'filled' && report.type !== 'unfilled') return state
  const { probe } = report
  if (state.away === before.away && state.fills === before.fills) return state
  const gaps = gapsLeft(state.away.get(probe) ?? [], state.fills.get(probe) ?? [])
  return gaps.length === 0 && !state.gaps.has(probe) ? state : { ...state, gaps: added(state.gaps, probe, gaps) }
}

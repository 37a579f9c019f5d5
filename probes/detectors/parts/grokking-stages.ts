import type { OptionValues } from '#src/vocabulary/index.ts'
import { allOf, NOTHING_SEEN, seenAlso, type NearAndFar } from '#probes/maths/detection/near-and-far.ts'
import { clearCrossing } from '#probes/maths/detection/clear-crossing.ts'
import { riseOf } from '#probes/maths/detection/rise-unaided.ts'
import { logisticRise } from '#probes/maths/detection/rise-shapes.ts'
import { median } from '#probes/maths/detection/robust.ts'
import type { Seen, Sighting } from '../define.ts'
import { held, NOT_HELD, type Hold } from './hold.ts'
import { nearness } from './nearness.ts'

/** How far a run has come, and what is kept of its two accuracies to place the stages by. */
export interface Grokking {
  readonly stage: 'learning' | 'plateau' | 'generalizing' | 'cleaning' | 'over'
  readonly train: NearAndFar
  readonly test: NearAndFar
  readonly hold: Hold
  /** Of the stage that goes on: where it began, the test accuracy at memorization, and what was said of it. */
  readonly plateau: Seen | null
  readonly generalization: Seen | null
}

export const NOT_BEGUN: Grokking = {
  ...{ stage: 'learning', train: NOTHING_SEEN, test: NOTHING_SEEN, hold: NOT_HELD },
  ...{ plateau: null, generalization: null },
}

const LEVEL = 0.9

export function dissected(state: Grokking, { of, step, value }: Sighting, options: OptionValues) {
  if (!Number.isFinite(value) || state.stage === 'over') return { state, seen: [] }
  if (of === 'train') return state.stage === 'learning' ? learning(state, step, value, options) : { state, seen: [] }
  const now = { ...state, test: seenAlso(state.test, step, value) }
  if (state.stage === 'plateau') return waiting(now, step, value, options)
  if (state.stage === 'generalizing') return rising(now, step, value, options)
  if (state.stage === 'cleaning') return cleaning(now, step, value, options)
  return { state: now, seen: [] }
}

/** Until train accuracy stays at the threshold; where test accuracy came along, this is no grokking. */
function learning(state: Grokking, step: number, value: number, options: OptionValues) {
  const train = seenAlso(state.train, step, value)
  const hold = held(state.hold, step, value >= Number(options.memorized))
  const near = value / Number(options.memorized)
  if (hold.count < Number(options.hold)) return { state: { ...state, train, hold }, seen: [], ...nearness(near) }
  const recent = state.test.near.values.slice(-5)
  // Before test accuracy was measured at all, nothing can be said of it.
  if (recent.length === 0) return { state: { ...state, train, hold }, seen: [] }
  const level = median(recent)
  if (level >= halfway(train.far.values[0]!, 1) || level >= 0.5)
    return { state: { ...NOT_BEGUN, stage: 'over' as const }, seen: [] }
  const beganSo = train.far.values[0]! >= Number(options.memorized)
  const memorization = beganSo
    ? []
    : [
        riseSeen('memorization', train, hold, step, options, {
          label: 'Memorization',
          about: `Train accuracy has reached ${options.memorized} for ${options.hold} points, test accuracy being ${digits(level)}`,
        }),
      ]
  const plateau: Seen = {
    step: hold.since,
    label: 'Plateau',
    about: `Train accuracy is ${options.memorized} or more from step ${hold.since} on, test accuracy ${digits(level)}`,
    transition: {
      series: String(options.test),
      key: 'plateau',
      onset: { ...bracketOf(train.near.steps, hold.since), level: LEVEL },
      ...{ end: null, before: level, after: null, seenAt: step, score: 1 },
    },
  }
  const next = { ...state, train: NOTHING_SEEN, hold: NOT_HELD, stage: 'plateau' as const, plateau }
  return { state: next, seen: [...memorization, plateau], ...nearness(near, true) }
}

/** Until test accuracy stays above the middle between its level and 1. */
function waiting(state: Grokking, step: number, value: number, options: OptionValues) {
  const plateau = state.plateau!
  const middle = halfway(plateau.transition!.before!, 1)
  const hold = held(state.hold, step, value >= middle)
  if (hold.count < Number(options.hold)) return { state: { ...state, hold }, seen: [], ...nearness(value / middle) }
  const mark = riseSeen('generalization', state.test, hold, step, options, {
    label: 'Generalization',
    about: `Test accuracy is ${digits(middle)} or more from step ${hold.since} on, after train accuracy had reached ${options.memorized} at step ${plateau.step}`,
  })
  const ended = endedAt(plateau, mark)
  const next = { ...state, hold: NOT_HELD, stage: 'generalizing' as const, plateau: ended, generalization: mark }
  return { state: next, seen: [ended, mark], ...nearness(value / middle, true) }
}

/** Until it stays at the threshold, or the rise is past its end: then the onset is final. */
function rising(state: Grokking, step: number, value: number, options: OptionValues) {
  const hold = held(state.hold, step, value >= Number(options.generalized))
  const near = value / Number(options.generalized)
  if (hold.count < Number(options.hold)) return { state: { ...state, hold }, seen: [], ...nearness(near) }
  const { seenAt, score } = state.generalization!.transition!
  const about = `Test accuracy is ${options.generalized} or more for ${options.hold} points from step ${hold.since} on, after train accuracy had reached ${options.memorized} at step ${state.plateau!.step}`
  const fitted = riseSeen('generalization', state.test, hold, step, options, { label: 'Generalization', about })
  const transition = { ...fitted.transition!, seenAt, score, end: hold.since }
  const mark = { ...fitted, step: Math.min(fitted.step, seenAt), transition }
  const ended = endedAt(state.plateau!, mark)
  const next = { ...state, hold: NOT_HELD, stage: 'cleaning' as const, plateau: ended, generalization: mark }
  return { state: next, seen: [ended, mark], ...nearness(near, true) }
}

function cleaning(state: Grokking, step: number, value: number, options: OptionValues) {
  const hold = held(state.hold, step, value >= Number(options.clean))
  const near = value / Number(options.clean)
  if (hold.count < Number(options.hold)) return { state: { ...state, hold }, seen: [], ...nearness(near) }
  const mark: Seen = {
    step: hold.since,
    label: 'Clean-up end',
    about: `Test accuracy is ${options.clean} or more for ${options.hold} points from step ${hold.since} on`,
    transition: {
      series: String(options.test),
      key: 'clean-up',
      onset: { ...bracketOf(state.test.near.steps, hold.since), level: LEVEL },
      ...{ end: hold.since, before: state.generalization!.transition!.before, after: value, seenAt: step, score: 1 },
    },
  }
  return { state: { ...NOT_BEGUN, stage: 'over' as const }, seen: [mark], ...nearness(near, true) }
}

/** A rise of an accuracy, placed by what is kept of it. */
function riseSeen(
  key: 'memorization' | 'generalization',
  kept: NearAndFar,
  hold: Hold,
  step: number,
  options: OptionValues,
  words: Pick<Seen, 'label' | 'about'>,
): Seen {
  const points = allOf(kept)
  const { onset: found, low, high, before } = placed(points, hold, key === 'memorization' ? points.values[0]! : null)
  const onset = Math.min(found, step)
  return {
    ...words,
    step: onset,
    transition: {
      series: String(options[key === 'memorization' ? 'train' : 'test']),
      key,
      onset: { low: Math.min(low, onset), high: Math.min(step, Math.max(high, onset)), level: LEVEL },
      end: key === 'memorization' ? hold.since : null,
      before,
      after: median(points.values.slice(-hold.count)),
      seenAt: step,
      score: 1,
    },
  }
}

/** Of a rise to 1: read from the points where they are smooth, else fitted; where neither is possible, the first point of the hold. */
function placed(points: ReturnType<typeof allOf>, { since }: Hold, first: number | null) {
  const until = points.steps.findIndex((step) => step >= since)
  const quiet = points.values.slice(0, Math.max(1, Math.min(30, until)))
  const before = first ?? median(quiet)
  const start = points.steps[0]!
  const crossing = clearCrossing(points, before, 1)
  if (crossing !== null) return { onset: crossing.step, low: crossing.low, high: crossing.high, before }
  const fit = riseOf(points, points.strides, logisticRise, LEVEL)
  if (fit === null || !(fit.height > 0) || fit.onset > since)
    return { onset: since, ...bracketOf(points.steps, since), before }
  const onset = Math.max(start, Math.round(fit.onset))
  return { onset, low: Math.max(start, fit.low), high: Math.max(start, fit.high), before: Math.max(0, fit.before) }
}

function endedAt(plateau: Seen, { step, transition }: Seen): Seen {
  // An onset that is estimated earlier than memorization leaves a plateau of no length.
  const end = Math.max(plateau.step, step)
  return { ...plateau, transition: { ...plateau.transition!, end, after: transition!.before } }
}

/** From after the last point before a step to that step. */
function bracketOf(steps: readonly number[], since: number): { low: number; high: number } {
  const before = steps.filter((step) => step < since).at(-1)
  return { low: before === undefined ? since : before + 1, high: since }
}

function halfway(from: number, to: number): number {
  return from + (to - from) / 2
}

function digits(value: number): string {
  return String(Number(value.toPrecision(3)))
}

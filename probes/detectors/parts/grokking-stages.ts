import type { OptionValues } from '#src/vocabulary/index.ts'
import { allOf, NOTHING_SEEN, seenAlso, type NearAndFar } from '#probes/maths/detection/near-and-far.ts'
import { riseOf } from '#probes/maths/detection/rise-unaided.ts'
import { logisticRise } from '#probes/maths/detection/rise-shapes.ts'
import { median } from '#probes/maths/detection/robust.ts'
import type { Seen, Sighting } from '../define.ts'
import { held, NOT_HELD, type Hold } from './hold.ts'

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
  if (hold.count < Number(options.hold)) return { state: { ...state, train, hold }, seen: [] }
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
      onset: { ...bracket(train, hold.since), level: LEVEL },
      ...{ end: null, before: level, after: null, seenAt: step, score: 1 },
    },
  }
  const next = { ...state, train: NOTHING_SEEN, hold: NOT_HELD, stage: 'plateau' as const, plateau }
  return { state: next, seen: [...memorization, plateau] }
}

/** Until test accuracy stays above the middle between its level and 1. */
function waiting(state: Grokking, step: number, value: number, options: OptionValues) {
  const plateau = state.plateau!
  const middle = halfway(plateau.transition!.before!, 1)
  const hold = held(state.hold, step, value >= middle)
  if (hold.count < Number(options.hold)) return { state: { ...state, hold }, seen: [] }
  const mark = riseSeen('generalization', state.test, hold, step, options, {
    label: 'Generalization',
    about: `Test accuracy has risen beyond ${digits(middle)}, after train accuracy had reached ${options.memorized} at step ${plateau.step}`,
  })
  const ended = endedAt(plateau, mark)
  const next = { ...state, hold: NOT_HELD, stage: 'generalizing' as const, plateau: ended, generalization: mark }
  return { state: next, seen: [ended, mark] }
}

/** Until it stays at the threshold, or the rise is past its end: then the onset is final. */
function rising(state: Grokking, step: number, value: number, options: OptionValues) {
  const hold = held(state.hold, step, value >= Number(options.generalized))
  if (hold.count < Number(options.hold)) return { state: { ...state, hold }, seen: [] }
  const { seenAt, score } = state.generalization!.transition!
  const about = `Test accuracy has reached ${options.generalized} for ${options.hold} points, after train accuracy had reached ${options.memorized} at step ${state.plateau!.step}`
  const fitted = riseSeen('generalization', state.test, hold, step, options, { label: 'Generalization', about })
  const transition = { ...fitted.transition!, seenAt, score, end: hold.since }
  const mark = { ...fitted, step: Math.min(fitted.step, seenAt), transition }
  const ended = endedAt(state.plateau!, mark)
  const next = { ...state, hold: NOT_HELD, stage: 'cleaning' as const, plateau: ended, generalization: mark }
  return { state: next, seen: [ended, mark] }
}

function cleaning(state: Grokking, step: number, value: number, options: OptionValues) {
  const hold = held(state.hold, step, value >= Number(options.clean))
  if (hold.count < Number(options.hold)) return { state: { ...state, hold }, seen: [] }
  const mark: Seen = {
    step: hold.since,
    label: 'Clean-up end',
    about: `Test accuracy is ${options.clean} or more for ${options.hold} points from step ${hold.since} on`,
    transition: {
      series: String(options.test),
      key: 'clean-up',
      onset: { ...bracket(state.test, hold.since), level: LEVEL },
      ...{ end: hold.since, before: state.generalization!.transition!.before, after: value, seenAt: step, score: 1 },
    },
  }
  return { state: { ...NOT_BEGUN, stage: 'over' as const }, seen: [mark] }
}

/** A rise of an accuracy with its onset fitted to what is kept of it. */
function riseSeen(
  key: string,
  kept: NearAndFar,
  hold: Hold,
  step: number,
  options: OptionValues,
  words: Pick<Seen, 'label' | 'about'>,
): Seen {
  const points = allOf(kept)
  const fit = riseOf(points, points.strides, logisticRise, LEVEL)
  const first = points.steps[0]!
  const isUsable = fit !== null && fit.height > 0 && fit.onset <= hold.since
  const onset = isUsable
    ? { low: Math.max(first, fit.low), high: Math.max(first, Math.min(step, fit.high)) }
    : bracket(kept, hold.since)
  const start = isUsable ? Math.max(first, Math.round(fit.onset)) : hold.since
  const settled = points.values.slice(-hold.count)
  return {
    ...words,
    step: start,
    transition: {
      series: String(options[key === 'memorization' ? 'train' : 'test']),
      key,
      onset: { ...onset, level: LEVEL },
      end: key === 'memorization' ? hold.since : null,
      before: isUsable ? Math.max(0, fit.before) : points.values[0]!,
      after: median(settled),
      seenAt: step,
      score: 1,
    },
  }
}

function endedAt(plateau: Seen, { step, transition }: Seen): Seen {
  // An onset that is estimated earlier than memorization leaves a plateau of no length.
  const end = Math.max(plateau.step, step)
  return { ...plateau, transition: { ...plateau.transition!, end, after: transition!.before } }
}

/** From after the last point before a step to that step. */
function bracket({ near }: NearAndFar, since: number): { low: number; high: number } {
  const before = near.steps.filter((step) => step < since).at(-1)
  return { low: before === undefined ? since : before + 1, high: since }
}

function halfway(from: number, to: number): number {
  return from + (to - from) / 2
}

function digits(value: number): string {
  return String(Number(value.toPrecision(3)))
}

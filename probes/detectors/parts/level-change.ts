import type { OptionValues } from '#src/vocabulary/index.ts'
import { gradualOnset } from '#probes/maths/detection/gradual-change.ts'
import { NO_PAST, wholeOf, withPast, type LongPast } from '#probes/maths/detection/long-past.ts'
import type { Points } from '#probes/maths/detection/points.ts'
import { onsetOf, stepPosterior, type StepPosterior } from '#probes/maths/detection/step-posterior.ts'
import { transformed, type Transform } from '#probes/maths/detection/transforms.ts'
import type { Detection, Seen } from '../define.ts'
import { inOrder } from './in-order.ts'

/** What alarms: a pure reducer over the values on the scale that the options say. */
export interface Alarm<A> {
  readonly initial: A
  /** The score is what it compares to its threshold, in units of that: from 1 it alarms. */
  readonly next: (alarm: A, value: number, options: OptionValues) => { readonly alarm: A; readonly score: number }
  /** The lag-1 correlation of the noise, as far as it knows. */
  readonly correlation: (alarm: A, options: OptionValues) => number
}

interface State<A> {
  readonly past: LongPast
  readonly alarm: A
  readonly said: number
  readonly open: { readonly seenAt: number; readonly score: number; readonly correlation: number; readonly since: number } | null // prettier-ignore
}

/** Points that a change is placed among, and how many more are waited for before its place is final. */
const WINDOW = 200
const SETTLED = 24
const LEVEL = 0.9

/** On the card of each: how its changes are placed, and of which the interval holds. */
export const HOW_PLACED =
  'Onset: posterior over the place of one step among the last 200 points, with the stretch that holds nearest to 90 %. Where a broken ' +
  'line or a logistic function, fitted to these and every sixth of 480 points before them, does better, that of its posterior, and where ' +
  'neither form is likelier by e³ an interval that holds those of both. Said again 24 points after the alarm'
export const HOLDS_FOR =
  'The interval holds for a step, and for a rise or fall along a straight line or a logistic function of the step: what begins more slowly, as ' +
  'in the logarithm of the step, has its onset before. In the warm-up nothing is seen, which of a series with few points may be most of it: ask for fewer there. ' +
  'Most false alarms come soon after it: of cusum 3 in 10⁵ points of series of 200, as an average over noise with and without correlation and heavy tails'

/** Changes of level: said when it alarms, and once more when some points have followed, with what they tell of the place. Then all begins anew. */
export function levelChanges<A>(name: string, alarming: Alarm<A>): Detection {
  return inOrder<State<A>>({
    initial: () => ({ past: NO_PAST, alarm: alarming.initial, said: 0, open: null }),
    next: (state, { step, value }, options) => {
      const scaled = transformed(value, options.transform as Transform, Number(options.examples))
      if (!Number.isFinite(scaled) || (state.open === null && state.said >= Number(options.most)))
        return { state, seen: [] }
      const past = withPast(state.past, step, value, WINDOW)
      const { alarm, score } = alarming.next(state.alarm, scaled, options)
      if (state.open !== null) {
        const since = state.open.since + 1
        if (since < SETTLED) return { state: { ...state, past, alarm, open: { ...state.open, since } }, seen: [] }
        const { mark, from } = placed(name, past, state.open, state.said, options)
        return { state: { ...state, past: cut(past, from), alarm, open: null }, seen: [mark] }
      }
      if (score < 1) return { state: { ...state, past, alarm }, seen: [], score: Math.max(0, score) }
      const said = state.said + 1
      const open = { seenAt: step, score, correlation: alarming.correlation(state.alarm, options), since: 0 }
      const { mark, from } = placed(name, past, open, said, options)
      const restarted = scaledOf(cut(past, from).near, options).reduce((one, x) => alarming.next(one, x, options).alarm, alarming.initial) // prettier-ignore
      return { state: { past, alarm: restarted, said, open }, seen: [mark], score }
    },
  }) as Detection
}

function placed<A>(
  name: string,
  past: LongPast,
  open: NonNullable<State<A>['open']>,
  said: number,
  options: OptionValues,
) {
  const points = past.near
  // What is seen has begun: a change that goes on is none that began later.
  const seen = points.steps.findLastIndex((step) => step <= open.seenAt)
  const posterior = stepPosterior(scaledOf(points, options), open.correlation, LEVEL, seen)
  const from = posterior?.index ?? points.steps.length - 1
  const { step, onset } =
    posterior === null ? { step: open.seenAt, onset: null } : onsetFrom(past, posterior, open, options)
  const before = meanOf(points.values.slice(0, from))
  const after = meanOf(points.values.slice(from))
  const mark: Seen = {
    step: Math.min(step, open.seenAt),
    label: (after ?? 0) > (before ?? 0) ? 'Rise' : 'Fall',
    about: `${name}: '${options.of}' went from ${digits(before)} to ${digits(after)}; seen at step ${open.seenAt}`,
    transition: {
      series: String(options.of),
      key: String(said),
      onset,
      end: null,
      before,
      after,
      seenAt: open.seenAt,
      score: open.score,
    },
  }
  return { mark, from }
}

/** Of a step, or of what takes its time: what is seen has begun. */
function onsetFrom<A>(
  past: LongPast,
  posterior: StepPosterior,
  { seenAt, correlation }: NonNullable<State<A>['open']>,
  options: OptionValues,
) {
  const { steps, values, gaps } = wholeOf(past)
  const scaled = scaledOf({ steps, values }, options)
  const gradual = gradualOnset({ places: steps, values: scaled, gaps, correlation: Math.max(0, correlation) }, LEVEL)
  const stepped = onsetOf(past.near, posterior, LEVEL)
  if (gradual === null) return stepped
  const begins = Math.max(steps[0]!, Math.min(seenAt, Math.round(gradual.onset)))
  const step = gradual.isClear ? begins : stepped.step
  const [low, high] = gradual.isClear
    ? [gradual.low, gradual.high]
    : [Math.min(gradual.low, stepped.onset.low), Math.max(gradual.high, stepped.onset.high)]
  return { step, onset: { low: Math.min(low, step), high: Math.max(high, step), level: LEVEL } }
}

function scaledOf({ values }: Points, options: OptionValues): number[] {
  return values.map((value) => transformed(value, options.transform as Transform, Number(options.examples)))
}

/** What came from a point on, which nothing came before. */
function cut({ near: { steps, values } }: LongPast, from: number): LongPast {
  return { ...NO_PAST, near: { steps: steps.slice(from), values: values.slice(from) } }
}

function meanOf(values: readonly number[]): number | null {
  const mean = values.reduce((sum, value) => sum + value / values.length, 0)
  return values.length > 0 && Number.isFinite(mean) ? mean : null
}

function digits(value: number | null): string {
  return value === null ? 'an unknown level' : String(Number(value.toPrecision(4)))
}

import type { OptionValues } from '#src/vocabulary/index.ts'
import { NO_POINTS, withPoint, type Points } from '#probes/maths/detection/points.ts'
import { onsetOf, stepPosterior } from '#probes/maths/detection/step-posterior.ts'
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
  readonly points: Points
  readonly alarm: A
  readonly said: number
  readonly open: { readonly seenAt: number; readonly score: number; readonly correlation: number; readonly since: number } | null // prettier-ignore
}

/** Points that a change is placed among, and how many more are waited for before its place is final. */
const WINDOW = 200
const SETTLED = 24
const LEVEL = 0.9

/** Changes of level: said when it alarms, and once more when some points have followed, with what they tell of the place. Then all begins anew. */
export function levelChanges<A>(name: string, alarming: Alarm<A>): Detection {
  return inOrder<State<A>>({
    initial: () => ({ points: NO_POINTS, alarm: alarming.initial, said: 0, open: null }),
    next: (state, { step, value }, options) => {
      const scaled = transformed(value, options.transform as Transform, Number(options.examples))
      if (!Number.isFinite(scaled) || (state.open === null && state.said >= Number(options.most)))
        return { state, seen: [] }
      const points = withPoint(state.points, step, value, WINDOW)
      const { alarm, score } = alarming.next(state.alarm, scaled, options)
      if (state.open !== null) {
        const since = state.open.since + 1
        if (since < SETTLED) return { state: { ...state, points, alarm, open: { ...state.open, since } }, seen: [] }
        const { mark, from } = placed(name, points, state.open, state.said, options)
        return { state: { ...state, points: cut(points, from), alarm, open: null }, seen: [mark] }
      }
      if (score < 1) return { state: { ...state, points, alarm }, seen: [], score: Math.max(0, score) }
      const said = state.said + 1
      const open = { seenAt: step, score, correlation: alarming.correlation(state.alarm, options), since: 0 }
      const { mark, from } = placed(name, points, open, said, options)
      const restarted = scaledOf(cut(points, from), options).reduce((one, x) => alarming.next(one, x, options).alarm, alarming.initial) // prettier-ignore
      return { state: { points, alarm: restarted, said, open }, seen: [mark], score }
    },
  }) as Detection
}

function placed<A>(
  name: string,
  points: Points,
  open: NonNullable<State<A>['open']>,
  said: number,
  options: OptionValues,
) {
  // What is seen has begun: a change that goes on is none that began later.
  const seen = points.steps.findLastIndex((step) => step <= open.seenAt)
  const posterior = stepPosterior(scaledOf(points, options), open.correlation, LEVEL, seen)
  const from = posterior?.index ?? points.steps.length - 1
  const { step, onset } = posterior === null ? { step: open.seenAt, onset: null } : onsetOf(points, posterior, LEVEL)
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

function scaledOf({ values }: Points, options: OptionValues): number[] {
  return values.map((value) => transformed(value, options.transform as Transform, Number(options.examples)))
}

function cut({ steps, values }: Points, from: number): Points {
  return { steps: steps.slice(from), values: values.slice(from) }
}

function meanOf(values: readonly number[]): number | null {
  const mean = values.reduce((sum, value) => sum + value / values.length, 0)
  return values.length > 0 && Number.isFinite(mean) ? mean : null
}

function digits(value: number | null): string {
  return value === null ? 'an unknown level' : String(Number(value.toPrecision(4)))
}

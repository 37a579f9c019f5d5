import type { OptionValues } from '#src/vocabulary/index.ts'
import { NO_PAST, wholeOf, withPast, type LongPast } from '#probes/maths/detection/long-past.ts'
import { NO_STRETCH, stretchedBy, type Points, type Stretch } from '#probes/maths/detection/points.ts'
import { transformed, type Transform } from '#probes/maths/detection/transforms.ts'
import type { Detection, Seen } from '../define.ts'
import { cusumAlarm } from './cusum-alarm.ts'
import { inOrder } from './in-order.ts'

/** What a fit says of a change, in steps and values of the series. */
export interface Change {
  readonly onset: number
  readonly low: number
  readonly high: number
  readonly end: number
  readonly before: number
  readonly after: number
  /** How it was fitted, in words. */
  readonly how: string
}

/** The points about a change, on the scale that the options say; `gaps` counts points, those left out as well. */
export interface Surroundings extends Points {
  readonly gaps: readonly number[]
  readonly correlation: number
}

type Fit = (points: Surroundings, options: OptionValues) => Change | null

interface State {
  readonly before: LongPast
  readonly alarm: typeof cusumAlarm.initial
  readonly said: number
  readonly open: Open | null
}

interface Open {
  readonly seenAt: number
  readonly score: number
  readonly correlation: number
  readonly after: Stretch
  /** Points after the alarm at which it is fitted next. */
  readonly due: number
  readonly fits: number
}

/** The last points kept from before the alarm, and those after it; between fits their number grows by a half; it is over so many points after it is quiet. */
const NEAR = 120
const AFTER = 160
const FIRST_FIT = 8
const SETTLED = 20
const LONGEST = 20_000
export const LEVEL = 0.9

/**
 * Changes that are fitted: said when the sums alarm, once more when half of the change is seen, and last when it is over and points enough have
 * followed. Then all begins anew.
 */
export function fittedChanges(name: string, fit: Fit): Detection {
  return inOrder<State>({
    initial: () => ({ before: NO_PAST, alarm: cusumAlarm.initial, said: 0, open: null }),
    next: (state, { step, value }, options) => {
      const scaled = transformed(value, options.transform as Transform, Number(options.examples))
      if (!Number.isFinite(scaled) || (state.open === null && state.said >= Number(options.most)))
        return { state, seen: [] }
      if (state.open !== null) return followed(name, fit, state, state.open, step, value, options)
      const before = withPast(state.before, step, value, NEAR)
      const { alarm, score } = cusumAlarm.next(state.alarm, scaled, options)
      if (score < 1) return { state: { ...state, before, alarm }, seen: [], score }
      const correlation = Math.max(0, cusumAlarm.correlation(state.alarm, options))
      const open = { seenAt: step, score, correlation, after: NO_STRETCH, due: FIRST_FIT, fits: 0 }
      const said = state.said + 1
      const change = fit(surroundings(before, open), options)
      return {
        state: { before, alarm, said, open },
        seen: [markOf(name, change, open, step, said, options, false)],
        score,
      }
    },
  }) as Detection
}

function followed(
  name: string,
  fit: Fit,
  state: State,
  open: Open,
  step: number,
  value: number,
  options: OptionValues,
) {
  const after = stretchedBy(open.after, step, value, AFTER)
  if (after.seen < open.due) return { state: { ...state, open: { ...open, after } }, seen: [] }
  const due = Math.ceil(after.seen * 1.5)
  const change = fit(surroundings(state.before, { ...open, after }), options)
  const isOver = after.seen >= LONGEST || (change !== null && isFollowed(after, quietFrom(change)))
  if (isOver) {
    const mark = markOf(name, change, open, step, state.said, options, change !== null && change.end <= step)
    // What came after the change is what the next one is judged by.
    const rest = after.steps.flatMap((at, i) => (change === null || at > quietFrom(change) ? [i] : []))
    const before = rest.reduce((past, i) => withPast(past, after.steps[i]!, after.values[i]!, NEAR), NO_PAST)
    return { state: { ...state, before, alarm: restarted(wholeOf(before), options), open: null }, seen: [mark] }
  }
  const isHalf = change !== null && open.fits === 0 && (change.onset + change.end) / 2 <= step && after.seen >= SETTLED
  const next = { ...state, open: { ...open, after, due, fits: open.fits + Number(isHalf) } }
  return { state: next, seen: isHalf ? [markOf(name, change, open, step, state.said, options, false)] : [] }
}

/** What rises ever more slowly has a twentieth of its height left at its end: half a width later, next to nothing. */
function quietFrom({ onset, end }: Change): number {
  return end + (end - onset) / 2
}

function isFollowed({ steps, stride }: Stretch, quiet: number): boolean {
  return steps.filter((step) => step > quiet).length * stride >= SETTLED
}

function restarted({ values }: Points, options: OptionValues) {
  return values
    .map((value) => transformed(value, options.transform as Transform, Number(options.examples)))
    .reduce((alarm, scaled) => cusumAlarm.next(alarm, scaled, options).alarm, cusumAlarm.initial)
}

function surroundings(before: LongPast, { after, correlation }: Open): Surroundings {
  const past = wholeOf(before)
  return {
    steps: [...past.steps, ...after.steps],
    values: [...past.values, ...after.values],
    gaps: [...past.gaps, ...after.steps.map((_, i) => (i === 0 ? 1 : after.stride))],
    correlation,
  }
}

/** Its onset lies before the step at which this is said; where there is little noise, the alarm may come before 5 % of the change is done. */
function markOf(
  name: string,
  change: Change | null,
  { seenAt, score }: Open,
  saidAt: number,
  said: number,
  options: OptionValues,
  isOver: boolean,
): Seen {
  const onset = change === null ? seenAt : Math.max(0, Math.min(saidAt, Math.round(change.onset)))
  const rises = change === null || change.after > change.before
  return {
    step: onset,
    label: rises ? 'Rise' : 'Fall',
    about:
      change === null
        ? `${name}: '${options.of}' leaves its level; seen at step ${seenAt}`
        : `${name}: '${options.of}' goes from ${digits(change.before)} to ${digits(change.after)}, ${change.how}; seen at step ${seenAt}`,
    transition: {
      series: String(options.of),
      key: String(said),
      onset: change && {
        ...{ low: Math.min(change.low, onset), high: Math.max(onset, Math.min(change.high, saidAt)) },
        level: LEVEL,
      },
      end: isOver ? Math.round(change!.end) : null,
      before: change && change.before,
      after: change && change.after,
      seenAt,
      score,
    },
  }
}

function digits(value: number): string {
  return String(Number(value.toPrecision(4)))
}

import type { OptionValues } from '#src/vocabulary/index.ts'
import { median, robustSpread } from '#probes/maths/detection/robust.ts'
import { defineDetector, type Seen } from './define.ts'
import { held, NOT_HELD, type Hold } from './parts/hold.ts'
import { inOrder } from './parts/in-order.ts'
import { nearness } from './parts/nearness.ts'
import { choiceOption, MOST_OPTION, numberOption, seriesOption } from './parts/options.ts'

interface State {
  readonly before: { readonly step: number; readonly value: number } | null
  /** How much changed from snapshot to snapshot, lately, while nothing stood out. */
  readonly changes: readonly number[]
  readonly hold: Hold
  /** Which way the last change went: −1 or 1, of a similarity to the snapshot before always 1. */
  readonly way: number
  /** Whether what stood out is on its way back. */
  readonly isBack: boolean
  readonly start: number
  readonly said: number
  readonly open: { readonly mark: Seen; readonly top: number; readonly usual: number; readonly count: number } | null
}

const WINDOW = 100
const FEWEST = 20
const LONGEST = 100

/** A representation changes far more between two snapshots than it usually does. Where that has a peak, it is being rebuilt. */
export const reorganization = defineDetector({
  id: 'reorganization',
  name: 'Reorganization of a representation',
  symbol: 'd_t',
  formula: String.raw`d_t = 1 - \mathrm{CKA}(t, t - \Delta), \qquad d_t > \operatorname{med} + 8 \cdot 1.4826\,\operatorname{MAD}`,
  about:
    'Peaks of how much a representation changes between successive snapshots, read from a similarity such as CKA: where it begins, where its ' +
    'peak is, and when it is over',
  caveat:
    'From a similarity to a fixed snapshot only its change from one point to the next is known, which is the least that the representation ' +
    'has changed. What swings to and fro is none. Snapshots at uneven distances change unevenly',
  estimator:
    'Change: 1 less the similarity to the snapshot before, or the distance of two successive similarities to a fixed one. It stands out beyond ' +
    'the median of the last 100 quiet ones by the threshold in robust standard deviations for several changes in a row, all the same way (an outlier of a similarity goes back), and is over below half of its peak above that median. The onset lies ' +
    'between the two snapshots of the first change that stands out',
  edges:
    'Silent for the first 20 changes. Values that are NaN or infinite are passed over, and a change that lasts longer than 100 points is closed',
  reference: 'Kornblith et al. 2019, arXiv:1905.00414 (CKA)',
  options: [
    seriesOption('linear-cka/hidden', 'A similarity of representations'),
    choiceOption('to', 'What it is a similarity to', ['fixed snapshot', 'snapshot before']),
    numberOption('threshold', 'Robust standard deviations above the median', 8, 2, 1000),
    numberOption('hold', 'Changes in a row that have to stand out', 3, 1, 100, 'integer'),
    MOST_OPTION,
  ],
  ...inOrder<State>({
    initial: () => ({
      before: null,
      changes: [],
      hold: NOT_HELD,
      way: 0,
      isBack: false,
      start: 0,
      said: 0,
      open: null,
    }),
    next: (state, { step, value }, options) => {
      if (!Number.isFinite(value)) return { state, seen: [] }
      const before = { step, value }
      if (state.before === null && options.to === 'fixed snapshot') return { state: { ...state, before }, seen: [] }
      const moved = options.to === 'fixed snapshot' ? value - state.before!.value : 1 - value
      const change = options.to === 'fixed snapshot' ? Math.abs(moved) : moved
      if (state.open !== null) return followed({ ...state, before }, state.open, step, change)
      const usual = median(state.changes)
      const spread = Math.max(robustSpread(state.changes), 1e-6 * Math.abs(usual), 1e-12)
      const score = (change - usual) / (spread * Number(options.threshold))
      const isOut = state.changes.length >= FEWEST && score >= 1
      // What goes back the way that it came has not been rebuilt: an outlier goes back, all at once or little by little.
      const way = options.to === 'fixed snapshot' ? Math.sign(moved) : 1
      const isBack = isOut && (state.isBack || (state.hold.count > 0 && way !== state.way))
      const hold = held(state.hold, step, isOut && !isBack)
      const near = state.changes.length >= FEWEST ? nearness(score) : {}
      // Where it began: the snapshot before the first of the row.
      const start = hold.count === 1 ? (state.before?.step ?? step - 1) : state.start
      if (!isOut) {
        const changes = [...state.changes, change].slice(-WINDOW)
        return { state: { ...state, before, start, hold, way, isBack, changes }, seen: [], ...near }
      }
      const isLast = state.said >= Number(options.most)
      if (hold.count < Number(options.hold) || isLast) {
        return { state: { ...state, before, start, hold, way, isBack }, seen: [], ...(isLast ? {} : near) }
      }
      const mark = markOf(state.said + 1, start, hold.since, step, change, usual, score, options)
      const open = { mark, top: change, usual, count: 0 }
      return {
        state: { ...state, before, start, hold: NOT_HELD, way, isBack, said: state.said + 1, open },
        seen: [mark],
        ...nearness(score, true),
      }
    },
  }),
})

function followed(state: State, open: NonNullable<State['open']>, step: number, change: number) {
  const count = open.count + 1
  const isOver = change < open.usual + (open.top - open.usual) / 2 || count >= LONGEST
  const top = Math.max(open.top, change)
  if (!isOver) return { state: { ...state, open: { ...open, top, count } }, seen: [] }
  const { mark } = open
  const about = `${mark.about}; at most ${Number(top.toPrecision(3))}, over by step ${step}`
  return { state: { ...state, open: null }, seen: [{ ...mark, about, transition: { ...mark.transition!, end: step } }] }
}

function markOf(
  number: number,
  start: number,
  step: number,
  seenAt: number,
  change: number,
  usual: number,
  score: number,
  options: OptionValues,
): Seen {
  const digits = (value: number) => Number(value.toPrecision(3))
  return {
    step,
    label: 'Reorganization',
    about: `By '${options.of}' the representation changed by ${digits(change)} between two snapshots, where ${digits(usual)} is usual`,
    transition: {
      series: String(options.of),
      key: String(number),
      onset: { low: Math.min(step, start + 1), high: step, level: 0.9 },
      // The height of a peak is what it rises above what is usual.
      ...{ end: null, before: usual, after: change, seenAt, score: Math.min(score, 1e6) },
    },
  }
}

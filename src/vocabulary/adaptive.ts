/**
 * A cadence that follows the curve: a probe measures often where its values bend, and rarely where they run straight. How
 * often is decided while the run goes on, from what was measured and from nothing else, neither a clock nor other probes:
 * a replay, a resumed run and a fork, which have the same values, measure at the same steps.
 *
 * The steps fall into blocks, of `shortest` steps at first and longer as a run grows older, up to `longest`. The first step of
 * each block is measured whatever happens. Where within a block it measures is decided by the values at the first steps of the
 * two blocks before it, of the block itself, and by what was measured in it: by no more of the past than that, so that whoever
 * comes in late, or has only a stretch of the run, decides alike after two blocks. Until then it measures as often as it may.
 */
export interface Adaptive {
  readonly kind: 'adaptive'
  /** It never measures at less than so many steps from one another. */
  readonly shortest: number
  /** Nor at more; the shortest times a power of two. */
  readonly longest: number
}

/** What is known of the curve of a probe. */
export interface KnownCurve {
  /** The step from which on it was measured by this cadence. */
  readonly from: number
  /** The last step that is planned, at which every curve has its end; null where it is not known. */
  readonly last: number | null
  /** Every scalar series that the cadence follows. */
  readonly series: readonly FollowedSeries[]
}

export interface FollowedSeries {
  /** The value that was measured at a step; undefined where there is none. */
  readonly at: (step: number) => number | undefined
  /** What counts as one and the same change: a share of this span, of the value's logarithm, or of the value itself. */
  readonly scale: { readonly span: number } | 'log' | 'relative'
}

/** A block is no longer than this share of the steps before it: early on, networks change fast. */
const SHARE_OF_PAST = 1 / 4
/** The longest may be so many times the shortest. */
const MOST_STRETCH = 1024

/** From one measurement to the next a value changes by no more than this, as far as can be foreseen. */
const MOST_CHANGE = 0.08
/** And a straight line between them is no farther from the curve than this. */
const MOST_BEND = 0.006
/** The same of a logarithm: 2.4 %. How much it changes does not matter, for a straight line is what is looked for. */
const MOST_LOG_BEND = 0.024
/** What bends may bend so many times as much in the next stretch as it did in the last. */
const CAUTION = 4
/** A slope that has grown may grow on by the same factor, up to this. */
const MOST_GROWTH = 8

/** Whether these are distances that a block can have. */
export function canFollow({ shortest, longest }: Adaptive): boolean {
  const times = longest / shortest
  const areCounts = Number.isSafeInteger(shortest) && Number.isSafeInteger(longest) && shortest >= 1
  return areCounts && times >= 2 && times <= MOST_STRETCH && Number.isInteger(Math.log2(times))
}

/** The block in which a step lies. */
export function lengthsOf({ shortest, longest }: Adaptive, step: number): Lengths {
  const block = lengthAt(shortest, longest, step)
  return { block, start: step - (step % block) }
}

interface Lengths {
  readonly block: number
  /** The first step of the block. */
  readonly start: number
}

/** The first steps of the two blocks before that of a step, the earlier first; they are below 0 where there are none. */
export function startsBefore(cadence: Adaptive, step: number): readonly [number, number] {
  const { start } = lengthsOf(cadence, step)
  const before = (at: number) => at - lengthAt(cadence.shortest, cadence.longest, Math.max(0, at - 1))
  return [before(before(start)), before(start)]
}

/** Whether a probe of this cadence measures at a step, as its curve was until then. */
export function isDueOnCurve(cadence: Adaptive, step: number, curve: KnownCurve): boolean {
  const { shortest } = cadence
  if (step === curve.last) return true
  if (step % shortest !== 0) return false
  const { block, start } = lengthsOf(cadence, step)
  if (step === start) return true
  const [first, second] = startsBefore(cadence, step)
  if (first < curve.from) return true
  let last: readonly [number, number, number] = [first, second, start]
  for (;;) {
    const gap = gapAfter(last, curve.series, shortest, block)
    const next = last[2] - (last[2] % gap) + gap
    if (next >= step) return next === step
    last = [last[1], last[2], next]
  }
}

/** How many steps the next measurement may be away, from the last three: the shortest times a power of two. */
function gapAfter(
  steps: readonly [number, number, number],
  series: readonly FollowedSeries[],
  shortest: number,
  block: number,
): number {
  let gap = Math.min(block, 2 * (steps[2] - steps[1]))
  for (const one of series) while (gap > shortest && !isFineEnough(steps, one, gap)) gap /= 2
  return Math.max(shortest, gap)
}

/** Whether a straight line over a gap behind the last of three steps will be near enough to the curve, as far as can be foreseen. */
function isFineEnough(
  [a, b, c]: readonly [number, number, number],
  { at, scale }: FollowedSeries,
  gap: number,
): boolean {
  const values = [a, b, c].map((step) => comparable(at(step), scale))
  const known = values.filter((value) => Number.isFinite(value))
  // Where there is no number, and was none, nothing moves; where there begins to be one, or ceases to, it does.
  if (known.length < 3) return known.length === 0
  const [first, second, third] = values as [number, number, number]
  const size = scale === 'relative' ? Math.max(...values.map(Math.abs)) || 1 : 1
  const before = (second - first) / (b - a) / size
  const slope = (third - second) / (c - b) / size
  const bend = (CAUTION * Math.abs(slope - before)) / ((c - a) / 2)
  if ((bend * gap * gap) / 8 > (scale === 'log' ? MOST_LOG_BEND : MOST_BEND)) return false
  if (scale === 'log' || slope === 0) return true
  const growth = Math.min(MOST_GROWTH, Math.max(1, Math.abs(slope / before)))
  return Math.abs(slope) * growth * gap <= MOST_CHANGE
}

function comparable(value: number | undefined, scale: FollowedSeries['scale']): number {
  if (value === undefined) return NaN
  if (scale === 'log') return Math.log(value)
  return scale === 'relative' ? value : value / scale.span
}

/** The shortest times a power of two, of which a quarter of the steps before it are at least one. */
function lengthAt(shortest: number, longest: number, step: number): number {
  let length = shortest
  while (2 * length <= longest && 2 * length <= step * SHARE_OF_PAST) length *= 2
  return length
}

import type { RiseCandidate, WhitenedRise } from './rise-data.ts'

const ONSETS = 48
const WIDTHS = 14
/** How many strides of the grid the best may lie off its best place: a straight line would lead for ever. */
const STRIDES = 6
const GOLDEN = (Math.sqrt(5) - 1) / 2

/** The best of all onsets and widths: over a grid, then finer about the best of it. Null where nothing distinguishes them. */
export function leastRise(rise: WhitenedRise): RiseCandidate | null {
  const { from, to } = rise
  const reach = (to - from) / ONSETS
  if (!(reach > 0)) return null
  let start = coarseAt(rise, from)
  for (let i = 0; i < ONSETS; i++) start = lesser(start, coarseAt(rise, from + (i + 0.5) * reach))
  return leastNear(rise, start.onset)
}

/** The best of those about an onset that is off by no more than a few strides of the grid. */
export function leastNear(rise: WhitenedRise, onset: number): RiseCandidate | null {
  const { from, to, size } = rise
  const [reach, earliest] = [(to - from) / ONSETS, from - (to - from) / size]
  const near = (middle: number) =>
    narrowed((place) => bestAt(rise, place), Math.max(earliest, middle - reach), Math.min(to, middle + reach))
  let [start, refined] = [onset, near(onset)]
  // Onset and width go together: on a coarse grid of both, the best may lie some strides off.
  for (let i = 0; i < STRIDES && Math.abs(refined.onset - start) > 0.8 * reach; i++) {
    start = refined.onset
    refined = near(start)
  }
  return Number.isFinite(refined.squares) && refined.squares > 0 && refined.height !== 0 ? refined : null
}

/** The best width at an onset. */
export function bestAt(rise: WhitenedRise, onset: number): RiseCandidate {
  const coarse = coarseAt(rise, onset)
  const stride = strideOf(rise)
  const middle = Math.log(coarse.width)
  const [low, high] = [Math.max(rise.narrow, middle - stride), Math.min(rise.wide, middle + stride)]
  return lesser(
    coarse,
    narrowed((log) => rise.at(onset, Math.exp(log)), low, high),
  )
}

function coarseAt(rise: WhitenedRise, onset: number): RiseCandidate {
  let best = rise.at(onset, Math.exp(rise.narrow))
  for (let i = 1; i < WIDTHS; i++) best = lesser(best, rise.at(onset, Math.exp(rise.narrow + i * strideOf(rise))))
  return best
}

function strideOf({ narrow, wide }: WhitenedRise): number {
  return (wide - narrow) / (WIDTHS - 1)
}

/** Golden-section search for the least sum of squares between two places (Kiefer 1953). */
function narrowed(at: (x: number) => RiseCandidate, from: number, to: number): RiseCandidate {
  let [low, high] = [from, to]
  let [left, right] = [high - GOLDEN * (high - low), low + GOLDEN * (high - low)]
  let [one, other] = [at(left), at(right)]
  for (let i = 0; i < 14; i++) {
    if (one.squares < other.squares) {
      ;[high, right, other] = [right, left, one]
      left = high - GOLDEN * (high - low)
      one = at(left)
    } else {
      ;[low, left, one] = [left, right, other]
      right = low + GOLDEN * (high - low)
      other = at(right)
    }
  }
  return lesser(one, other)
}

function lesser(one: RiseCandidate, other: RiseCandidate): RiseCandidate {
  return other.squares < one.squares ? other : one
}

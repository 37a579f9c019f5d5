import { median } from './quantile.ts'

/** Values that must be there before one can be said to leave them; the text below a table of leads says so. */
const BEFORE = 8
/** How many in a row must have left. */
const IN_A_ROW = 3
/** Beyond this a value is an outlier: Iglewicz & Hoaglin 1993, "How to Detect and Handle Outliers", ASQC, p. 11. */
const OUTLYING = 3.5
/** The median of |x| of a normal x, in standard deviations. */
const NORMAL = 0.6745

/** Which moves count: of an accuracy rises, since one that falls from chance as the training examples are learned by heart has not begun to understand. */
export type Direction = 'either' | 'up'

/**
 * Where a curve first moves: the place of the first of `IN_A_ROW` values that each leave all that came before the first of them, on the same
 * side. A value leaves them where its modified z-score, 0.6745 (x − median) / MAD, is beyond 3.5 either way, of the median and the median absolute
 * deviation of at least `BEFORE` values. So noise does not move, nor does a curve that goes on growing as it grew (a line, a power of the step):
 * what counts is a change of pace. Where more than half of what came before is one number, any other leaves it. NaN is passed over;
 * null where the curve never moves.
 */
export function firstMove(values: ArrayLike<number>, direction: Direction = 'either'): number | null {
  const before: number[] = [] // ascending
  const places: number[] = []
  for (let i = 0; i < values.length; i++) if (!Number.isNaN(values[i]!)) places.push(i)
  for (let i = 0; i + IN_A_ROW <= places.length; i++) {
    if (before.length >= BEFORE) {
      const middle = median(before)
      const spread = deviationFrom(before, middle)
      const side = (place: number) => sideOf(values[place]!, middle, spread)
      const first = side(places[i]!)
      const counts = direction === 'up' ? first > 0 : first !== 0
      if (counts && places.slice(i + 1, i + IN_A_ROW).every((place) => side(place) === first)) return places[i]!
    }
    insert(before, values[places[i]!]!)
  }
  return null
}

/** 1 above, −1 below, 0 within. */
function sideOf(value: number, middle: number, spread: number): number {
  if (value === middle) return 0
  return (NORMAL * Math.abs(value - middle)) / spread > OUTLYING ? Math.sign(value - middle) : 0
}

/** The median of how far ascending numbers are from their middle. */
function deviationFrom(ascending: readonly number[], middle: number): number {
  const half = ascending.length >> 1
  const high = farthest(ascending, middle, half + 1)
  return ascending.length % 2 === 1 ? high : (farthest(ascending, middle, half) + high) / 2
}

/** How far the farthest of the nearest `count` numbers is from a middle, by halving how many of them are below it. */
function farthest(ascending: readonly number[], middle: number, count: number): number {
  const place = placeOf(ascending, middle)
  const below = (i: number) => middle - ascending[place - 1 - i]!
  const above = (i: number) => ascending[place + i]! - middle
  let [low, high] = [Math.max(0, count - (ascending.length - place)), Math.min(count, place)]
  while (low < high) {
    const taken = (low + high) >>> 1
    if (below(taken) < above(count - taken - 1)) low = taken + 1
    else high = taken
  }
  return Math.max(low > 0 ? below(low - 1) : 0, low < count ? above(count - low - 1) : 0)
}

function insert(ascending: number[], value: number): void {
  ascending.splice(placeOf(ascending, value), 0, value)
}

/** Where the first number that is not below `value` is. */
function placeOf(ascending: readonly number[], value: number): number {
  let [low, high] = [0, ascending.length]
  while (low < high) {
    const middle = (low + high) >>> 1
    if (ascending[middle]! < value) low = middle + 1
    else high = middle
  }
  return low
}

import { firstMove, type Direction } from './first-move.ts'

/** Where a curve begins to move, as its points tell it. */
export interface Onset {
  /** An index of the curve: the first point that belongs to the move. */
  readonly at: number
  /** Indices of points among which that one is, with a confidence of `ONSET_LEVEL`; null where an infinity keeps squares from being compared. */
  readonly interval: { readonly low: number; readonly high: number } | null
}

const ONSET_LEVEL = 0.9

/** Points after the first move that are looked at: a curve bends again. */
const AFTER = 10
/** Points before it, at least, where there are so many. */
const BEFORE = 80
/** Serial correlation of the noise is allowed for up to this. */
const MOST_CORRELATED = 0.9
/** What is fitted: a line, how it changes, and where. */
const FITTED = 4
/** Not so near to the first point that nothing is left to tell the two pieces apart. */
const MARGIN = 3

const SHAPES = ['jump', 'kink'] as const
type Shape = (typeof SHAPES)[number]

/**
 * How much the squares may grow, in variances of the noise, for a place to stay in the interval. Of a kink: χ² of one degree of freedom (Feder
 * 1975, Ann. Stat. 3, 49); of a jump, whose place is not regular: −2 ln(1 − √level) (Hansen 2000, Econometrica 68, 575).
 */
const ALLOWED: Readonly<Record<Shape, number>> = {
  kink: 2.705543454095404,
  jump: -2 * Math.log(1 - Math.sqrt(ONSET_LEVEL)),
}

/**
 * The onset of the first move (`firstMove`) of a curve, and an interval of it: a line that from some place on is steeper, or a step higher,
 * is put through the points around the move by least squares; the place with the smallest sum of squares is the onset, and the interval is made of all
 * places whose sum is not larger by more than noise explains (the likelihood ratio, inverted). The variance of the noise is that of the residuals, times
 * (1 + ρ) / (1 − ρ) for their correlation ρ from point to point. Null where the curve never moves.
 */
export function onsetOf(
  steps: ArrayLike<number>,
  values: ArrayLike<number>,
  direction: Direction = 'either',
): Onset | null {
  const seen = firstMove(values, direction)
  if (seen === null) return null
  const { places, alarm } = around(values, seen)
  const x = scaled(places.map((place) => steps[place]!))
  const y = scaled(places.map((place) => values[place]!))
  if (!y.every(Number.isFinite)) return { at: seen, interval: null }
  const fits = SHAPES.map((shape) => profileOf(shape, x, y, alarm))
  const best = fits.reduce((one, other) => (other.least < one.least ? other : one))
  const noise = noiseOf(best)
  const isPossible = (index: number) =>
    fits.some(({ shape, squares }) => squares[index]! <= best.least + ALLOWED[shape] * noise)
  const possible = places.filter((_, index) => isPossible(index))
  return { at: places[best.begin]!, interval: { low: possible[0]!, high: possible.at(-1)! } }
}

/** The points by which an onset is judged, none of them NaN, and which of them is where the move was seen. */
function around(values: ArrayLike<number>, seen: number): { places: number[]; alarm: number } {
  const known: number[] = []
  for (let i = 0; i < values.length; i++) if (!Number.isNaN(values[i]!)) known.push(i)
  const alarm = known.indexOf(seen)
  const before = Float64Array.from(known.slice(0, alarm), (place) => values[place]!)
  // A slow move is seen late: it began after the curve was last on the other side of where it stayed before.
  const middle = before.toSorted()[before.length >> 1]!
  const side = Math.sign(values[seen]! - middle)
  const base = before.findLastIndex((value) => Math.sign(value - middle) !== side)
  const first = Math.max(0, alarm - Math.max(BEFORE, 3 * (alarm - base)))
  return { places: known.slice(first, alarm + AFTER + 1), alarm: alarm - first }
}

/** From −1 to 1, so that squares stay in range. */
function scaled(numbers: readonly number[]): number[] {
  const least = numbers.reduce((one, other) => Math.min(one, other))
  const most = numbers.reduce((one, other) => Math.max(one, other))
  const half = most / 2 - least / 2
  return numbers.map((number) => (half === 0 ? 0 : number / half - least / half - 1))
}

/** A line that changes in this way, put through points with its change at every place that it can be at. */
interface Profile {
  readonly shape: Shape
  /** The sum of squares for each place; Infinity where the change cannot be. */
  readonly squares: readonly number[]
  /** The best place, its sum, and what is left of each point then. */
  readonly begin: number
  readonly least: number
  readonly residuals: readonly number[]
}

/**
 * What the change adds to the line is 0 before its place, and from it on 1 (jump) or x less the x before (kink). How far it shortens what the
 * line alone leaves follows for all places from sums over the points from there on.
 */
function profileOf(shape: Shape, x: readonly number[], y: readonly number[], alarm: number): Profile {
  const points = x.length
  const middle = sum(x) / points
  const away = x.map((one) => one - middle)
  const spread = dot(away, away)
  const rest = lessLine(y, away, spread)
  const whole = dot(rest, rest)
  const startOf = (begin: number) => (shape === 'jump' ? null : away[begin - 1]!)
  const squares = new Array<number>(points).fill(Infinity)
  let [begin, least] = [MARGIN, Infinity]
  let [ofOne, ofX, ofSquare, ofRest, ofProduct] = [0, 0, 0, 0, 0]
  for (let i = points - 1; i >= MARGIN; i--) {
    ofOne += 1
    ofX += away[i]!
    ofSquare += away[i]! ** 2
    ofRest += rest[i]!
    ofProduct += rest[i]! * away[i]!
    if (i > alarm) continue
    const start = startOf(i)
    const total = start === null ? ofOne : ofX - start * ofOne
    const own = start === null ? ofOne : ofSquare - 2 * start * ofX + start ** 2 * ofOne
    const alongX = start === null ? ofX : ofSquare - start * ofX
    const alongRest = start === null ? ofRest : ofProduct - start * ofRest
    const size = own - total ** 2 / points - alongX ** 2 / spread
    squares[i] = size > 0 ? Math.max(0, whole - alongRest ** 2 / size) : whole
    if (squares[i]! <= least) [begin, least] = [i, squares[i]!]
  }
  const start = startOf(begin)
  const piece = lessLine(away.map((one, i) => (i < begin ? 0 : start === null ? 1 : one - start)), away, spread) // prettier-ignore
  const height = dot(piece, rest) / dot(piece, piece)
  return { shape, squares, begin, least, residuals: rest.map((one, i) => one - height * piece[i]!) }
}

/** The variance that a sum of residuals gains with each point. */
function noiseOf({ residuals }: Profile): number {
  const points = residuals.length
  // Rounding is noise, too: of numbers from −1 to 1.
  const variance = Math.max(dot(residuals, residuals) / (points - FITTED), Number.EPSILON ** 2 * points)
  const correlation = Math.max(0, Math.min(MOST_CORRELATED, correlationOf(residuals)))
  return (variance * (1 + correlation)) / (1 - correlation)
}

/** From point to point. Of residuals it comes out too small, by (1 + 4ρ) / n (Kendall 1954, Biometrika 41, 403) and by what is fitted. */
function correlationOf(residuals: readonly number[]): number {
  const squares = dot(residuals, residuals)
  if (squares === 0) return 0
  const found = dot(residuals.slice(1), residuals.slice(0, -1)) / squares
  return found + (FITTED + 4 * found) / residuals.length
}

/** What the line through values, by least squares, leaves of them. */
function lessLine(values: readonly number[], away: readonly number[], spread: number): number[] {
  const mean = sum(values) / values.length
  const slope = dot(values, away) / spread
  return values.map((value, i) => value - mean - slope * away[i]!)
}

function dot(some: readonly number[], others: readonly number[]): number {
  return some.reduce((total, one, i) => total + one * others[i]!, 0)
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, one) => total + one, 0)
}

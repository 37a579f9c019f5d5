/** The Binder cumulant of one size at one place of a parameter. */
export interface Cumulant {
  readonly x: number
  readonly binder: number
}

/** Places on either side of a crossing through which its line is fitted: farther away the curves are no lines. */
const SIDE = 2

/**
 * Where the Binder cumulants of two sizes cross, which is where the transition is, but for corrections of small sizes. Their difference has one sign on
 * one side and the other on the other: they are parted where that holds best of all places, and the crossing is where a straight line, by least
 * squares through the nearest places of both sides, passes zero. Null where no two sides differ so.
 */
export function binderCrossing(smaller: readonly Cumulant[], larger: readonly Cumulant[]): number | null {
  const other = new Map(larger.map(({ x, binder }) => [x, binder]))
  const points = smaller
    .map(({ x, binder }) => ({ x, y: (other.get(x) ?? NaN) - binder }))
    .filter(({ y }) => Number.isFinite(y))
    .toSorted((one, two) => one.x - two.x)
  const total = points.reduce((sum, { y }) => sum + y, 0)
  let [best, parted, left] = [0, 0, 0]
  for (let i = 1; i < points.length; i++) {
    left += points[i - 1]!.y
    const right = total - left
    const contrast = left * right < 0 ? Math.min(Math.abs(left), Math.abs(right)) : 0
    if (contrast > best) [best, parted] = [contrast, i]
  }
  if (parted === 0) return null
  return zeroOf(points.slice(Math.max(0, parted - SIDE), parted + SIDE))
}

/** Where a straight line through points passes zero; null where that is not among them. */
function zeroOf(points: readonly { readonly x: number; readonly y: number }[]): number | null {
  const middle = points.reduce((sum, { x }) => sum + x, 0) / points.length
  const height = points.reduce((sum, { y }) => sum + y, 0) / points.length
  const spread = points.reduce((sum, { x }) => sum + (x - middle) ** 2, 0)
  const slope = points.reduce((sum, { x, y }) => sum + (x - middle) * (y - height), 0) / spread
  const zero = middle - height / slope
  return zero >= points[0]!.x && zero <= points.at(-1)!.x ? zero : null
}

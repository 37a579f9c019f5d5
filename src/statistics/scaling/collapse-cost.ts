/** A number along a parameter at one size, in order of the parameter, with its standard error. */
export interface SizedCurve {
  readonly size: number
  readonly points: readonly CurvePoint[]
}

export interface CurvePoint {
  readonly x: number
  readonly y: number
  readonly error: number
}

/** y = N^(−β/ν) f((x − x_c) N^(1/ν)) */
export interface Exponents {
  readonly critical: number
  readonly nu: number
  readonly beta: number
}

/** The curves as they lie upon each other where the exponents are right. */
export function scaledCurves(curves: readonly SizedCurve[], { critical, nu, beta }: Exponents): SizedCurve[] {
  return curves.map(({ size, points }) => {
    const [across, up] = [size ** (1 / nu), size ** (beta / nu)]
    return { size, points: points.map(({ x, y, error }) => ({ x: (x - critical) * across, y: y * up, error: error * up })) } // prettier-ignore
  })
}

/** Below this share of points that lie over another size, scaled curves are beside each other, not upon each other. */
const OVERLAP = 0.5

/**
 * How far scaled curves are from one: the mean of (y − Y)² / (dy² + dY²) over the points of a size, and of that over sizes, where Y ± dY is the straight line
 * through the neighbors of the point in every other size, by weighted least squares (Houdayer & Hartmann 2004, Phys. Rev. B 70, 014418, appendix). About 1
 * where they collapse, much more where they do not. A point that no other size reaches counts nothing; infinite where half of them are such.
 */
export function collapseCost(curves: readonly SizedCurve[]): number {
  let [all, compared] = [0, 0]
  const means: number[] = []
  for (const [i, { points }] of curves.entries()) {
    all += points.length
    let [sum, count] = [0, 0]
    for (const { x, y, error } of points) {
      const master = masterAt(x, curves, i)
      if (master === null) continue
      count += 1
      sum += (y - master.y) ** 2 / (error ** 2 + master.variance)
    }
    compared += count
    if (count > 0) means.push(sum / count)
  }
  if (compared < OVERLAP * all || means.length === 0) return Infinity
  return means.reduce((sum, value) => sum + value, 0) / means.length
}

/** What the other sizes say at a place, with the variance of that; null where none reaches it. */
function masterAt(x: number, curves: readonly SizedCurve[], own: number): { y: number; variance: number } | null {
  let [w, wx, wy, wxx, wxy] = [0, 0, 0, 0, 0]
  for (const [i, { points }] of curves.entries()) {
    const place = i === own ? -1 : placeBefore(points, x)
    if (place < 0) continue
    for (const point of [points[place]!, points[place + 1]!]) {
      // From the place itself: so the line's height there is its first parameter, and nothing is lost where places are large.
      const [weight, at] = [point.error ** -2, point.x - x]
      w += weight
      wx += weight * at
      wy += weight * point.y
      wxx += weight * at * at
      wxy += weight * at * point.y
    }
  }
  const determinant = w * wxx - wx * wx
  if (!(determinant > 0)) return null
  return { y: (wxx * wy - wx * wxy) / determinant, variance: wxx / determinant }
}

/** The last of two neighbors that is not beyond a place; −1 where it lies between no two. */
function placeBefore(points: readonly CurvePoint[], x: number): number {
  let [low, high] = [-1, points.length]
  while (high - low > 1) {
    const middle = (low + high) >> 1
    if (points[middle]!.x <= x) low = middle
    else high = middle
  }
  return low === points.length - 1 ? -1 : low
}

import type { Spread } from './drawable.ts'

/** A plane in a space of many dimensions: two orthonormal directions. Of a line, the same direction twice, each as long as its share. */
export interface Plane {
  readonly p: Float64Array
  readonly q: Float64Array
}

/** Below this share of the squared sum of eigenvalues, their product is the rounding of zero: the two directions are one. */
const FLAT = 1e-13

/**
 * The plane of two directions, with the orthonormal axes that lie nearest to them (Löwdin's; A (AᵀA)^(−½), the polar factor):
 * turning the pair turns the axes, so that a picture in them has no arbitrary sign or order. Null where both are zero.
 */
export function planeOf(a: Float64Array, b: Float64Array): Plane | null {
  let [aa, ab, bb] = [0, 0, 0]
  a.forEach((x, i) => {
    const y = b[i] ?? 0
    aa += x * x
    ab += x * y
    bb += y * y
  })
  const trace = aa + bb
  if (trace === 0) return null
  const determinant = Math.max(0, aa * bb - ab * ab)
  if (determinant <= FLAT * trace * trace) return mixed(a, b, [aa, ab, bb], 1 / trace ** 1.5)
  const root = Math.sqrt(determinant)
  const scale = 1 / (root * Math.sqrt(trace + 2 * root))
  return mixed(a, b, [bb + root, -ab, aa + root], scale)
}

function mixed(a: Float64Array, b: Float64Array, of: readonly [number, number, number], scale: number): Plane {
  const [first, both, second] = of
  return {
    p: a.map((x, i) => scale * (first * x + both * (b[i] ?? 0))),
    q: a.map((x, i) => scale * (both * x + second * (b[i] ?? 0))),
  }
}

/** The ellipse of one standard deviation of a covariance in a plane: square roots of its eigenvalues, and the direction of the larger. */
export function ellipseOf(xx: number, xy: number, yy: number): Spread {
  const middle = (xx + yy) / 2
  const apart = Math.hypot((xx - yy) / 2, xy)
  return {
    major: Math.sqrt(Math.max(0, middle + apart)),
    minor: Math.sqrt(Math.max(0, middle - apart)),
    angle: apart === 0 ? 0 : Math.atan2(2 * xy, xx - yy) / 2,
  }
}

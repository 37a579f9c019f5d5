import type { Tensor, Tensor2D } from '@tensorflow/tfjs-core'
import type { Tf } from '#trainer/tensors/index.ts'
import { matrix, type NetworkLayer } from './layer.ts'
import type { InitialDraw } from './weights.ts'

/** Where splines live: an interval cut into equal parts, with cubic bumps centered on their ends and beyond. */
export interface SplineGrid {
  readonly from: number
  readonly to: number
  readonly intervals: number
  /** How many of the bumps are centered beyond each end: 1 makes every cubic of the interval possible. */
  readonly beyond: number
}

export interface Spline {
  /** Its coefficients are `<name>.spline`, [inputs · basis functions, outputs], and `<name>.base`, [inputs, outputs]. */
  readonly name: string
  readonly from: number
  readonly to: number
  readonly grid: SplineGrid
  readonly begins: { readonly spline: InitialDraw; readonly base: InitialDraw }
  /** Whether probes see what it gives, under its name. */
  readonly isShown?: boolean
}

/** How many bumps there are. */
export function basisCount({ intervals, beyond }: SplineGrid): number {
  return intervals + 1 + 2 * beyond
}

/** Where they are centered. */
function basisCenters(grid: SplineGrid): number[] {
  const part = (grid.to - grid.from) / grid.intervals
  return Array.from({ length: basisCount(grid) }, (_, i) => grid.from + (i - grid.beyond) * part)
}

/**
 * A layer of functions instead of weights (Liu et al. 2024, arXiv:2404.19756): on each edge a function of one variable,
 * a cubic spline and a multiple of silu, and each output the sum of its edges.
 */
export function spline({ name, from, to, grid, begins, isShown = false }: Spline): NetworkLayer {
  const [coefficients, base] = [`${name}.spline`, `${name}.base`]
  const count = basisCount(grid)
  return {
    from,
    to,
    weights: [
      { name: coefficients, shape: [from * count, to], begins: begins.spline },
      { name: base, shape: [from, to], begins: begins.base },
    ],
    through(tf, weights, { rows, positions }) {
      const examples = rows.shape[0]
      const [functions, onBase] = [matrix(weights, coefficients), matrix(weights, base)]
      const place = placesOf(tf, rows, grid)
      const basis = tf.reshape(bumps(tf, place), [examples, from * count]) as Tensor2D
      const share = tf.sigmoid(rows)
      const silu = tf.mul<Tensor2D>(rows, share)
      const y = { rows: tf.add<Tensor2D>(tf.matMul(basis, functions), tf.matMul(silu, onBase)), positions }
      return {
        y,
        ...(isShown ? { hidden: { [name]: y } } : {}),
        back(slope) {
          const x = (): Tensor2D => {
            const toBasis = tf.reshape(tf.matMul(slope, functions, false, true), [examples, from, count])
            const perPart = grid.intervals / (grid.to - grid.from)
            const throughSpline = tf.mul(tf.sum(tf.mul(toBasis, bumpSlopes(tf, place)), 2), perPart)
            // silu′ = σ + x σ (1 − σ)
            const siluSlope = tf.add(share, tf.mul(silu, tf.sub(1, share)))
            return tf.add(throughSpline, tf.mul(tf.matMul(slope, onBase, false, true), siluSlope))
          }
          return {
            x,
            weights: {
              [coefficients]: tf.matMul(basis, slope, true, false),
              [base]: tf.matMul(silu, slope, true, false),
            },
          }
        },
      }
    },
  }
}

/** How far each input is from each center, in parts of the grid: [examples, inputs, basis functions] */
function placesOf(tf: Tf, rows: Tensor2D, grid: SplineGrid): Tensor {
  const [examples, inputs] = rows.shape
  const perPart = grid.intervals / (grid.to - grid.from)
  const centers = tf.tensor2d(
    Float32Array.from(basisCenters(grid), (center) => center * perPart),
    [1, basisCount(grid)],
  )
  return tf.sub(tf.mul(tf.reshape(rows, [examples, inputs, 1]), perPart), centers)
}

/**
 * The cubic B-spline of unit knots, 0 beyond ±2: ((2 − |t|)₊³ − 4 (1 − |t|)₊³) / 6. Written so, no digits cancel, as they
 * would in truncated powers from one end.
 */
function bumps(tf: Tf, t: Tensor): Tensor {
  const [wide, narrow] = sides(tf, t)
  const cube = (x: Tensor) => tf.mul(tf.square(x), x)
  return tf.mul(tf.sub(cube(wide), tf.mul(cube(narrow), 4)), 1 / 6)
}

/** Their slope in t: −sign(t) ((2 − |t|)₊² − 4 (1 − |t|)₊²) / 2. */
function bumpSlopes(tf: Tf, t: Tensor): Tensor {
  const [wide, narrow] = sides(tf, t)
  return tf.mul(tf.mul(tf.sign(t), tf.sub(tf.square(wide), tf.mul(tf.square(narrow), 4))), -0.5)
}

function sides(tf: Tf, t: Tensor): [Tensor, Tensor] {
  const distance = tf.abs(t)
  return [tf.relu(tf.sub(2, distance)), tf.relu(tf.sub(1, distance))]
}

import { describe, expect, it } from 'vitest'
import { openStream } from '#src/vocabulary/random.ts'
import { refinedGrid, refinedSpline } from '#trainer/layers/refined-spline.ts'
import { basisCount, spline, type SplineGrid } from '#trainer/layers/spline.ts'
import { constant, normal, type Weights } from '#trainer/layers/weights.ts'
import { workbenchOf } from '#trainer/tensors/workbench.ts'
import { backend } from '../runs.ts'

const grid: SplineGrid = { from: -1, to: 1, intervals: 5, beyond: 1 }
const layer = (on: SplineGrid, from = 1) =>
  spline({ name: 'kan', from, to: 1, grid: on, begins: { spline: normal(1), base: normal(1) } })

async function valuesOf(on: SplineGrid, coefficients: Weights, points: number[], from = 1): Promise<number[]> {
  const { tf } = workbenchOf(await backend())
  const weights = {
    'kan.spline': tf.tensor(coefficients.values, [...coefficients.shape]),
    'kan.base': tf.zeros([from, 1]),
  }
  const rows = tf.tensor2d(points, [points.length / from, from])
  return [...layer(on, from).through(tf, weights, { rows, positions: 1 }).y.rows.dataSync()]
}

/** By the recursion of Cox and de Boor, which the layer does not use. */
function coxDeBoor(knots: number[], i: number, degree: number, x: number): number {
  const [at, next] = [knots[i]!, knots[i + degree + 1]!]
  if (degree === 0) return x >= at && x < next ? 1 : 0
  const left = (x - at) / (knots[i + degree]! - at)
  const right = (next - x) / (next - knots[i + 1]!)
  return left * coxDeBoor(knots, i, degree - 1, x) + right * coxDeBoor(knots, i + 1, degree - 1, x)
}

describe('a spline layer', () => {
  const points = Array.from({ length: 41 }, (_, i) => -1 + i / 20.5)

  it('has the cubic B-splines of Cox and de Boor', async () => {
    const part = (grid.to - grid.from) / grid.intervals
    const knots = Array.from({ length: basisCount(grid) + 4 }, (_, i) => grid.from + (i - 3) * part)
    for (let one = 0; one < basisCount(grid); one++) {
      const values = Float32Array.from({ length: basisCount(grid) }, (_, i) => (i === one ? 1 : 0))
      const got = await valuesOf(grid, { shape: [basisCount(grid), 1], values }, points)
      points.forEach((x, i) => expect(Math.abs(got[i]! - coxDeBoor(knots, one, 3, x))).toBeLessThan(1e-6))
    }
  })

  it('adds up to 1 where all coefficients are 1', async () => {
    const ones = constant(1)(openStream(0, 'none'), [basisCount(grid), 1])
    for (const value of await valuesOf(grid, ones, points)) expect(Math.abs(value - 1)).toBeLessThan(1e-6)
  })

  it('is the same function on a finer grid, beyond the ends of the interval as well', async () => {
    const coarse = normal(1)(openStream(3, 'coefficients'), [2 * basisCount(grid), 1])
    const far = Array.from({ length: 120 }, (_, i) => -3 + i / 20)
    const before = await valuesOf(grid, coarse, far, 2)
    const fine = refinedGrid(grid)
    const after = await valuesOf(fine, refinedSpline(coarse, grid), far, 2)
    before.forEach((value, i) => expect(Math.abs(value - after[i]!)).toBeLessThan(1e-6))
    // Coefficients that are drawn anew are another function: what the test must refuse.
    const anew = normal(1)(openStream(4, 'coefficients'), [2 * basisCount(fine), 1])
    const other = await valuesOf(fine, anew, far, 2)
    expect(Math.max(...before.map((value, i) => Math.abs(value - other[i]!)))).toBeGreaterThan(0.1)
  })
})

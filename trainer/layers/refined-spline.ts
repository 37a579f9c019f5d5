import { basisCount, type SplineGrid } from './spline.ts'
import type { Weights } from './weights.ts'

/** The grid of half the spacing on which every spline of a grid is one too, beyond the ends of the interval as well. */
export function refinedGrid({ from, to, intervals, beyond }: SplineGrid): SplineGrid {
  return { from, to, intervals: 2 * intervals, beyond: 2 * beyond + 2 }
}

/**
 * The coefficients of the same splines on that grid. A cubic B-spline is the sum of five of half its width, weighed 1/8,
 * 1/2, 3/4, 1/2 and 1/8, so that nothing is fitted and nothing is lost.
 */
export function refinedSpline({ shape: [rows, outputs], values }: Weights, grid: SplineGrid): Weights {
  const [before, after] = [basisCount(grid), basisCount(refinedGrid(grid))]
  const [inputs, width] = [(rows as number) / before, outputs as number]
  const refined = new Float64Array(inputs * after * width)
  for (let input = 0; input < inputs; input++) {
    for (let coarse = 0; coarse < before; coarse++) {
      HALVES.forEach((weight, part) => {
        const from = (input * before + coarse) * width
        const to = (input * after + 2 * coarse + part) * width
        for (let out = 0; out < width; out++) {
          refined[to + out] = (refined[to + out] as number) + weight * (values[from + out] as number)
        }
      })
    }
  }
  return { shape: [inputs * after, width], values: Float32Array.from(refined) }
}

const HALVES = [1 / 8, 1 / 2, 3 / 4, 1 / 2, 1 / 8]

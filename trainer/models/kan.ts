import type { Split } from '#trainer/data/index.ts'
import { normal, spline, type SplineGrid } from '#trainer/layers/index.ts'
import { pointsEnter, type EnteringBatch } from './entrance.ts'
import { layered } from './layered.ts'
import type { Model } from './model.ts'

export interface Kan {
  /** Inputs first, outputs last. */
  readonly widths: readonly number[]
  /** Of each layer. */
  readonly grids: readonly SplineGrid[]
  /** Standard deviation of the spline coefficients at the start. */
  readonly splineDeviation: number
}

/** A Kolmogorov–Arnold network: functions of one variable on the edges, sums at the nodes (Liu et al. 2024, arXiv:2404.19756). */
export function kan({ widths, grids, splineDeviation }: Kan): Model<EnteringBatch, Split> {
  const layers = grids.map((grid, l) => {
    const [from, to] = widths.slice(l, l + 2) as [number, number]
    const begins = { spline: normal(splineDeviation), base: normal(1 / Math.sqrt(from)) }
    return spline({ name: `kan${l + 1}`, from, to, grid, begins, isShown: l < grids.length - 1 })
  })
  return layered({ entrance: pointsEnter, layers }) as Model<EnteringBatch, Split>
}

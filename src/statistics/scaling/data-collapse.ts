import { collapseCost, scaledCurves, type Exponents, type SizedCurve } from './collapse-cost.ts'
import { leastFrom, type Minimum } from './minimum.ts'

export interface Collapse extends Exponents {
  /** About 1 where the curves lie upon each other within their errors: see `collapseCost`. */
  readonly cost: number
}

/** Exponents that are known; what is left out is found. */
export type Known = Partial<Exponents>

/** Where a search begins, along each parameter: 1/ν and β/ν as wide as transitions have them. */
const PLACES = 5
const RATES = [0.25, 0.5, 1, 1.5, 2.5]
const RATIOS = [0, 0.15, 0.5]
/** How many of the best beginnings are followed to their minimum. */
const FOLLOWED = 3

/**
 * The critical value and exponents for which curves of several sizes lie upon each other best: the least of `collapseCost`, by the simplex of Nelder and Mead from
 * the best of a fixed grid of beginnings. It is searched in x_c, ln 1/ν and β/ν, which are not as strongly tied as ν and β are. Null where no
 * minimum was found, as of fewer than two sizes.
 */
export function dataCollapse(curves: readonly SizedCurve[], known: Known = {}): Collapse | null {
  if (curves.length < 2) return null
  const places = curves.flatMap(({ points }) => points.map(({ x }) => x))
  const [from, to] = [Math.min(...places), Math.max(...places)]
  const centers = Array.from({ length: PLACES }, (_, i) => from + ((to - from) * (i + 1)) / (PLACES + 1))
  const starts = centers.flatMap((critical) =>
    RATES.flatMap((rate) => RATIOS.map((ratio) => ({ critical, nu: 1 / rate, beta: ratio / rate }))),
  )
  const best = starts
    .map((start) => ({ ...start, ...known }))
    .map((start) => ({ start, cost: collapseCost(scaledCurves(curves, start)) }))
    .toSorted((a, b) => a.cost - b.cost)
    .slice(0, FOLLOWED)
  const minima = best.map(({ start }) => collapseFrom(curves, start, known, to - from)).filter((one) => one !== null)
  const [least] = minima.toSorted((a, b) => a.cost - b.cost)
  return least === undefined ? null : polished(curves, least, known, to - from)
}

/** The cost has small steps where points come to lie beside others, at which a simplex may stop: each new one begins where the last ended. */
const AGAIN = [1, -1, 0.3]

function polished(curves: readonly SizedCurve[], least: Collapse, known: Known, extent: number): Collapse {
  return AGAIN.reduce((best, share) => {
    const next = collapseFrom(curves, best, known, extent, share)
    return next !== null && next.cost < best.cost ? next : best
  }, least)
}

/** The minimum near some exponents: what a resample is fitted from. `reach`: how far the first steps go. */
export function collapseFrom(
  curves: readonly SizedCurve[],
  start: Exponents,
  known: Known,
  extent: number,
  reach = 1,
): Collapse | null {
  const axes = axesOf(start, known, extent, reach)
  const exponentsAt = (at: readonly number[]) => exponentsOf(start, axes, at)
  const { at, height, isSettled }: Minimum = leastFrom(
    (place) => collapseCost(scaledCurves(curves, exponentsAt(place))),
    axes.map((axis) => axis.start),
    axes.map((axis) => axis.step),
  )
  return isSettled ? { ...exponentsAt(at), cost: height } : null
}

interface Axis {
  readonly of: 'critical' | 'rate' | 'ratio'
  readonly start: number
  readonly step: number
}

function axesOf(start: Exponents, known: Known, extent: number, reach: number): Axis[] {
  return [
    ...(known.critical === undefined
      ? [{ of: 'critical' as const, start: start.critical, step: (reach * extent) / 20 }]
      : []),
    ...(known.nu === undefined ? [{ of: 'rate' as const, start: -Math.log(start.nu), step: 0.2 * reach }] : []),
    ...(known.beta === undefined ? [{ of: 'ratio' as const, start: start.beta / start.nu, step: 0.05 * reach }] : []),
  ]
}

function exponentsOf(start: Exponents, axes: readonly Axis[], at: readonly number[]): Exponents {
  const valueOf = (of: Axis['of']) => at[axes.findIndex((axis) => axis.of === of)]
  const rate = valueOf('rate')
  const nu = rate === undefined ? start.nu : Math.exp(-rate)
  const ratio = valueOf('ratio')
  return { critical: valueOf('critical') ?? start.critical, nu, beta: ratio === undefined ? start.beta : ratio * nu }
}

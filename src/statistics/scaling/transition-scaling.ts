import { mean } from '../moments.ts'
import { binderCrossing } from './binder-crossing.ts'
import type { SizedCurve } from './collapse-cost.ts'
import { collapseFrom, dataCollapse, type Collapse, type Known } from './data-collapse.ts'
import { fluctuationsOf, type Fluctuations } from './fluctuations.ts'
import type { SeededValue } from './law-over-seeds.ts'
import { intervalsOverSeeds, type Interval, type OverSeeds } from './over-seeds.ts'
import { scalingLawOf, type Asymptote, type ScalingLaw } from './scaling-law.ts'
import { transitionOfCurve } from './transition-of-curve.ts'

/** A number of a run at a size, along a parameter. */
export interface PlacedValue extends SeededValue {
  readonly x: number
}

export interface Estimate extends Interval {
  readonly value: number
}

/** What the seeds of one size come to at one place of the parameter. */
export interface Place extends Fluctuations {
  readonly size: number
  readonly x: number
  readonly runs: number
}

export interface TransitionScaling {
  /** By size, then along the parameter. */
  readonly places: readonly Place[]
  /** The levels between which the transition leads. */
  readonly levels: readonly [from: number, to: number]
  /** Where it is at each size, and how wide; NaN where the curve of a size does not pass it. */
  readonly sizes: readonly { readonly size: number; readonly location: Estimate; readonly width: Estimate }[]
  /** Of the location x_c + a N^(−b), and of the width a N^(−1/ν); null where the sizes do not determine it. */
  readonly location: EstimatedLaw | null
  readonly width: EstimatedLaw | null
  readonly collapse: EstimatedCollapse | null
  /** Where the Binder cumulants of neighboring sizes cross; those that do not are left out. */
  readonly crossings: readonly { readonly sizes: readonly [smaller: number, larger: number]; readonly at: Estimate }[]
}

export interface EstimatedLaw {
  readonly asymptote: Estimate
  readonly factor: Estimate
  readonly exponent: Estimate
}

export interface EstimatedCollapse {
  readonly critical: Estimate
  readonly nu: Estimate
  readonly beta: Estimate
  readonly cost: number
}

export interface TransitionQuestion extends OverSeeds {
  /** The lowest and highest mean of all places if left out. */
  readonly levels?: readonly [from: number, to: number]
  /** Of the location. */
  readonly asymptote: Asymptote
  /** Exponents of the collapse that are known. */
  readonly known: Known
}

/**
 * A transition along a parameter at several sizes: where it is and how sharp, as powers of the size, and the exponents for which its curves lie upon
 * each other. Every interval is of the same bootstrap over seeds, each drawn with all of its runs.
 */
export function transitionScaling(runs: readonly PlacedValue[], question: TransitionQuestion): TransitionScaling {
  const { known, asymptote } = question
  const seeds = [...new Set(runs.map(({ seed }) => seed))]
  const grid = gridOf(runs, seeds)
  const places = grid.flatMap(({ size, cells }) =>
    cells.map(({ x, values }): Place => {
      const here = values.filter((value) => value !== null)
      return { size, x, runs: here.length, ...fluctuationsOf(here, size) }
    }),
  )
  const levels = question.levels ?? extremesOf(places.map((place) => place.mean))
  const errors = errorsOf(places)
  const all = seeds.map((_, i) => i)
  const curves = curvesOf(grid, all, errors)
  const collapse = dataCollapse(curves, known)
  const xs = places.map(({ x }) => x)
  const extent = Math.max(...xs) - Math.min(...xs)
  const numbersOf = (drawn: readonly number[], best: Collapse | null): number[] => {
    const drawnCurves = curvesOf(grid, drawn, errors)
    const found = drawnCurves.map(({ points }) => transitionOfCurve(points, ...levels))
    const locations = found.map((one) => one?.location ?? NaN)
    const widths = found.map((one) => one?.width ?? NaN)
    const [location, width] = [lawOf(grid, locations, asymptote), lawOf(grid, widths, 0)]
    return [
      ...locations,
      ...widths,
      ...ofLaw(location),
      ...ofLaw(width),
      ...ofCollapse(best),
      ...crossingsOf(grid, drawn),
    ]
  }
  const whole = numbersOf(all, collapse)
  const intervalOf = intervalsOverSeeds(seeds.length, question, (drawn) =>
    numbersOf(drawn, collapse && collapseFrom(curvesOf(grid, drawn, errors), collapse, known, extent)),
  )
  const estimate = (number: number): Estimate => ({ value: whole[number]!, ...intervalOf(number) })
  const count = grid.length
  return {
    ...{ places, levels },
    sizes: grid.map(({ size }, i) => ({ size, location: estimate(i), width: estimate(count + i) })),
    location: estimatedLaw(estimate, whole, 2 * count),
    width: estimatedLaw(estimate, whole, 2 * count + 3),
    collapse:
      collapse === null
        ? null
        : {
            critical: estimate(2 * count + 6),
            nu: estimate(2 * count + 7),
            beta: estimate(2 * count + 8),
            cost: collapse.cost,
          },
    crossings: grid.slice(1).flatMap(({ size }, i) => {
      const at = 2 * count + 9 + i
      return Number.isNaN(whole[at]) ? [] : [{ sizes: [grid[i]!.size, size], at: estimate(at) }]
    }),
  }
}

interface Row {
  readonly size: number
  /** In order of x; a value for each seed, null where it has no run. */
  readonly cells: readonly { readonly x: number; readonly values: readonly (number | null)[] }[]
}

function gridOf(runs: readonly PlacedValue[], seeds: readonly number[]): Row[] {
  const bySize = [...Map.groupBy(runs, ({ size }) => size)].toSorted(([a], [b]) => a - b)
  return bySize.map(([size, members]) => {
    const byX = [...Map.groupBy(members, ({ x }) => x)].toSorted(([a], [b]) => a - b)
    const cells = byX.map(([x, here]) => {
      const values = new Map(here.map(({ seed, value }) => [seed, value]))
      return { x, values: seeds.map((seed) => values.get(seed) ?? null) }
    })
    return { size, cells }
  })
}

/** The means over the seeds drawn; a place where none of them has a run is left out. */
function curvesOf(
  grid: readonly Row[],
  drawn: readonly number[],
  errorOf: (size: number, x: number) => number,
): SizedCurve[] {
  return grid.map(({ size, cells }) => ({
    size,
    points: cells.flatMap(({ x, values }) => {
      const here = drawn.flatMap((seed) => values[seed] ?? [])
      return here.length === 0 ? [] : [{ x, y: mean(here), error: errorOf(size, x) }]
    }),
  }))
}

/** Of each size and the next larger one; NaN where they do not cross. */
function crossingsOf(grid: readonly Row[], drawn: readonly number[]): number[] {
  const cumulants = grid.map(({ size, cells }) =>
    cells.map(({ x, values }) => ({
      x,
      ...fluctuationsOf(
        drawn.flatMap((seed) => values[seed] ?? []),
        size,
      ),
    })),
  )
  return cumulants.slice(1).map((larger, i) => binderCrossing(cumulants[i]!, larger) ?? NaN)
}

/**
 * The standard error of each place, from the mean of its own variance and that of all places: of a few seeds a variance is hardly known, and where all agree it
 * is 0, which would let one place decide.
 */
function errorsOf(places: readonly Place[]): (size: number, x: number) => number {
  const own = places.map(({ size, susceptibility }) => susceptibility / size)
  const pooled = mean(own.filter(Number.isFinite)) || 1
  const errors = new Map(
    places.map(({ size, x, runs }, i) => {
      const variance = Number.isFinite(own[i]) ? (own[i]! + pooled) / 2 : pooled
      return [`${size} ${x}`, Math.sqrt(variance / runs)]
    }),
  )
  return (size, x) => errors.get(`${size} ${x}`)!
}

function extremesOf(values: readonly number[]): readonly [number, number] {
  return [Math.min(...values), Math.max(...values)]
}

/** Through the sizes that have such a number, each counting alike. */
function lawOf(grid: readonly Row[], values: readonly number[], asymptote: Asymptote): ScalingLaw | null {
  const known = grid.flatMap(({ size }, i) => (Number.isFinite(values[i]) ? [{ size, value: values[i]!, weight: 1 }] : [])) // prettier-ignore
  return scalingLawOf(known, asymptote)
}

function ofLaw(law: ScalingLaw | null): number[] {
  return law === null ? [NaN, NaN, NaN] : [law.asymptote, law.factor, law.exponent]
}

function ofCollapse(collapse: Collapse | null): number[] {
  return collapse === null ? [NaN, NaN, NaN] : [collapse.critical, collapse.nu, collapse.beta]
}

function estimatedLaw(
  estimate: (number: number) => Estimate,
  whole: readonly number[],
  from: number,
): EstimatedLaw | null {
  if (Number.isNaN(whole[from])) return null
  return { asymptote: estimate(from), factor: estimate(from + 1), exponent: estimate(from + 2) }
}

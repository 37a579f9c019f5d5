import type { Question, Slice } from '#src/vocabulary/index.ts'
import { larger, smaller, type Cells } from './cells.ts'
import { gridOver, type Grid } from './grid.ts'
import type { Points } from './points.ts'

/**
 * Points and cells folded into the buckets of a grid. Must be fed in order of arrival: of two values at one step, the
 * later to arrive is the last. Steps may come in any order.
 */
export class Fold {
  readonly #grid: Grid
  readonly #steps: Float64Array
  readonly #last: Float64Array
  readonly #min: Float64Array
  readonly #max: Float64Array
  readonly #nans: Uint32Array

  constructor(grid: Grid) {
    this.#grid = grid
    this.#steps = new Float64Array(grid.count).fill(-1)
    this.#last = new Float64Array(grid.count)
    this.#min = new Float64Array(grid.count).fill(NaN)
    this.#max = new Float64Array(grid.count).fill(NaN)
    this.#nans = new Uint32Array(grid.count)
  }

  addPoints({ steps, values }: Points): void {
    for (let i = 0; i < steps.length; i++) {
      const value = values[i]!
      this.#add(steps[i]!, value, value, value, Number.isNaN(value) ? 1 : 0)
    }
  }

  addCells({ steps, last, min, max, nans }: Cells): void {
    for (let i = 0; i < steps.length; i++) this.#add(steps[i]!, last[i]!, min[i]!, max[i]!, nans[i]!)
  }

  /** The buckets that hold something. */
  buckets(): Cells {
    const full: number[] = []
    this.#steps.forEach((step, i) => step >= 0 && full.push(i))
    const floats = (array: Float64Array) => Float64Array.from(full, (i) => array[i]!)
    return {
      steps: floats(this.#steps),
      last: floats(this.#last),
      min: floats(this.#min),
      max: floats(this.#max),
      nans: Uint32Array.from(full, (i) => this.#nans[i]!),
    }
  }

  #add(step: number, last: number, min: number, max: number, nans: number): void {
    const i = this.#grid.place(step)
    if (step >= this.#steps[i]!) {
      this.#steps[i] = step
      this.#last[i] = last
    }
    this.#min[i] = smaller(this.#min[i]!, min)
    this.#max[i] = larger(this.#max[i]!, max)
    this.#nans[i]! += nans
  }
}

/** A slice of few points: the values themselves. */
export function exactSlice(of: Pick<Question, 'run' | 'series'>, { steps, values }: Points): Slice {
  const nans = Uint32Array.from(values, (value) => (Number.isNaN(value) ? 1 : 0))
  const ends = { steps, last: values, min: values, max: values, nans, lengths: null }
  return { run: of.run, series: of.series, stored: steps.length, exact: true, ...ends }
}

/** Cells at hand, in order of arrival, as at most `points` buckets: what the store does, without a store. */
export function foldedCells(sources: readonly Cells[], points: number): Cells {
  let [from, to] = [Infinity, 0]
  for (const { steps } of sources) {
    for (const step of steps) {
      from = Math.min(from, step)
      to = Math.max(to, step)
    }
  }
  const fold = new Fold(gridOver(Math.min(from, to), to, points, 'linear'))
  for (const cells of sources) fold.addCells(cells)
  return fold.buckets()
}

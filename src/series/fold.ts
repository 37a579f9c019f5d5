import { gridOver, type Grid, type Infinite, type Query, type QueryResult } from '#src/vocabulary/index.ts'
import { cellsInOrder, cellsOfPoints, emptyCells, mergeCell, nansOf, type Cells } from './cells.ts'
import { beginning, infiniteInOrder, mergeInfinite, pointwise, type WholeCells } from './infinite.ts'
import type { StoredPoints } from './points.ts'

/**
 * Points and cells folded into the buckets of a grid. Must be fed in order of arrival: of two values at one step, the
 * later to arrive is the last. Steps may come in any order. Cells that hold infinities must say what lies between these.
 */
export class Fold {
  readonly #grid: Grid
  readonly #buckets: Cells
  /** From the first infinity on. */
  #infinite: Infinite | null = null

  constructor(grid: Grid) {
    this.#grid = grid
    this.#buckets = emptyCells(grid.count)
  }

  addPoints(points: StoredPoints): void {
    this.addCells(pointwise(cellsOfPoints(points)))
  }

  addCells(cells: WholeCells): void {
    const { steps } = cells
    if (cells.infinite !== undefined) this.#infinite ??= beginning(this.#buckets)
    const infinite = this.#infinite
    for (let i = 0; i < steps.length; i++) {
      const place = this.#grid.place(steps[i]!)
      mergeCell(this.#buckets, place, cells, i)
      if (infinite !== null) mergeInfinite(infinite, place, cells, i)
    }
  }

  /** The buckets that hold something. */
  buckets(): WholeCells {
    const { steps } = this.#buckets
    const full = new Uint32Array(steps.length)
    let count = 0
    for (let i = 0; i < steps.length; i++) if (steps[i]! >= 0) full[count++] = i
    const order = full.subarray(0, count)
    const buckets = cellsInOrder(this.#buckets, order)
    return this.#infinite === null ? buckets : { ...buckets, infinite: infiniteInOrder(this.#infinite, order) }
  }
}

/** A slice of few points: the values themselves. */
export function exactSlice(of: Pick<Query, 'run' | 'series'>, { steps, values }: StoredPoints): QueryResult {
  const ends = { steps, last: values, min: values, max: values, nans: nansOf(values), lengths: null }
  return { run: of.run, series: of.series, stored: steps.length, exact: true, ...ends }
}

/** Cells at hand, in order of arrival, as at most `points` buckets: what the store does, without a store. */
export function foldedCells(sources: readonly WholeCells[], points: number): WholeCells {
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

import { orderOf, type StoredPoints } from './points.ts'

/**
 * What is kept of each of many groups of points: the step and the value of the last, the exact extremes, and how many
 * were NaN (NaN takes no part in the extremes). A point is a cell of one.
 */
export interface Cells {
  readonly steps: Float64Array
  readonly last: Float64Array
  readonly min: Float64Array
  readonly max: Float64Array
  readonly nans: Uint32Array
}

export function cellsOfPoints({ steps, values }: StoredPoints): Cells {
  return { steps, last: values, min: values, max: values, nans: nansOf(values) }
}

/** 1 for each NaN, 0 for any other. A plain loop, since it sees every point that is ever stored. */
export function nansOf(values: Float64Array): Uint32Array {
  const nans = new Uint32Array(values.length)
  for (let i = 0; i < values.length; i++) if (Number.isNaN(values[i])) nans[i] = 1
  return nans
}

/** Room for so many cells that hold nothing yet. */
export function emptyCells(length: number): Cells {
  return {
    steps: new Float64Array(length).fill(-1),
    last: new Float64Array(length),
    min: new Float64Array(length).fill(NaN),
    max: new Float64Array(length).fill(NaN),
    nans: new Uint32Array(length),
  }
}

/**
 * Merges cell `from` of `source` into cell `to` of `target`. Sources come in order of arrival: of two lasts at one step
 * the later to arrive stays.
 */
export function mergeCell(target: Cells, to: number, source: Cells, from: number): void {
  if (source.steps[from]! >= target.steps[to]!) {
    target.steps[to] = source.steps[from]!
    target.last[to] = source.last[from]!
  }
  target.min[to] = smaller(target.min[to]!, source.min[from]!)
  target.max[to] = larger(target.max[to]!, source.max[from]!)
  target.nans[to]! += source.nans[from]!
}

export function cellsInOrder(cells: Cells, order: Uint32Array): Cells {
  const picked = emptyCells(order.length)
  for (let i = 0; i < order.length; i++) mergeCell(picked, i, cells, order[i]!)
  return picked
}

/** One cell for each block of 2^exponent steps that holds anything, in step order. */
function cellsAt(exponent: number, sources: readonly Cells[]): Cells {
  const visits = blockVisits(exponent, sources)
  const cells = emptyCells(visits.count)
  const scale = 2 ** -exponent
  const places = visits.goBack ? new Map<number, number>() : null
  let [count, at, block] = [0, -1, -1]
  for (const source of sources) {
    for (let i = 0; i < source.steps.length; i++) {
      const here = Math.floor(source.steps[i]! * scale)
      if (here !== block) {
        at = places?.get(here) ?? count++
        places?.set(here, at)
        block = here
      }
      mergeCell(cells, at, source, i)
    }
  }
  return places === null ? cells : cellsInOrder(cells, orderOf(cells.steps.subarray(0, count)))
}

/** How often the blocks change along the sources, and whether an earlier block ever comes after a later one. */
function blockVisits(exponent: number, sources: readonly Cells[]): { count: number; goBack: boolean } {
  const scale = 2 ** -exponent
  let [count, block, goBack] = [0, -1, false]
  for (const { steps } of sources) {
    for (let i = 0; i < steps.length; i++) {
      const here = Math.floor(steps[i]! * scale)
      if (here === block) continue
      if (here < block) goBack = true
      block = here
      count++
    }
  }
  return { count, goBack }
}

export interface Level {
  readonly exponent: number
  readonly cells: Cells
}

/**
 * Levels of blocks four times as wide from each to the next, from the finest of at most `limit` cells to the first of
 * one or two. `from` is the exponent below which the sources themselves are already coarser.
 */
export function levelsOf(sources: readonly Cells[], limit: number, from: number): Level[] {
  const levels: Level[] = []
  for (let exponent = from; ; exponent += 2) {
    const visits = levels.length === 0 ? blockVisits(exponent, sources) : null
    if (visits !== null && !visits.goBack && visits.count > limit) continue
    const cells = cellsAt(exponent, levels.length === 0 ? sources : [levels[levels.length - 1]!.cells])
    if (cells.steps.length <= limit) levels.push({ exponent, cells })
    if (cells.steps.length <= 2) return levels
  }
}

/** The smaller of two, where NaN means that there is none yet. Math.min, for it tells −0 from 0. */
export function smaller(a: number, b: number): number {
  if (Number.isNaN(a)) return b
  return Number.isNaN(b) ? a : Math.min(a, b)
}

export function larger(a: number, b: number): number {
  if (Number.isNaN(a)) return b
  return Number.isNaN(b) ? a : Math.max(a, b)
}

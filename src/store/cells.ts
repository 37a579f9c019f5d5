import type { Points } from './points.ts'

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

export function cellsOfPoints({ steps, values }: Points): Cells {
  const nans = Uint32Array.from(values, (value) => (Number.isNaN(value) ? 1 : 0))
  return { steps, last: values, min: values, max: values, nans }
}

/**
 * One cell for each block of 2^exponent steps that holds anything, in step order. Sources in order of arrival: of two
 * lasts at one step the later to arrive stays.
 */
export function cellsAt(exponent: number, sources: readonly Cells[]): Cells {
  const width = 2 ** exponent
  const places = new Map<number, number>()
  const rows: [number, number, number, number, number][] = []
  let block = -1
  let row: (typeof rows)[number] | undefined
  for (const { steps, last, min, max, nans } of sources) {
    for (let i = 0; i < steps.length; i++) {
      const step = steps[i]!
      if (Math.floor(step / width) !== block || row === undefined) {
        block = Math.floor(step / width)
        row = rows[places.get(block) ?? -1]
        if (row === undefined) {
          places.set(block, rows.length)
          row = [-1, NaN, NaN, NaN, 0]
          rows.push(row)
        }
      }
      if (step >= row[0]) {
        row[0] = step
        row[1] = last[i]!
      }
      row[2] = smaller(row[2], min[i]!)
      row[3] = larger(row[3], max[i]!)
      row[4] += nans[i]!
    }
  }
  rows.sort((a, b) => a[0] - b[0])
  return {
    steps: Float64Array.from(rows, (row) => row[0]),
    last: Float64Array.from(rows, (row) => row[1]),
    min: Float64Array.from(rows, (row) => row[2]),
    max: Float64Array.from(rows, (row) => row[3]),
    nans: Uint32Array.from(rows, (row) => row[4]),
  }
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
  let cells = cellsAt(from, sources)
  for (let exponent = from; ; exponent += 2, cells = cellsAt(exponent, [cells])) {
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

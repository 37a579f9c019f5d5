import type { Matrix } from '#probes/maths/algebra/linear-algebra.ts'

/**
 * The distance of each row to the nearest of some points and to the next nearest that is not the same point again; null
 * with fewer than two different points. Differences are squared, not expanded: a copy has distance exactly 0.
 */
export function nearestTwo(rows: Matrix, points: Matrix): { first: number; second: number }[] | null {
  const different = [...new Map(split(points).map((point) => [point.join(), point])).values()]
  if (different.length < 2) return null
  return split(rows).map((row) => {
    let first = Infinity
    let second = Infinity
    for (const point of different) {
      let square = 0
      for (let i = 0; i < row.length; i++) square += ((row[i] as number) - (point[i] as number)) ** 2
      if (square < first) [first, second] = [square, first]
      else if (square < second) second = square
    }
    return { first: Math.sqrt(first), second: Math.sqrt(second) }
  })
}

function split({ rows, cols, data }: Matrix): (Float32Array | Float64Array)[] {
  return Array.from({ length: rows }, (_, row) => data.subarray(row * cols, (row + 1) * cols))
}

import type { Matrix } from '#probes/maths/algebra/linear-algebra.ts'
import { transposed } from '#probes/maths/algebra/transposed.ts'

/** Like leastAssignment, for the greatest sum. */
export function greatestAssignment(gains: Matrix): Int32Array {
  return leastAssignment({ ...gains, data: gains.data.map((gain) => -gain) })
}

/**
 * The column that goes with each row so that the sum of the costs is least; −1 for a row that is left over where there
 * are more rows than columns. Costs have to be finite. Shortest augmenting paths, O(n³): Jonker & Volgenant 1987 in
 * the rectangular form of Crouse 2016.
 */
export function leastAssignment(costs: Matrix): Int32Array {
  if (costs.rows <= costs.cols) return columnsOfRows(costs)
  const rowsOfColumns = columnsOfRows(transposed(costs))
  const columns = new Int32Array(costs.rows).fill(-1)
  rowsOfColumns.forEach((row, col) => (columns[row] = col))
  return columns
}

function columnsOfRows({ rows, cols, data }: Matrix): Int32Array {
  const columnOf = new Int32Array(rows).fill(-1)
  const rowOf = new Int32Array(cols).fill(-1)
  /** Prices: every cost less those of its row and its column is at least 0, and 0 where the two go together. */
  const rowPrice = new Float64Array(rows)
  const columnPrice = new Float64Array(cols)
  /** The length of the shortest path to each column, and the row from which it comes. */
  const length = new Float64Array(cols)
  const from = new Int32Array(cols)
  /** Columns that no path has reached for good are at the front; those that one has are behind, in reversed order. */
  const columns = Int32Array.from({ length: cols }, (_, col) => col)

  for (let start = 0; start < rows; start++) {
    length.fill(Infinity)
    let open = cols
    let reached = 0
    let end = -1
    for (let row = start; end < 0; row = rowOf[columns[open]!]!) {
      const offset = reached - rowPrice[row]!
      let nearest = 0
      let least = Infinity
      for (let at = 0; at < open; at++) {
        const col = columns[at]!
        const through = offset + data[row * cols + col]! - columnPrice[col]!
        if (through < length[col]!) {
          length[col] = through
          from[col] = row
        }
        // Of columns equally near, one that is free ends the path.
        if (length[col]! < least || (length[col] === least && rowOf[col] === -1)) {
          least = length[col]!
          nearest = at
        }
      }
      if (!Number.isFinite(least)) throw new RangeError('Costs of an assignment have to be finite')
      reached = least
      const col = columns[nearest]!
      open -= 1
      columns[nearest] = columns[open]!
      columns[open] = col
      if (rowOf[col] === -1) end = col
    }
    rowPrice[start]! += reached
    for (let at = open; at < cols; at++) {
      const col = columns[at]!
      const less = reached - length[col]!
      columnPrice[col]! -= less
      if (rowOf[col] !== -1) rowPrice[rowOf[col]!]! += less
    }
    for (let col = end, row = -1; row !== start;) {
      row = from[col]!
      rowOf[col] = row
      const before = columnOf[row]!
      columnOf[row] = col
      col = before
    }
  }
  return columnOf
}

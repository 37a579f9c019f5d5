import type { Matrix } from '#probes/maths/algebra/linear-algebra.ts'

/**
 * The weights of the edges of a maximum spanning tree of the complete bipartite graph between the rows and the columns
 * of a matrix, rows + cols − 1 of them; which of several trees does not change the weights. Prim's algorithm on a dense
 * graph: (rows + cols)² steps, fewer than sorting the edges would take.
 */
export function maximumSpanningTree({ rows, cols, data }: Matrix): Float64Array {
  const nodes = rows + cols
  const weights = new Float64Array(Math.max(0, nodes - 1))
  const reach = new Float64Array(nodes).fill(-Infinity)
  const isIn = new Uint8Array(nodes)
  let at = 0
  for (let edge = 0; edge < weights.length; edge++) {
    isIn[at] = 1
    // A row reaches the columns, a column the rows.
    const [first, last] = at < rows ? [rows, nodes] : [0, rows]
    for (let node = first; node < last; node++) {
      const weight = (at < rows ? data[at * cols + node - rows] : data[node * cols + at - rows]) ?? 0
      if (weight > (reach[node] ?? 0)) reach[node] = weight
    }
    let best = -1
    for (let node = 0; node < nodes; node++) {
      if (isIn[node] === 0 && (best < 0 || (reach[node] ?? 0) > (reach[best] ?? 0))) best = node
    }
    weights[edge] = reach[best] ?? 0
    at = best
  }
  return weights
}

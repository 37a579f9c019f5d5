import type { Matrix } from '#probes/maths/algebra/linear-algebra.ts'
import { maximumSpanningTree } from './spanning-tree.ts'

/**
 * The normalized neural persistence of a layer whose entries are shares in [0, 1] of the largest weight: its graph is
 * filtered from the largest edge down, every neuron is there from the start, and an edge of the maximum spanning tree
 * ends a component. √Σ(1 − w)² over the tree, divided by the most it can be.
 */
export function normalizedPersistence(shares: Matrix): number {
  const tree = maximumSpanningTree(shares)
  let squares = 0
  for (const weight of tree) squares += (1 - weight) ** 2
  return Math.sqrt(squares / tree.length)
}

/** |entries| as shares of `largest`, in float64. */
export function sharesOf({ rows, cols, data }: Matrix, largest: number): Matrix {
  return { rows, cols, data: Float64Array.from(data, (weight) => Math.abs(weight) / largest) }
}

export function largestOf({ data }: Matrix): number {
  let largest = 0
  for (const weight of data) largest = Math.max(largest, Math.abs(weight))
  return largest
}

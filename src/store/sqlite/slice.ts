import { gridOver, type Grid, type Query, type QueryResult } from '#src/vocabulary/index.ts'
import { exactSlice, Fold } from '#src/series/fold.ts'
import { joined, sorted, within, type StoredPoints } from '#src/series/points.ts'
import type { Database } from './database.ts'
import { cellsBetween, childrenOf, chunkPoints, topNodes, type NodeRow } from './pyramid.ts'
import { tailPoints } from './scalars.ts'
import type { SeriesRow } from './series.ts'

/** A node of the pyramid that lies inside the range, or the points of one that the range cuts. */
type Part = { readonly node: NodeRow } | { readonly points: StoredPoints }

/**
 * Answers a query about scalars. A node inside the range is read at the coarsest level that the grid allows; one
 * that the range cuts, or that is too coarse, gives way to its children and at last to its points. So the work is of
 * the order of the buckets, not of the points, and every bucket is exact.
 */
export function sliceOfScalars(db: Database, series: SeriesRow, query: Query): QueryResult {
  const { run, series: name, points: limit, spacing } = query
  const from = Math.max(Math.ceil(query.from ?? 0), series.first_step ?? 0)
  const to = Math.min(Math.floor(query.to ?? Infinity), series.last_step ?? -1)
  const parts = from <= to ? partsWithin(db, series, from, to) : []
  const stored = parts.reduce((sum, part) => sum + ('node' in part ? part.node.points : part.points.steps.length), 0)
  if (stored <= limit) return exactSlice(query, sorted(joined(parts.flatMap((part) => leaves(db, part)))))
  const grid = gridOver(from, to, limit, spacing)
  const fold = new Fold(grid)
  for (let at = 0; at < parts.length;) {
    const part = parts[at]!
    if ('points' in part) fold.addPoints(part.points)
    const group = nodesFrom(parts, at)
    addNodes(db, group, grid, fold)
    at += Math.max(1, group.length)
  }
  return { run, series: name, stored, exact: false, ...fold.buckets(), lengths: null }
}

/** In order of arrival, as a fold wants them. */
function partsWithin(db: Database, series: SeriesRow, from: number, to: number): Part[] {
  const cut = (node: NodeRow): Part[] => {
    if (node.last_step < from || node.first_step > to) return []
    if (node.first_step >= from && node.last_step <= to) return [{ node }]
    if (node.tier > 0) return childrenOf(db, node).flatMap(cut)
    return [{ points: within(chunkPoints(db, node.key), from, to) }]
  }
  const sealed = topNodes(db, series.key, series.chunks).flatMap(cut)
  return [...sealed, { points: within(tailPoints(db, series), from, to) }]
}

/** The nodes that come one after another in `parts` from `at`. */
function nodesFrom(parts: readonly Part[], at: number): NodeRow[] {
  const nodes: NodeRow[] = []
  for (let part = parts[at]; part !== undefined && 'node' in part; part = parts[at + nodes.length])
    nodes.push(part.node)
  return nodes
}

/** Neighbors that are wanted at one level are read in one statement: rows, not nodes, are what a query costs. */
function addNodes(db: Database, nodes: readonly NodeRow[], grid: Grid, fold: Fold): void {
  for (let at = 0, end = 0; at < nodes.length; at = end) {
    const node = nodes[at]!
    const exponent = exponentFor(node, grid)
    const isAlike = (next: NodeRow | undefined) => next?.tier === node.tier && exponentFor(next, grid) === exponent
    for (end = at + 1; exponent !== null && isAlike(nodes[end]);) end++
    if (exponent !== null) {
      for (const cells of cellsBetween(db, node, nodes[end - 1]!, exponent)) fold.addCells(cells)
    } else if (node.tier === 0) fold.addPoints(chunkPoints(db, node.key))
    else addNodes(db, childrenOf(db, node), grid, fold)
  }
}

/** The coarsest level that the grid allows of this node, or null if it wants more than the node's finest. */
function exponentFor({ first_step, finest }: NodeRow, grid: Grid): number | null {
  // Levels have even exponents only.
  const allowed = Math.floor(Math.log2(grid.grain(first_step)) / 2) * 2
  return allowed >= finest ? allowed : null
}

function leaves(db: Database, part: Part): StoredPoints[] {
  if ('points' in part) return [part.points]
  if (part.node.tier === 0) return [chunkPoints(db, part.node.key)]
  return childrenOf(db, part.node).flatMap((node) => leaves(db, { node }))
}

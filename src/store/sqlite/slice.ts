import { gridOver, type Grid, type Query, type QueryResult, type StepRange } from '#src/vocabulary/index.ts'
import { exactSlice, Fold } from '#src/series/fold.ts'
import { holdsInfinity } from '#src/series/infinite.ts'
import { joined, sorted, within, type StoredPoints } from '#src/series/points.ts'
import { mergedRanges } from '#src/store/damage.ts'
import type { Database } from './database.ts'
import { childrenOf, topNodes, type LostNode, type NodeRow } from './nodes.ts'
import { cellsBetween, chunkPoints, isNode, lostPoints } from './pyramid.ts'
import { tailPoints } from './scalars.ts'
import { anywhereIn, type SeriesRow } from './series.ts'
import { endsOf } from './held.ts'

/** A node of the pyramid that lies inside the range, or the points of one that the range cuts. */
type Part = { readonly node: NodeRow } | { readonly points: StoredPoints }

/**
 * Answers a query about scalars. A node inside the range is read at the coarsest level that the grid allows; one
 * that the range cuts, or that is too coarse, gives way to its children and at last to its points. So the work is of
 * the order of the buckets, not of the points, and every bucket is exact. What is damaged is left out and said; damaged
 * cells alone cost nothing but time, for what is under them is read instead.
 */
export function sliceOfScalars(db: Database, series: SeriesRow, query: Query): QueryResult {
  return db.snapshot(() => new Slicing(db, series, query).result())
}

class Slicing {
  readonly #db: Database
  readonly #series: SeriesRow
  readonly #query: Query
  readonly #from: number
  readonly #to: number
  readonly #damaged: StepRange[] = []

  constructor(db: Database, series: SeriesRow, query: Query) {
    const { first, last } = endsOf(db, series)
    this.#db = db
    this.#series = series
    this.#query = query
    this.#from = Math.max(Math.ceil(query.from ?? 0), first ?? 0)
    this.#to = Math.min(Math.floor(query.to ?? Infinity), last ?? -1)
  }

  result(): QueryResult {
    const { points: limit, spacing, run, series } = this.#query
    const [from, to] = [this.#from, this.#to]
    const parts = from <= to ? this.#partsWithin() : []
    const stored = parts.reduce((sum, part) => sum + ('node' in part ? part.node.points : part.points.steps.length), 0)
    if (stored <= limit) {
      const points = sorted(joined(parts.flatMap((part) => this.#leaves(part))))
      return { ...exactSlice(this.#query, points), ...this.#said() }
    }
    const grid = gridOver(from, to, limit, spacing)
    const fold = new Fold(grid)
    for (let at = 0; at < parts.length;) {
      const part = parts[at]!
      if ('points' in part) fold.addPoints(part.points)
      const group = nodesFrom(parts, at)
      this.#addNodes(group, grid, fold)
      at += Math.max(1, group.length)
    }
    return { run, series, stored, exact: false, ...fold.buckets(), lengths: null, ...this.#said() }
  }

  /** In order of arrival, as a fold wants them. */
  #partsWithin(): Part[] {
    const [from, to] = [this.#from, this.#to]
    const cut = (node: NodeRow | LostNode): Part[] => {
      if (!isNode(node)) return [{ points: within(this.#pointsOfLost(node), from, to) }]
      if (node.last_step < from || node.first_step > to) return []
      if (node.first_step >= from && node.last_step <= to) return [{ node }]
      if (node.tier > 0) return childrenOf(this.#db, node).flatMap(cut)
      return [{ points: within(this.#pointsOf(node), from, to) }]
    }
    const sealed = topNodes(this.#db, this.#series.key, this.#series.chunks).flatMap(cut)
    const { points, damaged } = tailPoints(this.#db, this.#series)
    this.#damaged.push(...damaged)
    return [...sealed, { points: within(points, from, to) }]
  }

  /** Neighbors that are wanted at one level are read in one statement: rows, not nodes, are what a query costs. */
  #addNodes(nodes: readonly (NodeRow | LostNode)[], grid: Grid, fold: Fold): void {
    for (let at = 0, end = 0; at < nodes.length; at = end) {
      const node = nodes[at]!
      end = at + 1
      if (!isNode(node)) {
        fold.addPoints(this.#pointsOfLost(node))
        continue
      }
      const exponent = exponentFor(node, grid)
      if (exponent === null) {
        this.#addFiner(node, grid, fold)
        continue
      }
      const alike = [node]
      const isAlike = (next: NodeRow | LostNode | undefined): next is NodeRow =>
        next !== undefined && isNode(next) && next.tier === node.tier && exponentFor(next, grid) === exponent
      for (let next = nodes[end]; isAlike(next); next = nodes[end]) {
        alike.push(next)
        end++
      }
      cellsBetween(this.#db, alike, exponent).forEach((cells, i) => {
        // What lies between infinities only the points say.
        if (cells === null || holdsInfinity(cells)) this.#addFiner(alike[i]!, grid, fold)
        else fold.addCells(cells)
      })
    }
  }

  #addFiner(node: NodeRow, grid: Grid, fold: Fold): void {
    if (node.tier === 0) fold.addPoints(this.#pointsOf(node))
    else this.#addNodes(childrenOf(this.#db, node), grid, fold)
  }

  #leaves(part: Part): StoredPoints[] {
    const under = (node: NodeRow | LostNode): StoredPoints[] => {
      if (!isNode(node)) return [this.#pointsOfLost(node)]
      return node.tier === 0 ? [this.#pointsOf(node)] : childrenOf(this.#db, node).flatMap(under)
    }
    return 'points' in part ? [part.points] : under(part.node)
  }

  #pointsOf(node: NodeRow): StoredPoints {
    return this.#orSaid(chunkPoints(this.#db, node), { from: node.first_step, to: node.last_step })
  }

  #pointsOfLost(node: LostNode): StoredPoints {
    return this.#orSaid(lostPoints(this.#db, node), anywhereIn(this.#series))
  }

  #orSaid(points: StoredPoints | null, range: StepRange): StoredPoints {
    if (points !== null) return points
    this.#damaged.push(range)
    return { steps: new Float64Array(), values: new Float64Array() }
  }

  /** What of the damage lies in the range that was asked for: the series may have reached further than can be read. */
  #said(): Pick<QueryResult, 'damaged'> {
    const low = Math.max(Math.ceil(this.#query.from ?? 0), 0)
    const high = Math.floor(this.#query.to ?? Infinity)
    const inside = this.#damaged.flatMap((range) => {
      const to = Math.min(range.to, high)
      const from = Math.max(range.from, low)
      return from <= to ? [{ from, to }] : []
    })
    return inside.length === 0 ? {} : { damaged: mergedRanges(inside) }
  }
}

/** The nodes that come one after another in `parts` from `at`. */
function nodesFrom(parts: readonly Part[], at: number): NodeRow[] {
  const nodes: NodeRow[] = []
  for (let part = parts[at]; part !== undefined && 'node' in part; part = parts[at + nodes.length])
    nodes.push(part.node)
  return nodes
}

/** The coarsest level that the grid allows of this node, or null if it wants more than the node's finest. */
function exponentFor({ first_step, finest }: NodeRow, grid: Grid): number | null {
  // Levels have even exponents only.
  const allowed = Math.floor(Math.log2(grid.grain(first_step)) / 2) * 2
  return allowed >= finest ? allowed : null
}

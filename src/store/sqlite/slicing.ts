import { gridOver, type Grid, type Query, type QueryResult, type StepRange } from '#src/vocabulary/index.ts'
import { exactSlice, Fold } from '#src/series/fold.ts'
import { holdsInfinity, type WholeCells } from '#src/series/infinite.ts'
import { joined, sorted, within, type StoredPoints } from '#src/series/points.ts'
import { lastOfPlaces, picked } from '#src/series/places.ts'
import { mergedRanges } from '#src/store/damage.ts'
import type { Database } from './database.ts'
import { childrenOf, topNodes, type LostNode, type NodeRow } from './nodes.ts'
import { cellsBetween, chunkPoints, isNode, lostPoints } from './pyramid.ts'
import { tailPoints } from './scalars.ts'
import { anywhereIn, type SeriesRow } from './series.ts'
import { endsOf } from './held.ts'

/** Which steps, and how many points of them can be told apart. */
export type SliceRange = Pick<Query, 'from' | 'to' | 'points' | 'spacing'>

/** Points of a series between two steps: all of them or, where these are more than `most`, the last of each bucket of a grid. */
export interface Lasts {
  readonly points: StoredPoints
  readonly isAll: boolean
  readonly damaged: readonly StepRange[]
}

/** A node of the pyramid that lies inside the range, or the points of one that the range cuts. */
type Part = { readonly node: NodeRow } | { readonly points: StoredPoints }

/** What lies between two steps of a series, looked at in one state of the store. */
export class Slicing {
  readonly #db: Database
  readonly #series: SeriesRow
  readonly #query: SliceRange
  readonly #from: number
  readonly #to: number
  readonly #damaged: StepRange[] = []

  constructor(db: Database, series: SeriesRow, query: SliceRange) {
    const { first, last } = endsOf(db, series)
    this.#db = db
    this.#series = series
    this.#query = query
    this.#from = Math.max(Math.ceil(query.from ?? 0), first ?? 0)
    this.#to = Math.min(Math.floor(query.to ?? Infinity), last ?? -1)
  }

  result({ run, series }: Pick<Query, 'run' | 'series'>): QueryResult {
    const { points: limit, spacing } = this.#query
    const [from, to] = [this.#from, this.#to]
    const parts = this.#partsWithin()
    const stored = pointsIn(parts)
    if (stored <= limit) return { ...exactSlice({ run, series }, this.#pointsOfAll(parts)), ...this.#said() }
    const buckets = this.#folded(parts, gridOver(from, to, limit, spacing))
    return { run, series, stored, exact: false, ...buckets, lengths: null, ...this.#said() }
  }

  lasts(gridOf: () => Grid): Lasts {
    const parts = this.#partsWithin()
    const isAll = pointsIn(parts) <= this.#query.points
    const points = isAll ? this.#pointsOfAll(parts) : this.#lastsOf(parts, gridOf())
    return { points, isAll, damaged: this.#said().damaged ?? [] }
  }

  #lastsOf(parts: readonly Part[], grid: Grid): StoredPoints {
    if (parts.some((part) => 'node' in part)) {
      const { steps, last } = this.#folded(parts, grid)
      return { steps, values: last }
    }
    // A short series has nothing above its points, and what else a bucket holds is not wanted.
    const points = this.#pointsOfAll(parts)
    const lasts = lastOfPlaces(points.steps, grid.place)
    return { steps: picked(points.steps, lasts), values: picked(points.values, lasts) }
  }

  #pointsOfAll(parts: readonly Part[]): StoredPoints {
    return sorted(joined(parts.flatMap((part) => this.#leaves(part))))
  }

  #folded(parts: readonly Part[], grid: Grid): WholeCells {
    const fold = new Fold(grid)
    for (let at = 0; at < parts.length;) {
      const part = parts[at]!
      if ('points' in part) fold.addPoints(part.points)
      const group = nodesFrom(parts, at)
      this.#addNodes(group, grid, fold)
      at += Math.max(1, group.length)
    }
    return fold.buckets()
  }

  /** In order of arrival, as a fold wants them. */
  #partsWithin(): Part[] {
    const [from, to] = [this.#from, this.#to]
    if (from > to) return []
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

function pointsIn(parts: readonly Part[]): number {
  return parts.reduce((sum, part) => sum + ('node' in part ? part.node.points : part.points.steps.length), 0)
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

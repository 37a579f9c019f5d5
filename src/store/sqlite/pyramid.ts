import type { StepRange } from '#src/vocabulary/index.ts'
import { blobOfCells, blobOfPoints, pointsFrom } from '#src/store/blob.ts'
import { cellsOfPoints, levelsOf, type Cells, type Level } from '#src/series/cells.ts'
import type { StoredPoints } from '#src/series/points.ts'
import { cellsOfLevel } from './cells-memory.ts'
import type { Database } from './database.ts'
import { FAN, insertNode, nodesBetween, type LostNode, type NodeRow } from './nodes.ts'
import { anywhereIn, type SeriesRow } from './series.ts'

/** Cells of a node's finest level. A chunk's next finer level is its points; a higher node's is its children. */
const FINEST_OF_CHUNK = 256
const FINEST_ABOVE = 1024
/** Levels of a node have consecutive keys; exponents are even, and below 64. */
const LEVELS = 32

/** Keeps a chunk of points in step order with its levels, and builds the nodes above that it completes. */
export function seal(db: Database, series: number, number: number, points: StoredPoints): void {
  const node = insertChunkNode(db, series, number, points)
  db.sql('insert into chunk (node, series, number, numbers) values (?, ?, ?, ?)').run(
    ...[node.key, series, number],
    blobOfPoints(points, ['chunk', node.key, series, number]),
  )
  if ((number + 1) % FAN === 0) sealAbove(db, series, 1, (number + 1) / FAN - 1)
}

/** The node of a chunk, with its levels, under the next key or that of a lost one. */
export function insertChunkNode(
  db: Database,
  series: number,
  number: number,
  points: StoredPoints,
  under: number | null = null,
): NodeRow {
  const { steps } = points
  const levels = levelsOfChunk(points)
  const ends = { first_step: steps[0]!, last_step: steps[steps.length - 1]!, points: steps.length }
  return insertWithLevels(db, { series, tier: 0, number, ...ends }, levels, under)
}

export function levelsOfChunk(points: StoredPoints): Level[] {
  return levelsOf([cellsOfPoints(points)], FINEST_OF_CHUNK, 0)
}

function sealAbove(db: Database, series: number, tier: number, number: number): void {
  // Where something under it is damaged, a node is left out: the nodes under it are read in its place.
  if (insertNodeAbove(db, series, tier, number) === null) return
  if ((number + 1) % FAN === 0) sealAbove(db, series, tier + 1, (number + 1) / FAN - 1)
}

/** The node over sixteen others, or null if not all of these can be read. */
export function insertNodeAbove(db: Database, series: number, tier: number, number: number): NodeRow | null {
  const above = nodeAbove(db, series, tier, number)
  return above === null ? null : insertWithLevels(db, above.node, above.levels)
}

export function nodeAbove(db: Database, series: number, tier: number, number: number) {
  const children = nodesBetween(db, series, tier - 1, number * FAN, (number + 1) * FAN)
  if (children.length !== FAN || !children.every((child) => isNode(child))) return null
  const from = Math.max(...children.map((child) => child.finest))
  const sources = cellsBetween(db, children, from)
  if (!sources.every((cells) => cells !== null)) return null
  const node = {
    ...{ series, tier, number },
    first_step: Math.min(...children.map((child) => child.first_step)),
    last_step: Math.max(...children.map((child) => child.last_step)),
    points: children.reduce((sum, child) => sum + child.points, 0),
  }
  return { node, levels: levelsOf(sources, FINEST_ABOVE, from) }
}

export function isNode(node: NodeRow | LostNode): node is NodeRow {
  return 'tier' in node
}

/**
 * Of each of these neighbors of one tier, the level with this exponent, or its coarsest if that is finer; null where it
 * is damaged or missing.
 */
export function cellsBetween(db: Database, nodes: readonly NodeRow[], exponent: number): (Cells | null)[] {
  const { series, tier, number } = nodes[0]!
  const rows = db
    .sql(
      `select node.key as node, cells.cells from node join cells on cells.key = node.key * ${LEVELS} + min(?, node.coarsest) / 2
       where node.series = ? and node.tier = ? and node.number between ? and ?`,
    )
    .all(exponent, series, tier, number, nodes[nodes.length - 1]!.number)
  const blobs = new Map(rows.map((row) => [Number(row.node), row.cells]))
  return nodes.map((node) => cellsOfLevel(db, keyOfLevel(node, Math.min(exponent, node.coarsest)), blobs.get(node.key)))
}

/** The chunk's points in step order, or null if they are damaged. */
export function chunkPoints(db: Database, { key, series, number }: NodeRow): StoredPoints | null {
  const row = db.sql('select numbers from chunk where node = ?').get(key)
  return pointsFrom(row?.numbers, ['chunk', key, series, number])
}

/** The points of a chunk whose node is lost, found by looking at every chunk there is; null if they are damaged as well. */
export function lostPoints(db: Database, { series, number }: LostNode): StoredPoints | null {
  const row = db.sql('select node, numbers from chunk where series = ? and number = ?').get(series, number)
  return pointsFrom(row?.numbers, ['chunk', Number(row?.node), series, number])
}

/** The nodes of all chunks, and where one is missing. */
export function chunksOf(db: Database, series: SeriesRow): { nodes: NodeRow[]; damaged: StepRange[] } {
  const all = nodesBetween(db, series.key, 0, 0, series.chunks)
  const nodes = all.filter(isNode)
  return { nodes, damaged: nodes.length < all.length ? [anywhereIn(series)] : [] }
}

export function keyOfLevel({ key }: NodeRow, exponent: number): number {
  return key * LEVELS + exponent / 2
}

export function insertLevels(db: Database, node: NodeRow, levels: readonly Level[]): void {
  for (const { exponent, cells } of levels) {
    const key = keyOfLevel(node, exponent)
    db.sql('insert or replace into cells (key, cells) values (?, ?)').run(key, blobOfCells(cells, ['cells', key]))
  }
}

export function deleteLevels(db: Database, node: number): void {
  db.sql('delete from cells where key >= ? and key < ?').run(node * LEVELS, (node + 1) * LEVELS)
}

function insertWithLevels(
  db: Database,
  node: Omit<NodeRow, 'key' | 'finest' | 'coarsest'>,
  levels: readonly Level[],
  under: number | null = null,
): NodeRow {
  const [finest, coarsest] = [levels[0]!.exponent, levels[levels.length - 1]!.exponent]
  const row = insertNode(db, { ...node, finest, coarsest }, under)
  insertLevels(db, row, levels)
  return row
}

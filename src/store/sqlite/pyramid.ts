import { blobFrom, countsFrom, floatsFrom } from '#src/store/blob.ts'
import { cellsOfPoints, levelsOf, type Cells, type Level } from '#src/series/cells.ts'
import type { StoredPoints } from '#src/series/points.ts'
import type { Database } from './database.ts'

/** Nodes under one node of the next tier. */
const FAN = 16
/** Cells of a node's finest level. A chunk's next finer level is its points; a higher node's is its children. */
const FINEST_OF_CHUNK = 256
const FINEST_ABOVE = 1024

export interface NodeRow {
  readonly key: number
  readonly series: number
  readonly tier: number
  readonly number: number
  readonly first_step: number
  readonly last_step: number
  readonly points: number
  readonly finest: number
  readonly coarsest: number
}

/** Keeps a chunk of points in step order with its levels, and builds the nodes above that it completes. */
export function seal(db: Database, series: number, number: number, points: StoredPoints): void {
  const { steps, values } = points
  const ends = { first: steps[0]!, last: steps[steps.length - 1]!, points: steps.length }
  const levels = levelsOf([cellsOfPoints(points)], FINEST_OF_CHUNK, 0)
  const key = insertNode(db, series, 0, number, ends, levels)
  db.sql('insert into chunk (node, steps, numbers) values (?, ?, ?)').run(key, blobFrom(steps), blobFrom(values))
  if ((number + 1) % FAN === 0) sealAbove(db, series, 1, (number + 1) / FAN - 1)
}

function sealAbove(db: Database, series: number, tier: number, number: number): void {
  const children = nodes(db, series, tier - 1, number * FAN, (number + 1) * FAN)
  const from = Math.max(...children.map((child) => child.finest))
  const sources = cellsBetween(db, children[0]!, children[children.length - 1]!, from)
  const ends = {
    first: Math.min(...children.map((child) => child.first_step)),
    last: Math.max(...children.map((child) => child.last_step)),
    points: children.reduce((sum, child) => sum + child.points, 0),
  }
  insertNode(db, series, tier, number, ends, levelsOf(sources, FINEST_ABOVE, from))
  if ((number + 1) % FAN === 0) sealAbove(db, series, tier + 1, (number + 1) / FAN - 1)
}

/** Nodes `from <= number < to` of a tier, in order of arrival. */
function nodes(db: Database, series: number, tier: number, from: number, to: number): NodeRow[] {
  return db
    .sql('select * from node where series = ? and tier = ? and number >= ? and number < ? order by number')
    .all(series, tier, from, to) as unknown as NodeRow[]
}

export function childrenOf(db: Database, { series, tier, number }: NodeRow): NodeRow[] {
  return nodes(db, series, tier - 1, number * FAN, (number + 1) * FAN)
}

/** Every complete node that is not under another, in order of arrival: together they are all sealed points. */
export function topNodes(db: Database, series: number, chunks: number): NodeRow[] {
  const tops: NodeRow[] = []
  let tier = 0
  while (FAN ** (tier + 1) <= chunks) tier++
  for (let done = 0; tier >= 0; tier--) {
    const size = FAN ** tier
    const to = Math.floor(chunks / size)
    tops.push(...nodes(db, series, tier, done / size, to))
    done = to * size
  }
  return tops
}

/** Of each node from `first` to `last` of one tier, the level with this exponent, or its coarsest if that is finer. */
export function cellsBetween(db: Database, first: NodeRow, last: NodeRow, exponent: number): Cells[] {
  const rows = db
    .sql(
      `select cells.cells from node join cells on cells.node = node.key and cells.exponent = min(?, node.coarsest)
       where node.series = ? and node.tier = ? and node.number between ? and ? order by node.number`,
    )
    .all(exponent, first.series, first.tier, first.number, last.number)
  return rows.map((row) => cellsFrom(row.cells as Uint8Array))
}

export function chunkPoints(db: Database, node: number): StoredPoints {
  const row = db.sql('select steps, numbers from chunk where node = ?').get(node)
  return { steps: floatsFrom(row!.steps as Uint8Array), values: floatsFrom(row!.numbers as Uint8Array) }
}

function insertNode(
  db: Database,
  series: number,
  tier: number,
  number: number,
  ends: { first: number; last: number; points: number },
  levels: readonly Level[],
): number {
  const finest = levels[0]!.exponent
  const coarsest = levels[levels.length - 1]!.exponent
  const { lastInsertRowid } = db
    .sql(
      `insert into node (series, tier, number, first_step, last_step, points, finest, coarsest)
       values (?, ?, ?, ?, ?, ?, ?, ?)`,
    )
    .run(series, tier, number, ends.first, ends.last, ends.points, finest, coarsest)
  const key = Number(lastInsertRowid)
  for (const { exponent, cells } of levels) {
    db.sql('insert into cells (node, exponent, cells) values (?, ?, ?)').run(key, exponent, blobOf(cells))
  }
  return key
}

/** 36 bytes a cell: the four columns of f64, then the counts. */
function blobOf({ steps, last, min, max, nans }: Cells): Uint8Array {
  const bytes = new Uint8Array(steps.length * 36)
  ;[steps, last, min, max].forEach((column, i) => bytes.set(blobFrom(column), i * steps.length * 8))
  bytes.set(blobFrom(nans), steps.length * 32)
  return bytes
}

function cellsFrom(blob: Uint8Array): Cells {
  const count = blob.length / 36
  const four = floatsFrom(blob.subarray(0, count * 32))
  const column = (i: number) => four.subarray(i * count, (i + 1) * count)
  return {
    steps: column(0),
    last: column(1),
    min: column(2),
    max: column(3),
    nans: countsFrom(blob.subarray(count * 32)),
  }
}

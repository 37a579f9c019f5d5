import { levelsOf } from '#src/series/cells.ts'
import { framesOf } from '#src/series/frames.ts'
import { isSameSummary } from '#src/series/summary.ts'
import { headsFrom, pageFrom, pointsFrom, valuesFrom } from '#src/store/blob.ts'
import type { Database } from './database.ts'
import { rewriteFrames } from './frames.ts'
import { FAN, isSoundNode, nodesBetween, type NodeRow } from './nodes.ts'
import { keysOfPages, rewritePage } from './pages.ts'
import {
  cellsBetween,
  chunkPoints,
  deleteLevels,
  insertChunkNode,
  insertLevels,
  insertNodeAbove,
  isNode,
  levelsOfChunk,
  nodeAbove,
} from './pyramid.ts'
import { rewriteSegment } from './segments.ts'
import { blobOfSummary, restingSummary } from './series-summary.ts'
import { storedSummary } from './stored-summary.ts'
import { isIntact, updateSeries, type SeriesRow } from './series.ts'

/** What rows say of their blobs, wherever the blobs are sound: it follows from them. */
export function remadeRows(db: Database, run: number): void {
  for (const row of db.sql('select key, numbers from page where key >= ? and key < ?').all(...keysOfPages(run))) {
    const page = pageFrom(row.numbers, ['page', Number(row.key)])
    if (page !== null) rewritePage(db, Number(row.key), page)
  }
  const ofRun = 'series in (select key from series where run = ?)'
  for (const row of db.sql(`select key, series, number, numbers from segment where ${ofRun}`).all(run)) {
    const [series, number] = [Number(row.series), Number(row.number)]
    const points = pointsFrom(row.numbers, ['segment', series, number])
    if (points !== null) rewriteSegment(db, Number(row.key), series, number, points)
  }
  for (const row of db.sql(`select key, series, number, heads, numbers from frames where ${ofRun}`).all(run)) {
    const [series, number] = [Number(row.series), Number(row.number)]
    const heads = headsFrom(row.heads, ['heads', series, number])
    const values = valuesFrom(row.numbers, ['frames', series, number])
    if (heads !== null && values !== null)
      rewriteFrames(db, Number(row.key), series, number, framesOf({ ...heads, values }))
  }
}

/** What a series says of its rows, if that with what else it says is what was written: its checksum tells. */
export function remadeSeries(db: Database, key: number): void {
  const row = db.sql('select * from series where key = ?').get(key)
  if (row === undefined || isIntact(row)) return
  const series = row as unknown as SeriesRow
  const computed = series.frames === 1 ? null : storedSummary(db, key, null)
  // Its summary is that of its points; where these are damaged, what is noted of them may be sound.
  const summaries = [computed && computed.lastStep >= 0 ? blobOfSummary(computed) : null, series.summary]
  const fits = (candidate: SeriesRow) => isIntact({ ...candidate, checksum: row.checksum })
  const remade = summaries.flatMap((summary) => recounted(db, { ...series, summary }, fits) ?? [])[0]
  if (remade !== undefined) updateSeries(db, remade)
}

/** A series' row with what its rows of numbers say of them, in such a way that it fits; null where none does. */
export function recounted<Row extends Omit<SeriesRow, 'summary'>>(
  db: Database,
  series: Row,
  fits: (candidate: Row) => boolean,
): Row | null {
  const isFrames = series.frames === 1
  const counted = (table: string, points: string, where: string) =>
    db
      .sql(
        `select count(*) as n, sum(${points}) as points, min(first_step) as first, max(last_step) as last from ${table} where ${where}`,
      )
      .get(series.key)!
  const rows = isFrames ? counted('frames', 'frames', 'series = ?') : counted('segment', 'points', 'series = ?')
  const nodes = counted('node', 'points', 'series = ? and tier = 0')
  const steps = [rows.first, nodes.first].filter((step) => step !== null).map(Number)
  const ends = [rows.last, nodes.last].filter((step) => step !== null).map(Number)
  const tail = Number(rows.points ?? 0)
  const remade = {
    ...series,
    points: tail + Number(nodes.points ?? 0),
    first_step: steps.length > 0 ? Math.min(...steps) : null,
    last_step: ends.length > 0 ? Math.max(...ends) : null,
    chunks: isFrames ? Number(rows.n) : Number(nodes.n),
    tail_points: isFrames ? 0 : tail,
  }
  // Of frames, how many of the last chunks may still be merged is noted nowhere else: it is tried.
  const opens = isFrames ? Array.from({ length: Number(rows.n) + 1 }, (_, open) => open) : [Number(rows.n)]
  return opens.map((tail_segments) => ({ ...remade, tail_segments })).find(fits) ?? null
}

/** What a series comes to, where all of its points are there and come to something else, or where it was not known. */
export function remadeSummary(db: Database, key: number): void {
  const row = db.sql('select * from series where key = ?').get(key)
  if (row === undefined || !isIntact(row)) return
  const series = row as unknown as SeriesRow
  const summary = series.frames === 1 || series.points === 0 ? null : storedSummary(db, key, series)
  if (summary === null || isSameSummary(summary, restingSummary(series))) return
  updateSeries(db, { ...series, summary: blobOfSummary(summary) })
}

/** Nodes and levels from the points under them, tier by tier. */
export function remadePyramid(db: Database, series: number): void {
  for (const row of db.sql('select * from node where series = ?').all(series)) {
    if (!isSoundNode(row)) db.sql('delete from node where key = ?').run(Number(row.key))
  }
  const chunks = db.sql('select node, number, numbers from chunk where series = ? order by number').all(series)
  for (const row of chunks) {
    const [key, number] = [Number(row.node), Number(row.number)]
    const points = pointsFrom(row.numbers, ['chunk', key, series, number])
    if (points === null || isNode(nodesBetween(db, series, 0, number, number + 1)[0]!)) continue
    db.sql('delete from node where key = ?').run(key)
    insertChunkNode(db, series, number, points, key)
  }
  for (let tier = 0, count = chunks.length; count > 0; tier++, count = Math.floor(count / FAN)) {
    for (let number = 0; number < count; number++) {
      const [node] = nodesBetween(db, series, tier, number, number + 1)
      if (node !== undefined && isNode(node) && node.tier === tier) remadeLevels(db, node)
      else if (tier > 0) insertNodeAbove(db, series, tier, number)
    }
  }
}

function remadeLevels(db: Database, node: NodeRow): void {
  const exponents = Array.from({ length: (node.coarsest - node.finest) / 2 + 1 }, (_, i) => node.finest + 2 * i)
  if (exponents.every((exponent) => cellsBetween(db, [node], exponent)[0] !== null)) return
  const points = node.tier === 0 ? chunkPoints(db, node) : null
  const levels =
    node.tier === 0 ? points && levelsOfChunk(points) : nodeAbove(db, node.series, node.tier, node.number)?.levels
  if (levels == null) return
  deleteLevels(db, node.key)
  insertLevels(db, node, levels satisfies ReturnType<typeof levelsOf>)
}

import { joined, orderOf, sorted, type StoredPoints } from '#src/series/points.ts'
import type { StepRange } from '#src/vocabulary/index.ts'
import { DamagedError, mergedRanges } from '#src/store/damage.ts'
import type { Database } from './database.ts'
import { runIdOf } from './holding.ts'
import { waitingOf } from './pages.ts'
import type { NodeRow } from './nodes.ts'
import { chunkPoints, chunksOf, seal } from './pyramid.ts'
import { deleteSegments, insertSegment, pointsOfTail, tailOf } from './segments.ts'
import { seriesAt, type Rest, type SeriesRow } from './series.ts'

/** Points of a sealed chunk. */
const CHUNK = 4096
/** Segments of a tail before the small ones among them are merged, so that a tail is read in few rows. */
const SEGMENTS = 32
/** A segment of so many points is left alone until its chunk is sealed. */
const LARGE = 512

/** Appends to the tail, seals what has become a chunk, and says how the series then rests. A small batch costs one row. */
export function appendScalars(db: Database, series: SeriesRow, batch: StoredPoints): Rest {
  const { key, chunks, tail_points, tail_segments } = series
  const added = { chunks, tail_points: tail_points + batch.steps.length, tail_segments: tail_segments + 1 }
  if (added.tail_points < CHUNK) {
    insertSegment(db, key, tail_segments, batch)
    return tail_segments < SEGMENTS ? added : merged(db, { ...series, ...added }, LARGE)
  }
  const tail = tailOf(db, series)
  if (tail.damaged.length > 0) {
    // What can be read of it must not be taken for all of it: it stays as it is, to be looked into, and what comes is kept.
    insertSegment(db, key, tail_segments, batch)
    return added
  }
  const points = joined([...tail.parts.map(({ read }) => read), batch])
  const full = Math.floor(points.steps.length / CHUNK)
  const left = part(points, full * CHUNK, points.steps.length)
  deleteSegments(db, key, 0)
  for (let i = 0; i < full; i++) seal(db, key, chunks + i, sorted(part(points, i * CHUNK, (i + 1) * CHUNK)))
  if (left.steps.length > 0) insertSegment(db, key, 0, left)
  return { chunks: chunks + full, tail_points: left.steps.length, tail_segments: Math.sign(left.steps.length) }
}

/** Merges what comes after the last segment of `large` points, and says how the series then rests. */
export function merged(db: Database, series: SeriesRow, large: number): Rest {
  const tail = tailOf(db, series)
  const { chunks, tail_points, tail_segments } = series
  const first = tail.parts.findLastIndex(({ points }) => points >= large) + 1
  const small = tail.parts.slice(first)
  if (small.length < 2 || tail.damaged.length > 0) return { chunks, tail_points, tail_segments }
  deleteSegments(db, series.key, first)
  insertSegment(db, series.key, first, joined(small.map(({ read }) => read)))
  return { chunks, tail_points, tail_segments: first + 1 }
}

/** What is not sealed yet, in step order, and where of that something cannot be read. */
export function tailPoints(db: Database, series: SeriesRow): { points: StoredPoints; damaged: readonly StepRange[] } {
  const tail = tailOf(db, series)
  const waiting = waitingOf(db, series.run)
  const parts = waiting.bySeries.get(series.key) ?? []
  // What waits is remembered, and a reader may give its arrays away: it gets its own.
  const own = parts.map(({ steps, values }) => ({ steps: steps.slice(), values: values.slice() }))
  const points = sorted(joined([pointsOfTail(tail), ...own]))
  return { points, damaged: [...tail.damaged, ...waiting.damaged] }
}

/**
 * Every point in step order. In memory at once are only chunks whose steps overlap: one, unless points came late. What
 * is damaged is an error that names it: an export with holes would be taken for all there is.
 */
export function* scalarRuns(db: Database, series: SeriesRow): Generator<StoredPoints> {
  // Tail and list are read at once, before the first yield: what is written meanwhile changes them. Chunks never change.
  const { tail, chunks } = db.snapshot(() => {
    const now = seriesAt(db, series.key)
    return { tail: tailPoints(db, now), chunks: chunksOf(db, now) }
  })
  const damaged = mergedRanges([...tail.damaged, ...chunks.damaged])
  if (damaged.length > 0) throw damagedPoints(db, series, damaged)
  const sources = chunks.nodes.map((node) => ({ ...endsOf(node), read: () => soundPoints(db, series, node) }))
  const { steps } = tail.points
  if (steps.length > 0) sources.push({ first: steps[0]!, last: steps[steps.length - 1]!, read: () => tail.points })
  const order = orderOf(Float64Array.from(sources, (source) => source.first))
  let held: number[] = []
  let end = -1
  const flush = () => sorted(joined(held.sort((a, b) => a - b).map((i) => sources[i]!.read())))
  for (const i of order) {
    if (held.length > 0 && sources[i]!.first > end) {
      yield flush()
      held = []
    }
    held.push(i)
    end = Math.max(end, sources[i]!.last)
  }
  if (held.length > 0) yield flush()
}

function endsOf({ first_step, last_step }: NodeRow): { first: number; last: number } {
  return { first: first_step, last: last_step }
}

function soundPoints(db: Database, series: SeriesRow, node: NodeRow): StoredPoints {
  const points = chunkPoints(db, node)
  if (points === null) throw damagedPoints(db, series, [{ from: node.first_step, to: node.last_step }])
  return points
}

export function damagedPoints(db: Database, series: SeriesRow, steps: readonly StepRange[]): DamagedError {
  const ends = { from: series.first_step ?? 0, to: series.last_step ?? 0 }
  const known = steps.map(({ from, to }) => (Number.isSafeInteger(to + 1) ? { from, to } : ends))
  return new DamagedError(runIdOf(db, series.run), series.name, 'a part', known)
}

function part({ steps, values }: StoredPoints, from: number, to: number): StoredPoints {
  return { steps: steps.subarray(from, to), values: values.subarray(from, to) }
}

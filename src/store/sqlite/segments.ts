import type { StepRange } from '#src/vocabulary/index.ts'
import { joined, type StoredPoints } from '#src/series/points.ts'
import { blobOfPoints, pointsFrom } from '#src/store/blob.ts'
import { checksumOf, isSound } from '#src/store/codec/checksum.ts'
import type { Database } from './database.ts'
import { anywhereIn, type SeriesRow } from './series.ts'

/** A line of table `segment`: points of a series' tail. */
export interface Segment {
  readonly number: number
  readonly points: number
  readonly first_step: number
  readonly last_step: number
}

/** A series' tail as it can be read, in order of arrival. */
export interface Tail {
  readonly parts: readonly (Segment & { readonly read: StoredPoints })[]
  readonly damaged: readonly StepRange[]
}

export function insertSegment(db: Database, series: number, number: number, points: StoredPoints): void {
  const said = [series, number, ...endsOf(points)]
  db.sql(
    'insert into segment (series, number, points, first_step, last_step, checksum, numbers) values (?, ?, ?, ?, ?, ?, ?)',
  ).run(...said, checksumOf('segment', ...said), blobOfPoints(points, ['segment', series, number]))
}

/** What a row says of its points, from these. */
export function rewriteSegment(db: Database, key: number, series: number, number: number, points: StoredPoints): void {
  const said = endsOf(points)
  db.sql('update segment set points = ?, first_step = ?, last_step = ?, checksum = ? where key = ?').run(
    ...[...said, checksumOf('segment', series, number, ...said), key],
  )
}

function endsOf({ steps }: StoredPoints): [points: number, first: number, last: number] {
  let [first, last] = [Infinity, -1]
  for (const step of steps) {
    if (step < first) first = step
    if (step > last) last = step
  }
  return [steps.length, first, last]
}

export function deleteSegments(db: Database, series: number, from: number): void {
  db.sql('delete from segment where series = ? and number >= ?').run(series, from)
}

/** That nothing is missing is checked against how many points there should be. */
export function tailOf(db: Database, series: SeriesRow): Tail {
  const { key, tail_points, tail_segments } = series
  if (tail_segments === 0) return { parts: [], damaged: [] }
  const parts: (Segment & { read: StoredPoints })[] = []
  const damaged: StepRange[] = []
  const rows = db.sql('select * from segment where series = ? order by number').all(key)
  let missing = tail_points
  for (const row of rows) {
    const segment = row as unknown as Segment
    const { number, points, first_step, last_step } = segment
    if (!isSound(row.checksum, 'segment', key, number, points, first_step, last_step)) continue
    missing -= points
    const read = pointsFrom(row.numbers, ['segment', key, number])
    if (read === null) damaged.push({ from: first_step, to: last_step })
    else parts.push({ number, points, first_step, last_step, read })
  }
  if (missing !== 0 || rows.length !== tail_segments) damaged.push(anywhereIn(series))
  return { parts, damaged }
}

export function pointsOfTail({ parts }: Tail): StoredPoints {
  return joined(parts.map(({ read }) => read))
}

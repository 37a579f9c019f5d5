import type { StepRange } from '#src/vocabulary/index.ts'
import type { StoredPoints } from '#src/series/points.ts'
import { blobOfPage, pageFrom, type PointsBySeries } from '#src/store/blob.ts'
import { checksumOf, isSound } from '#src/store/codec/checksum.ts'
import type { Database } from './database.ts'
import { holdingOf, saveHolding, type Holding } from './holding.ts'
import { memoryOf, keepNewest } from './memory.ts'

const PAGES_OF_RUN = 2 ** 28

/** Points of a run that are in the store and not in their series yet. */
export interface Waiting {
  readonly bySeries: ReadonlyMap<number, readonly StoredPoints[]>
  /** Where pages cannot be read: of which series their points were is not known. */
  readonly damaged: readonly StepRange[]
}

/** Keeps points of many series as one row. */
export function addPage(db: Database, holding: Holding, page: PointsBySeries): void {
  const key = holding.run * PAGES_OF_RUN + holding.next_page
  const said = endsOf(page)
  db.sql('insert into page (key, points, first_step, last_step, checksum, numbers) values (?, ?, ?, ?, ?, ?)').run(
    ...[key, ...said, checksumOf('page', key, ...said)],
    blobOfPage(page, ['page', key]),
  )
  saveHolding(db, { ...holding, next_page: holding.next_page + 1, points: holding.points + said[0] })
}

/** What a row says of its points, from these. */
export function rewritePage(db: Database, key: number, page: PointsBySeries): void {
  const said = endsOf(page)
  db.sql('update page set points = ?, first_step = ?, last_step = ?, checksum = ? where key = ?').run(
    ...[...said, checksumOf('page', key, ...said), key],
  )
}

/** From the first key of a run's pages to the first of the next run's. */
export function keysOfPages(run: number): [from: number, to: number] {
  return [run * PAGES_OF_RUN, (run + 1) * PAGES_OF_RUN]
}

function endsOf(page: PointsBySeries): [points: number, first: number, last: number] {
  let [points, first, last] = [0, Infinity, 0]
  for (const { steps } of page.values()) {
    points += steps.length
    for (const step of steps) {
      if (step < first) first = step
      if (step > last) last = step
    }
  }
  return [points, first, last]
}

/** Takes away the pages of a run whose points have gone to their series. */
export function dropPages(db: Database, holding: Holding): void {
  if (holding.first_page === holding.next_page) return
  const { run, first_page, next_page } = holding
  db.sql('delete from page where key >= ? and key < ?').run(
    run * PAGES_OF_RUN + first_page,
    run * PAGES_OF_RUN + next_page,
  )
  saveHolding(db, { ...holding, first_page: next_page, points: 0 })
}

interface Read {
  readonly first: number
  next: number
  /** The checksum of the last page read: pages under the same keys may be another run's, after one was removed. */
  checksum: unknown
  readonly bySeries: Map<number, StoredPoints[]>
}

/** Runs whose waiting points are remembered, so that a question about a live run reads only what is new. */
const REMEMBERED = 32

export function waitingOf(db: Database, run: number): Waiting {
  const holding = holdingOf(db, run)
  if (holding.first_page === holding.next_page) return { bySeries: new Map(), damaged: [] }
  const memory = memoryOf<number, Read>(db, 'waiting')
  const known = memory.get(run)
  const read = known !== undefined && isStillRight(db, known, holding) ? known : nothingRead(holding)
  memory.delete(run) // until all of it is read
  const damaged = readOn(db, read, holding)
  if (damaged.length === 0) keepNewest(memory, run, read, REMEMBERED)
  return { bySeries: read.bySeries, damaged }
}

function nothingRead({ first_page }: Holding): Read {
  return { first: first_page, next: first_page, checksum: null, bySeries: new Map() }
}

function isStillRight(db: Database, { first, next, checksum }: Read, { run, first_page, next_page }: Holding): boolean {
  if (first !== first_page || next > next_page || next === first) return false
  const row = db.sql('select checksum from page where key = ?').get(run * PAGES_OF_RUN + next - 1)
  return row?.checksum === checksum
}

/** Reads the pages that come after those already read; gives back where they cannot be read. */
function readOn(db: Database, read: Read, { run, next_page }: Holding): StepRange[] {
  const from = run * PAGES_OF_RUN + read.next
  const to = run * PAGES_OF_RUN + next_page
  const damaged: StepRange[] = []
  let next = from
  for (const row of db.sql('select * from page where key >= ? and key < ? order by key').all(from, to)) {
    const key = Number(row.key)
    const [points, first, last] = [Number(row.points), Number(row.first_step), Number(row.last_step)]
    const isNext = key === next && isSound(row.checksum, 'page', key, points, first, last)
    const page = isNext ? pageFrom(row.numbers, ['page', key]) : null
    if (!isNext) damaged.push(ANYWHERE)
    else if (page === null) damaged.push({ from: first, to: last })
    for (const [series, part] of page ?? []) {
      const parts = read.bySeries.get(series)
      if (parts === undefined) read.bySeries.set(series, [part])
      else parts.push(part)
    }
    read.checksum = row.checksum
    next = key + 1
  }
  if (next !== to) damaged.push(ANYWHERE)
  read.next = next_page
  return damaged
}

/** Where a page is missing or unreadable as a whole: it may have brought a run on, beyond all that can be read. */
const ANYWHERE: StepRange = { from: 0, to: Number.MAX_SAFE_INTEGER }

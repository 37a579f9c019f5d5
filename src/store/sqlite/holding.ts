import type { RunId } from '#src/vocabulary/index.ts'
import { checksumOf, isSound, type Said } from '#src/store/codec/checksum.ts'
import { DamagedError } from '#src/store/damage.ts'
import type { Database } from './database.ts'

/** A line of table `holding`: which pages of a run's points wait to go to their series. */
export interface Holding {
  readonly run: number
  readonly first_page: number
  readonly next_page: number
  /** Points in those pages. */
  readonly points: number
}

/** Every run has one from its first Report on. */
export function emptyHolding(run: number): Holding {
  return { run, first_page: 0, next_page: 0, points: 0 }
}

export function holdingOf(db: Database, run: number): Holding {
  const row = db.sql('select * from holding where run = ?').get(run)
  const holding = row as unknown as Holding
  if (row !== undefined && isSound(row.checksum, 'holding', ...saidOf(holding))) return holding
  throw new DamagedError(runIdOf(db, run), null, 'what is noted of its numbers')
}

export function saveHolding(db: Database, holding: Holding): void {
  const said = saidOf(holding)
  db.sql('insert or replace into holding (run, first_page, next_page, points, checksum) values (?, ?, ?, ?, ?)').run(
    ...said,
    checksumOf('holding', ...said),
  )
}

function saidOf({ run, first_page, next_page, points }: Holding): (number & Said)[] {
  return [run, first_page, next_page, points]
}

/** For a message: the id of a run, or what is known of it. */
export function runIdOf(db: Database, run: number): RunId {
  return String(db.sql('select id from run where key = ?').get(run)?.id ?? `number ${run}`)
}

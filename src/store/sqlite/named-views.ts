import {
  BOUNDS,
  messageOf,
  unknownName,
  usageError,
  type NamedView,
  type NamedViewChange,
} from '#src/vocabulary/index.ts'
import { checksumOf } from '#src/store/codec/checksum.ts'
import type { Database } from './database.ts'
import { assertIntact, damaged } from './row-checksum.ts'

/** A line of table `named_view`. */
interface ViewRow {
  readonly name: string
  readonly page: string
  readonly query: string
  readonly saved_at: number
  readonly checksum: number
}

/** A store without named views: that there are none is said, too. */
export function beginViews(db: Database): void {
  putCount(db, 0)
}

/** All of them, in the order of their names: none may be missing. */
export function namedViews(db: Database): NamedView[] {
  const rows = viewRows(db)
  if (rows.length !== countOf(db)) throw damaged('the list of named views')
  return rows.map(intact)
}

/** Does what somebody wants with them, all or nothing. One that is damaged can be removed like any other. */
export function changeNamedViews(db: Database, change: NamedViewChange, at: number): void {
  db.transaction(() => {
    if (change.type === 'save') save(db, namedViews(db), change, at)
    else if (change.type === 'rename') rename(db, namedViews(db), change)
    else {
      named(viewRows(db), change.name)
      remove(db, change.name)
    }
    putCount(db, viewRows(db).length)
  })
}

/** Those that are not as they were written. */
export function faultsOfNamedViews(db: Database): string[] {
  return viewRows(db).flatMap((row) => {
    try {
      intact(row)
      return []
    } catch (error) {
      return [messageOf(error)]
    }
  })
}

/** How many there are, from those that are there: each must be as it was written. */
export function recountNamedViews(db: Database): void {
  db.transaction(() => {
    const { length } = viewRows(db).map(intact)
    putCount(db, length)
  })
}

function save(
  db: Database,
  known: readonly NamedView[],
  { name, page, query, replace = false }: Extract<NamedViewChange, { type: 'save' }>,
  at: number,
): void {
  const isThere = known.some((view) => view.name === name)
  if (isThere && !replace) throw usageError(`There is a view '${name}' already; replace it, or choose another name`)
  if (!isThere && known.length >= BOUNDS.views)
    throw usageError(`Expected at most ${BOUNDS.views} named views; remove one first`)
  putView(db, { name, page, query, savedAt: at })
}

function rename(
  db: Database,
  known: readonly NamedView[],
  { name, to }: Extract<NamedViewChange, { type: 'rename' }>,
): void {
  const view = named(known, name)
  if (name === to) return
  if (known.some((other) => other.name === to)) throw usageError(`There is a view '${to}' already; choose another name`)
  remove(db, name)
  putView(db, { ...view, name: to })
}

function remove(db: Database, name: string): void {
  db.sql('delete from named_view where name = ?').run(name)
}

function named<View extends { readonly name: string }>(known: readonly View[], name: string): View {
  const view = known.find((one) => one.name === name)
  if (view !== undefined) return view
  throw unknownName(
    'view',
    name,
    known.map((one) => one.name),
  )
}

function viewRows(db: Database): ViewRow[] {
  return db.sql('select name, page, query, saved_at, checksum from named_view order by name').all() as never
}

function putView(db: Database, { name, page, query, savedAt }: NamedView): void {
  const values = [name, page, query, savedAt]
  db.sql('insert or replace into named_view (name, page, query, saved_at, checksum) values (?, ?, ?, ?, ?)').run(
    ...values,
    checksumOf('named_view', ...values),
  )
}

function intact({ name, page, query, saved_at, checksum }: ViewRow): NamedView {
  assertIntact(`named view '${name}'`, checksum, 'named_view', name, page, query, saved_at)
  return { name, page, query, savedAt: saved_at }
}

function countOf(db: Database): number {
  const row = db.sql('select count, checksum from named_views where one = 1').get()
  if (row === undefined) throw damaged('the count of named views')
  assertIntact('the count of named views', row.checksum, 'named_views', row.count!)
  return Number(row.count)
}

function putCount(db: Database, count: number): void {
  db.sql('insert or replace into named_views (one, count, checksum) values (1, ?, ?)').run(
    count,
    checksumOf('named_views', count),
  )
}

import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { describe, expect, test } from 'vitest'
import { openSqlite } from '#src/store/sqlite/sqlite.ts'
import { openStored } from '../../fixtures/version-0.1/open.ts'
import { temporaryFolder } from '../../phasescope.ts'
import { enveloped, measuredReport, scalarColumn, startedReport } from './reports.ts'

/** A store that a stranger has prepared: what he wrote there is neither carried out nor believed. */
function prepared(folder: string, sql: string): void {
  const store = openSqlite(folder)
  const losses = measuredReport(scalarColumn('loss', [0, 1], [2, 1]))
  store.ingest(enveloped('r', 0, [startedReport('r'), losses]))
  store.close()
  alter(folder, sql)
}

function alter(folder: string, sql: string): void {
  const db = new DatabaseSync(join(folder, 'phasescope.sqlite'))
  db.exec(sql)
  db.close()
}

describe('a file with', () => {
  test.each([
    ['a trigger', 'create trigger t after insert on fact begin delete from run; end', "the definition of 't'"],
    ['a view in the place of a table', 'alter table card rename to c; create view card as select * from c', 'card'],
    ['a view beside', 'create view v as select * from run', "the definition of 'v'"],
    ['a table without its column', 'alter table run drop column weights', "the definition of 'run'"],
    ['a table that computes', 'drop table card; create table card (hash text, json text, checksum int as (1))', 'card'],
    ['an index of an expression', 'create index i on run (abs(step))', "the definition of 'i'"],
    ['no tables', 'drop table fact; drop table series', 'the definition of'],
  ])('%s is not opened, and says which', (_, sql, what) => {
    using folder = temporaryFolder()
    prepared(folder.path, sql)
    expect(() => openSqlite(folder.path)).toThrow(what)
    expect(() => openSqlite(folder.path)).toThrow(/is not as it was written/)
  })

  test.each([
    ['a trigger', 'create trigger t after update on run begin delete from fact; end'],
    ['a view', 'create view v as select * from run'],
  ])('%s of an earlier version is not brought to this one', (_, sql) => {
    using stored = openStored()
    const folder = stored.copy()
    alter(folder, sql)
    expect(() => openSqlite(folder)).toThrow(/the (trigger 't'|view 'v') in .* is not as it was written/)
    expect(readdirSync(folder).filter((name) => name.includes('backup'))).toEqual([])
  })

  test.each([
    ['a fact that is a blob of 20 MB', 'update fact set report = zeroblob(20000000) where seq = 0', 'fact 0'],
    ['a declaration that is a number', "update run set declaration = 7 where id = 'r'", "run 'r'"],
    ['a number that is none of ours', 'update run set points = 9e18', "run 'r'"],
  ])('%s says so when it is checked, and when it is read', (_, sql, what) => {
    using folder = temporaryFolder()
    prepared(folder.path, sql)
    const store = openSqlite(folder.path)
    expect(
      store
        .check()
        .faults.map((fault) => fault.what)
        .join(),
    ).toContain(what)
    expect(() => [store.summary('r'), store.facts('r')]).toThrow(what)
    const copy = join(folder.path, 'copy.sqlite')
    store.backup(copy)
    expect(existsSync(copy)).toBe(true)
    store.close()
  })
})

import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { checksumOf, type Said } from '#src/store/codec/checksum.ts'

/** The tables of schema 2 that schema 3 has otherwise. */
const SCHEMA = `
create table run (
  key integer primary key,
  id text not null unique,
  declaration text not null,
  cards text,
  name text not null,
  experiment text not null,
  words text not null,
  family text not null,
  started_at real not null,
  status text not null,
  lost integer not null default 0,
  removed_at real,
  step integer not null default 0,
  points integer not null default 0,
  facts integer not null default 0,
  series integer not null default 0,
  last_report_at real not null,
  ended_at real,
  ms_per_step real,
  weights text,
  spark_series text,
  spark_shift integer not null default 0,
  spark blob,
  checksum integer not null
);
create index run_lines on run
  (removed_at, started_at, key, words, name, experiment, status, lost, ended_at, step, last_report_at, family, id);
create index run_family on run (family);
create table series (
  key integer primary key,
  run integer not null,
  name text not null,
  writer text not null,
  declaration text not null,
  frames integer not null,
  points integer not null default 0,
  first_step integer,
  last_step integer,
  chunks integer not null default 0,
  tail_points integer not null default 0,
  tail_segments integer not null default 0,
  checksum integer not null,
  unique (run, name)
);
`

/** Brings the store of a folder back to schema 2, as the version before wrote it. */
export function backToVersion2(folder: string): void {
  const db = new DatabaseSync(join(folder, 'phasescope.sqlite'))
  for (const table of ['run', 'series']) db.exec(`alter table ${table} rename to ${table}_of_3`)
  db.exec(
    `drop index run_lines; drop index run_family; drop table mark; drop table transition; drop table named_view; drop table named_views; ${SCHEMA}`,
  )
  for (const table of ['run', 'series']) {
    const columns = db
      .prepare(`select name from pragma_table_info('${table}')`)
      .all()
      .map(({ name }) => String(name))
      .filter((name) => name !== 'checksum')
    for (const row of db.prepare(`select * from ${table}_of_3 order by key`).all()) {
      const values = columns.map((column) => row[column] as Said & (string | number | null | Uint8Array))
      const places = [...columns, 'checksum'].map(() => '?').join(', ')
      db.prepare(`insert into ${table} (${columns.join(', ')}, checksum) values (${places})`).run(
        ...values,
        checksumOf(table, ...values),
      )
    }
  }
  db.exec('drop table run_of_3; drop table series_of_3; pragma user_version = 2')
  db.close()
}

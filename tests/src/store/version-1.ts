import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { cellsOfPoints, levelsOf, type Cells } from '#src/series/cells.ts'
import type { StoredPoints } from '#src/series/points.ts'
import { declaration, startedReport } from './reports.ts'

/** The tables of schema 1, of version 0.1: numbers rest as raw little-endian columns. */
const SCHEMA = `
create table run (key integer primary key, id text not null unique, declaration text not null, started_at real not null,
  next integer not null, status text not null, lost integer not null default 0, step integer not null default 0,
  points integer not null default 0, last_report_at real not null, ended_at real, ms_per_step real, weights text);
create table fact (run integer not null, seq integer not null, at real not null, report text not null,
  primary key (run, seq)) without rowid;
create table series (key integer primary key, run integer not null, name text not null, declaration text not null,
  frames integer not null, points integer not null default 0, first_step integer, last_step integer,
  chunks integer not null default 0, tail_points integer not null default 0, tail_segments integer not null default 0,
  unique (run, name));
create table segment (key integer primary key, series integer not null, steps blob not null, numbers blob not null);
create index segment_of_series on segment (series);
create table node (key integer primary key, series integer not null, tier integer not null, number integer not null,
  first_step integer not null, last_step integer not null, points integer not null, finest integer not null,
  coarsest integer not null, unique (series, tier, number));
create table chunk (node integer primary key, steps blob not null, numbers blob not null);
create table cells (key integer primary key, node integer not null, exponent integer not null, cells blob not null,
  unique (node, exponent));
create table frames (key integer primary key, series integer not null, first_step integer not null,
  last_step integer not null, bytes integer not null, steps blob not null, lengths blob not null, numbers blob not null);
create index frames_of_series on frames (series);
pragma application_id = 0x50485343; pragma user_version = 1`

/** Stores run `r` as version 0.1 did, with series `s` of these points, whose steps ascend: chunks first, then a tail of segments. */
export function storeVersion1(folder: string, points: StoredPoints, segments: number): void {
  const db = new DatabaseSync(join(folder, 'phasescope.sqlite'))
  db.exec(SCHEMA)
  const { steps } = points
  const started = startedReport('r')
  const last = steps.at(-1)!
  const run = started.type === 'started' ? started.run : null
  db.prepare(
    `insert into run (id, declaration, started_at, next, status, step, points, last_report_at)
     values ('r', ?, 1, 2, 'running', ?, ?, 1)`,
  ).run(JSON.stringify(run), last, steps.length)
  db.prepare('insert into fact values (1, 0, 1, ?)').run(JSON.stringify(started))
  const chunks = Math.floor(steps.length / 4096)
  const tail = part(points, chunks * 4096, steps.length)
  db.prepare(
    `insert into series (run, name, declaration, frames, points, first_step, last_step, chunks, tail_points, tail_segments)
     values (1, 's', ?, 0, ?, ?, ?, ?, ?, ?)`,
  ).run(JSON.stringify(declaration('s')), ...[steps.length, steps[0]!, last, chunks, tail.steps.length, segments])
  for (let number = 0; number < chunks; number++) putChunk(db, number, part(points, number * 4096, (number + 1) * 4096))
  const size = Math.ceil(tail.steps.length / segments)
  for (let at = 0; at < tail.steps.length; at += size) {
    const segment = part(tail, at, at + size)
    db.prepare('insert into segment (series, steps, numbers) values (1, ?, ?)').run(
      bytesOf(segment.steps),
      bytesOf(segment.values),
    )
  }
  db.close()
}

function putChunk(db: DatabaseSync, number: number, { steps, values }: StoredPoints): void {
  const levels = levelsOf([cellsOfPoints({ steps, values })], 256, 0)
  const { lastInsertRowid: key } = db
    .prepare(
      `insert into node (series, tier, number, first_step, last_step, points, finest, coarsest)
       values (1, 0, ?, ?, ?, 4096, ?, ?)`,
    )
    .run(number, steps[0]!, steps.at(-1)!, levels[0]!.exponent, levels.at(-1)!.exponent)
  db.prepare('insert into chunk values (?, ?, ?)').run(key, bytesOf(steps), bytesOf(values))
  for (const { exponent, cells } of levels) {
    db.prepare('insert into cells (node, exponent, cells) values (?, ?, ?)').run(key, exponent, cellBytes(cells))
  }
}

function cellBytes({ steps, last, min, max, nans }: Cells): Uint8Array {
  return Buffer.concat([steps, last, min, max, nans].map(bytesOf))
}

function part({ steps, values }: StoredPoints, from: number, to: number): StoredPoints {
  return { steps: steps.slice(from, to), values: values.slice(from, to) }
}

function bytesOf({ buffer, byteOffset, byteLength }: Float64Array | Uint32Array): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength)
}

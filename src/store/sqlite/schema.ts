/** Raised when a table changes its meaning; kept in `pragma user_version`. A store of a higher one is refused by name. */
export const SCHEMA_VERSION = 1

/** 'PHSC': tells a store from any other database. */
export const APPLICATION_ID = 0x50485343

/**
 * `series.chunks` sealed chunks of 4,096 scalars (`node` of tier 0 with its `chunk`), then the tail: `segment`s in order
 * of arrival, fewer than 4,096 points in all. Every 16 nodes of a tier have a node of the next above them; `cells` are a
 * node's levels of the pyramid. Frames rest in `frames`, whole. Blobs are raw little-endian columns.
 */
export const SCHEMA = `
create table run (
  key integer primary key,
  id text not null unique,
  declaration text not null,
  started_at real not null,
  next integer not null,
  status text not null,
  lost integer not null default 0,
  step integer not null default 0,
  points integer not null default 0,
  last_report_at real not null,
  ended_at real,
  ms_per_step real,
  weights text
);
create table fact (
  run integer not null,
  seq integer not null,
  at real not null,
  report text not null,
  primary key (run, seq)
) without rowid;
create table series (
  key integer primary key,
  run integer not null,
  name text not null,
  declaration text not null,
  frames integer not null,
  points integer not null default 0,
  first_step integer,
  last_step integer,
  chunks integer not null default 0,
  tail_points integer not null default 0,
  tail_segments integer not null default 0,
  unique (run, name)
);
create table segment (
  key integer primary key,
  series integer not null,
  steps blob not null,
  numbers blob not null
);
create index segment_of_series on segment (series);
create table node (
  key integer primary key,
  series integer not null,
  tier integer not null,
  number integer not null,
  first_step integer not null,
  last_step integer not null,
  points integer not null,
  finest integer not null,
  coarsest integer not null,
  unique (series, tier, number)
);
create table chunk (
  node integer primary key,
  steps blob not null,
  numbers blob not null
);
create table cells (
  key integer primary key,
  node integer not null,
  exponent integer not null,
  cells blob not null,
  unique (node, exponent)
);
create table frames (
  key integer primary key,
  series integer not null,
  first_step integer not null,
  last_step integer not null,
  bytes integer not null,
  steps blob not null,
  lengths blob not null,
  numbers blob not null
);
create index frames_of_series on frames (series);
`

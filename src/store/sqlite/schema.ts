/** Raised when a table changes its meaning; kept in `pragma user_version`. A store of a higher one is refused by name. */
export const SCHEMA_VERSION = 4

/** 'PHSC': tells a store from any other database. */
export const APPLICATION_ID = 0x50485343

/**
 * What is said of a run is one row: `facts`, `series`, `marks` and `transitions` count what must be there besides, `words` is what a search
 * looks in, `family` the oldest run that it descends from, `spark` its small curve (`spark.ts`), `name`, `tags`, `note` and
 * `archived` what people call it and say of it. A row carries the checksum of what it says, by which whoever remembers
 * something of the run knows whether it still holds: it is in the index of lines.
 */
const RUN = `
create table run (
  key integer primary key,
  id text not null unique,
  declaration text not null,
  cards text,
  name text not null,
  experiment text not null,
  words text not null,
  family text not null,
  study text,
  tags text not null,
  note text,
  archived integer not null,
  started_at real not null,
  status text not null,
  lost integer not null default 0,
  removed_at real,
  step integer not null default 0,
  points integer not null default 0,
  facts integer not null default 0,
  series integer not null default 0,
  marks integer not null default 0,
  transitions integer not null default 0,
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
  (removed_at, archived, started_at, key, words, name, experiment, status, lost, ended_at, step, last_report_at, family, id,
   study, tags, checksum);
create index run_family on run (family);
`

/** The moments among the marks of a run, by who set them and their label: the first step of each, and how many there are. */
const MARK = `
create table mark (
  run integer not null,
  source text not null,
  label text not null,
  step integer not null,
  count integer not null,
  checksum integer not null,
  primary key (run, source, label)
) without rowid;
`

/** The marks of a run that are transitions, each as it was said last: what is said of one again costs a row, whatever was said before. */
const TRANSITION = `
create table transition (
  run integer not null,
  source text not null,
  key text not null,
  label text not null,
  step integer not null,
  series text not null,
  low real,
  high real,
  level real,
  over_at integer,
  value_before real,
  value_after real,
  seen_at integer not null,
  score real not null,
  checksum integer not null,
  primary key (run, source, key)
) without rowid;
`

/**
 * The Reports of a run but the numbers are \`fact\`s in order of arrival; \`cards\` of a catalogue are kept once, by the hash
 * of their text. A \`writer\` may be known before its run is: it has said hello.
 */
const FACTS = `
create table card (
  hash text primary key,
  json text not null
) without rowid;
create table writer (
  run text not null,
  writer text not null,
  secret text,
  next integer not null default 0,
  main integer not null default 0,
  checksum integer not null,
  primary key (run, writer)
) without rowid;
create table fact (
  run integer not null,
  number integer not null,
  writer text not null,
  seq integer not null,
  at real not null,
  report text not null,
  checksum integer not null,
  primary key (run, number)
) without rowid;
`

/**
 * A \`series\` says how much of it rests in the tables of numbers, and what of it has gone there comes to (\`summary\`, null
 * before its first number, of frames, and where its points were damaged before it was kept).
 */
const SERIES = `
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
  summary blob,
  checksum integer not null,
  unique (run, name)
);
`

/** The views that people named, and in one row how many there are: a row that cannot be found is noticed. */
const VIEWS = `
create table named_view (
  name text primary key,
  page text not null,
  query text not null,
  saved_at real not null,
  checksum integer not null
) without rowid;
create table named_views (
  one integer primary key,
  count integer not null,
  checksum integer not null
);
`

export const RUNS_SCHEMA = `${RUN}${MARK}${TRANSITION}${FACTS}${SERIES}${VIEWS}`

/** What a store of schema 2 lacks: its other tables are the same. */
export const NEW_SINCE_TWO = `${RUN}${MARK}${TRANSITION}${SERIES}${VIEWS}`

/** What a store of schema 3 lacks. */
export const NEW_SINCE_THREE = `${RUN}${TRANSITION}`

/**
 * How numbers rest. A commit of few points is one `page`, of all series of its run; when enough have gathered, they go to
 * their series: `series.chunks` sealed chunks of 4,096 scalars (`node` of tier 0 with its `chunk`), then the tail, which
 * is `segment`s in order of arrival, fewer than 4,096 points in all. Every 16 nodes of a tier have a node of the next
 * above them; `cells` are a node's levels of the pyramid, under 32 · node + exponent / 2. Frames rest in `frames`, whole.
 * `holding` says which pages of a run wait (under run · 2^28 + number).
 *
 * Blobs are packed columns that end with their checksum (src/store/blob.ts); a `checksum` is of the other columns of its
 * row. What is counted (chunks, segments, pages) is counted where it is read, so that a row that cannot be found
 * is noticed as well as one that has changed.
 */
export const NUMBERS_SCHEMA = `
create table holding (
  run integer primary key,
  first_page integer not null,
  next_page integer not null,
  points integer not null,
  checksum integer not null
);
create table page (
  key integer primary key,
  points integer not null,
  first_step integer not null,
  last_step integer not null,
  checksum integer not null,
  numbers blob not null
);
create table segment (
  key integer primary key,
  series integer not null,
  number integer not null,
  points integer not null,
  first_step integer not null,
  last_step integer not null,
  checksum integer not null,
  numbers blob not null
);
create index segment_of_series on segment (series, number);
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
  checksum integer not null,
  unique (series, tier, number)
);
create table chunk (
  node integer primary key,
  series integer not null,
  number integer not null,
  numbers blob not null
);
create table cells (
  key integer primary key,
  cells blob not null
);
create table frames (
  key integer primary key,
  series integer not null,
  number integer not null,
  first_step integer not null,
  last_step integer not null,
  frames integer not null,
  bytes integer not null,
  checksum integer not null,
  heads blob not null,
  numbers blob not null
);
create index frames_of_series on frames (series, number);
`

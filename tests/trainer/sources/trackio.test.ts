import fc from 'fast-check'
import { cpSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { describe, expect, it } from 'vitest'
import { BOUNDS } from '#src/vocabulary/index.ts'
import { readTrackio, runsOfTrackio, type TrackioRun } from '#trainer/sources/trackio.ts'
import type { Row } from '#trainer/sources/row.ts'
import { temporaryFolder } from '../../phasescope.ts'
import { faultsOf, isFrame, LOGS, pairs, saidIn } from './rows.ts'

function upToEnd(rows: Iterator<Row>): Row[] {
  const read: Row[] = []
  for (let { value } = rows.next() as { value: Row }; value.type !== 'end'; value = rows.next().value as Row)
    read.push(value)
  return read
}

describe('a project of Trackio', () => {
  it('has its runs with their settings and every point', () => {
    const path = join(LOGS, 'trackio', 'demo.db')
    const runs = runsOfTrackio(path)
    expect(runs.map(({ name }) => name)).toEqual(['slow', 'fast'])
    for (const [run, rate] of [
      [runs[0]!, 0.01],
      [runs[1]!, 0.1],
    ] as const) {
      const rows = upToEnd(readTrackio(path, run))
      expect(pairs(rows, 'loss')).toEqual(
        Array.from({ length: 10 }, (_, step) => [step, step === 3 ? NaN : rate / (step + 1)]),
      )
      expect(saidIn(rows)[1]).toMatchObject({ config: { lr: rate, optimizer: { name: 'adam' } } })
      const [histogram] = rows.filter(isFrame)
      expect(histogram).toMatchObject({ series: 'h', kind: 'histogram', step: 4 })
      expect([...histogram!.frame]).toEqual([3, 0, 24.75, 25, 24.75, 49.5, 25, 49.5, 74.25, 25, 74.25, 99, 25])
    }
  })

  it('goes on with what a training writes meanwhile, and says a bad row by its number', () => {
    using folder = temporaryFolder()
    const path = join(folder.path, 'demo.db')
    cpSync(join(LOGS, 'trackio', 'demo.db'), path)
    const writer = new DatabaseSync(path)
    writer.exec('pragma journal_mode = wal')
    const [run] = runsOfTrackio(path)
    const rows = readTrackio(path, run!)
    expect(pairs(upToEnd(rows), 'loss')).toHaveLength(10)
    const insert = writer.prepare(
      "insert into metrics (run_id, timestamp, run_name, step, metrics) values (?, '2026-01-01T00:00:00Z', 'slow', ?, ?)",
    )
    insert.run(run!.key, 10, '{"loss":0.5}')
    insert.run(run!.key, -1, '{"loss":0.5}')
    insert.run(run!.key, 11, '{"loss":')
    insert.run(run!.key, 12, '{"loss":0.25}')
    const more = upToEnd(rows)
    expect(pairs(more, 'loss')).toEqual([
      [10, 0.5],
      [12, 0.25],
    ])
    expect(faultsOf(more)).toEqual([
      { type: 'fault', at: 'row 22', why: 'expected a step, a whole number from 0; the row is left out', got: '-1' },
      { type: 'fault', at: 'row 23', why: 'expected metrics in JSON; the row is left out', got: '{"loss":' },
    ])
    expect(upToEnd(rows)).toEqual([])
    writer.close()
  })

  it('is told from other databases, and from what is none', () => {
    using folder = temporaryFolder()
    const other = join(folder.path, 'other.db')
    const db = new DatabaseSync(other)
    db.exec('create table points (x); create view metrics as select 1 as id, 1 as run_name')
    db.close()
    expect(() => runsOfTrackio(other)).toThrow('expected a table of metrics, as Trackio keeps it')
    writeFileSync(join(folder.path, 'none.db'), 'SQLite format 3\0 and then nothing of it')
    expect(() => runsOfTrackio(join(folder.path, 'none.db'))).toThrow(/not a database|malformed/)
  })

  it('of which bytes are damaged ends no reading, and says no more than it holds', () => {
    using folder = temporaryFolder()
    const sound = readFileSync(join(LOGS, 'trackio', 'demo.db'))
    const path = join(folder.path, 'demo.db')
    const places = fc.array(fc.tuple(fc.nat(sound.length - 1), fc.nat(255)), { minLength: 1, maxLength: 40 })
    const property = fc.property(places, fc.integer({ min: 0, max: sound.length }), (changes, cut) => {
      const damaged = Buffer.from(sound)
      for (const [at, value] of changes) damaged[at] = value
      writeFileSync(path, cut % 3 === 0 ? damaged.subarray(0, cut) : damaged)
      let runs: readonly TrackioRun[] = []
      try {
        runs = runsOfTrackio(path)
      } catch (error) {
        expect(error).toBeInstanceOf(Error)
      }
      for (const run of runs) expect(upToEnd(readTrackio(path, run)).length).toBeLessThan(sound.length)
    })
    fc.assert(property, { numRuns: 150 })
  })

  describe('of a stranger', () => {
    const TABLE = 'create table metrics (id integer primary key, timestamp text, run_name text, step integer'
    const madeOf = (path: string, ...statements: readonly string[]) => {
      const db = new DatabaseSync(path)
      for (const statement of statements) db.exec(statement)
      db.close()
      return path
    }

    it.each(['virtual', 'stored'])('with a column that is computed (%s) is refused, whatever it comes to', (how) => {
      using folder = temporaryFolder()
      const path = madeOf(
        join(folder.path, 'computed.db'),
        `${TABLE}, metrics text generated always as ('{"a":"' || hex(zeroblob(2000 + step)) || '"}') ${how})`,
        "insert into metrics (run_name, step) values ('r', 1), ('r', 2)",
      )
      expect(() => runsOfTrackio(path)).toThrow(
        "expected columns as Trackio stores them, got 'metrics' of metrics, which is computed",
      )
    })

    it('with settings that are computed, or a long declaration, is refused', () => {
      using folder = temporaryFolder()
      const computed = 'create table configs (run_name text, config text as (hex(zeroblob(9))))'
      const path = madeOf(join(folder.path, 'settings.db'), `${TABLE}, metrics text)`, computed)
      expect(() => runsOfTrackio(path)).toThrow("got 'config' of configs, which is computed")
      const long = madeOf(
        join(folder.path, 'long.db'),
        `${TABLE})`,
        `alter table metrics add column metrics text default '{"a":"${'x'.repeat(20_000)}"}'`,
      )
      expect(() => runsOfTrackio(long)).toThrow(/declaration of table metrics of at most 16384 bytes/)
    })

    it('whose rows say more than the file holds is read no further', () => {
      using folder = temporaryFolder()
      const path = madeOf(
        join(folder.path, 'default.db'),
        `${TABLE})`,
        'with recursive n(i) as (select 1 union all select i + 1 from n where i < 2000) ' +
          "insert into metrics (run_name, step) select 'r', i from n",
        `alter table metrics add column metrics text default '{"a":1,"b":"${'x'.repeat(10_000)}"}'`,
      )
      const rows = upToEnd(readTrackio(path, runsOfTrackio(path)[0]!))
      expect(pairs(rows, 'a').length).toBeLessThan(20)
      expect(faultsOf(rows)).toMatchObject([
        {
          why: 'the file cannot be read from here on',
          got: expect.stringMatching(/^expected rows of no more bytes than the file has/) as string,
        },
      ])
    })

    it('with a row that is too long loses that row, and no other', () => {
      using folder = temporaryFolder()
      const path = madeOf(
        join(folder.path, 'row.db'),
        `${TABLE}, metrics text)`,
        `insert into metrics (run_name, step, metrics) values ('r', 1, '{"a":1}'), ('r', 3, '{"a":3}')`,
        `insert into metrics (id, run_name, step, metrics)
          values (7, 'r', 2, '{"a":"' || printf('%.*c', ${BOUNDS.loggedBytes}, 'x') || '"}')`,
        `insert into metrics (id, run_name, step, metrics) values (8, 'r', 4, '{"a":4}')`,
      )
      const rows = upToEnd(readTrackio(path, runsOfTrackio(path)[0]!))
      expect(pairs(rows, 'a')).toEqual([
        [1, 1],
        [3, 3],
        [4, 4],
      ])
      expect(faultsOf(rows)).toMatchObject([
        { at: 'row 7', why: `expected metrics of at most ${BOUNDS.loggedBytes} bytes; the row is left out` },
      ])
    })
  })
})

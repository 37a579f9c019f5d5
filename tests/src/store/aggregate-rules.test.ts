import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { openDatabase } from '#src/store/sqlite/database.ts'
import { openStore, openStoreInThreads, type Store } from '#src/store/index.ts'
import { aggregateFromBytes, bytesFromAggregate } from '#src/wire/aggregates.ts'
import { runRow } from '#src/store/sqlite/run-row.ts'
import { alignedSource } from '#src/store/sqlite/aggregate/aligned-source.ts'
import { newSpending } from '#src/store/sqlite/aggregate/spending.ts'
import { BOUNDS, type Alignment } from '#src/vocabulary/index.ts'
import { keep } from './contract.ts'
import { enveloped, measuredReport, scalarColumn } from './reports.ts'
import { questionAbout, reportsOf, type Studied } from './studied.ts'

let folder: string
let store: Store
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'phasescope-aggregate-'))
  store = await openStoreInThreads(folder)
})
afterEach(async () => {
  await store.close()
  rmSync(folder, { recursive: true })
})

const study = async (...runs: Studied[]) => {
  for (const [i, run] of runs.entries()) await keep(store, reportsOf({ startedAt: 9000 - i, ...run }))
}
const line = (from: number, to: number, every: number, value: (step: number) => number) => {
  const steps = Array.from({ length: Math.floor((to - from) / every) + 1 }, (_, i) => from + i * every)
  return { steps, values: steps.map(value) }
}

describe('a group of runs', () => {
  test('is made by any expression, in order of its values, and those without come last', async () => {
    const of = (id: string, parameters: Record<string, number | string>) => ({
      id,
      parameters,
      series: { loss: line(0, 2, 1, () => 1) },
    })
    await study(
      of('a', { rate: 10 }),
      of('b', { rate: 9 }),
      of('c', { rate: 'warm' }),
      of('d', {}),
      of('e', { rate: 9 }),
    )
    const { groups } = await store.aggregate(questionAbout('loss', { by: ['rate'] }))
    expect(groups.map(({ key, runs }) => [key, runs])).toEqual([
      [[9], ['b', 'e']],
      [[10], ['a']],
      [['warm'], ['c']],
      [[null], ['d']],
    ])
    const { groups: sums } = await store.aggregate(questionAbout('loss', { by: ['rate * 2'] }))
    expect(sums.map(({ key }) => key[0])).toEqual([18, 20, null])
  })

  test('does not change with what else is shown', async () => {
    await study(
      { id: 'a', parameters: { kind: 'one' }, series: { loss: line(0, 50_000, 1, Math.sin) } },
      { id: 'b', parameters: { kind: 'one' }, series: { loss: line(0, 50_000, 1, Math.cos) } },
      { id: 'c', parameters: { kind: 'two' }, series: { loss: line(3, 700_000, 7, Math.cos) } },
    )
    const question = questionAbout('loss', { by: ['kind'], band: 'bootstrap', points: 100 })
    const both = await store.aggregate(question)
    const alone = await store.aggregate({ ...question, among: { where: 'kind = "one"' } })
    expect(alone.groups).toEqual(both.groups.slice(0, 1))
  })

  test('names runs that it leaves out', async () => {
    await study(
      { id: 'a', series: { loss: line(0, 2, 1, () => 1) } },
      { id: 'b', series: { other: line(0, 2, 1, () => 1) } },
      { id: 'c', series: { loss: { steps: [], values: [] } } },
    )
    const { groups } = await store.aggregate(questionAbout('loss'))
    expect(groups[0]!.runs).toEqual(['a'])
    expect(groups[0]!.left).toEqual([
      { run: 'b', why: `It has no series 'loss'` },
      { run: 'c', why: `Nothing of series 'loss' has been measured yet` },
    ])
  })

  test('leaves out a run of which something is damaged on the disk, and says so', async () => {
    await study(
      { id: 'a', series: { loss: line(0, 20_000, 1, Math.sin) } },
      { id: 'b', series: { loss: line(0, 20_000, 1, Math.cos) } },
    )
    const db = openDatabase(folder)
    const node = db
      .sql(
        "select node.key from node join series on series.key = node.series join run on run.key = series.run where run.id = 'b' and tier = 0 limit 1",
      )
      .get()!
    for (const table of ['chunk', 'cells']) {
      const where = table === 'chunk' ? 'node = ?' : 'key between ? * 32 and 31 + 32 * ?2'
      const blob = table === 'chunk' ? 'numbers' : 'cells'
      db.sql(
        `update ${table} set ${blob} = zeroblob(9) where ${where.replaceAll('?2', '?1').replace('? ', '?1 ')}`,
      ).run(Number(node.key))
    }
    db.close()
    const { groups } = await store.aggregate(questionAbout('loss', { points: 50 }))
    expect(groups[0]!.runs).toEqual(['a'])
    expect(groups[0]!.left[0]).toMatchObject({
      run: 'b',
      why: expect.stringContaining('is damaged in the store') as string,
    })
  })
})

describe('values of members', () => {
  test('of many points are the stored ones at the last step of each bucket, also while runs go on', async () => {
    const value = (i: number) => (step: number) => Math.sin(step / 1000) + i
    await study(
      { id: 'a', series: { loss: line(0, 30_000, 3, value(1)) } },
      { id: 'b', series: { loss: line(0, 30_000, 3, value(2)) } },
    )
    const ask = () => store.aggregate(questionAbout('loss', { points: 100 }))
    const check = async (last: number) => {
      const [group] = (await ask()).groups
      const { x, members, n, interpolated, exact } = group!
      expect([x.length > 50 && x.length <= 100, x.at(-1), interpolated, exact]).toEqual([true, last, 0, false])
      expect(Array.from(members!)).toEqual([1, 2].flatMap((i) => Array.from(x, value(i))))
      expect(Array.from(n)).toEqual(Array.from(x, () => 2))
    }
    await check(30_000)
    for (const [i, id] of ['a', 'b'].entries())
      await keep(store, [
        { run: id, seq: 3, at: 0, report: measuredReport(scalarColumn('loss', [30_003], [value(i + 1)(30_003)])) },
      ])
    await check(30_003)
  })

  test('are interpolated where only others were measured, which is counted, and end with their run', async () => {
    await study(
      { id: 'a', series: { loss: { steps: [0, 2, 4], values: [0, 2, NaN] } } },
      { id: 'b', series: { loss: { steps: [1, 2, 6], values: [10, 20, 60] } } },
    )
    const { groups } = await store.aggregate(questionAbout('loss', { center: 'mean' }))
    expect(groups[0]).toMatchObject({ exact: true, interpolated: 2 })
    expect(Array.from(groups[0]!.x)).toEqual([0, 1, 2, 4, 6])
    expect(Array.from(groups[0]!.members!)).toEqual([0, 1, 2, NaN, NaN, NaN, 10, 20, 40, 60])
    expect(Array.from(groups[0]!.n)).toEqual([1, 2, 2, 1, 1])
    expect(Array.from(groups[0]!.center)).toEqual([0, 5.5, 11, 40, 60])
  })

  test('between two measurements outside the range are the same as without a range', async () => {
    await study(
      { id: 'a', series: { loss: line(0, 9000, 500, (step) => step) } },
      { id: 'b', series: { loss: line(0, 9000, 1, () => 0) } },
    )
    const { groups } = await store.aggregate(questionAbout('loss', { from: 510, to: 520 }))
    expect(Array.from(groups[0]!.members!.subarray(0, 11))).toEqual(Array.from({ length: 11 }, (_, i) => 510 + i))
  })

  test('less a run are differences, where that run has a value', async () => {
    await study(
      { id: 'a', series: { loss: line(0, 4, 1, (step) => step) } },
      { id: 'b', series: { loss: line(1, 3, 2, () => 1) } },
    )
    const { groups } = await store.aggregate(questionAbout('loss', { minus: 'b' }))
    expect(Array.from(groups[0]!.members!)).toEqual([NaN, 0, 1, 2, NaN, NaN, 0, 0, 0, NaN])
    expect(groups[0]!.interpolated).toBe(2) // a less b, and b itself, at step 2
    await expect(store.aggregate(questionAbout('loss', { minus: 'c' }))).rejects.toThrow(/run 'c'/)
  })

  test('over another series stand at its values, while these rise', async () => {
    await study({
      id: 'a',
      series: {
        loss: line(0, 5, 1, (step) => step),
        epoch: { steps: [0, 1, 2, 3, 5], values: [0, 0.5, 0.5, 0.25, 2] },
      },
    })
    const { groups } = await store.aggregate(questionAbout('loss', { align: { x: 'series', series: 'epoch' } }))
    expect(Array.from(groups[0]!.x)).toEqual([0, 0.5, 2])
    expect(Array.from(groups[0]!.center)).toEqual([0, 1, 5])
    expect(groups[0]!.folded).toBe(2)
  })

  test('over another series that falls, such as a loss, stand at its values from the lowest up', async () => {
    await study({
      id: 'a',
      series: {
        accuracy: line(0, 5, 1, (step) => step / 10),
        loss: { steps: [0, 1, 2, 3, 4, 5], values: [Infinity, 3, 2, NaN, 2.5, 1] },
      },
    })
    const { groups } = await store.aggregate(questionAbout('accuracy', { align: { x: 'series', series: 'loss' } }))
    expect(Array.from(groups[0]!.x)).toEqual([1, 2, 3])
    expect(Array.from(groups[0]!.center)).toEqual([0.5, 0.2, 0.1])
    expect(groups[0]!.folded).toBe(3)
  })
})

describe('effects, factors and leads', () => {
  test('an onset that never came is a run beyond its last step, and not among the numbers', async () => {
    const of = (i: number, grokked: number | null): Studied => ({
      id: `run-${i}`,
      parameters: { weightDecay: i % 2 },
      seed: i,
      series: { loss: line(0, 40, 1, () => 1) },
      marks: grokked === null ? {} : { grokked },
    })
    await study(of(0, null), of(1, 10), of(2, 30), of(3, 20))
    const effects = await store.effects({
      among: {},
      of: 'onset("grokked")',
      by: ['weightDecay'],
      center: 'mean',
      band: 'range',
      seed: 0,
    })
    expect(effects.rows.map(({ run, value, beyond }) => [run, value, beyond])).toEqual([
      ['run-0', null, 40],
      ['run-1', 10, null],
      ['run-2', 30, null],
      ['run-3', 20, null],
    ])
    expect(effects.groups).toEqual([
      { key: [0], center: 30, low: 30, high: 30, n: 1, censored: 1 },
      { key: [1], center: 15, low: 10, high: 20, n: 2, censored: 0 },
    ])
    const wrong = { among: {}, of: 'name', by: [], center: 'mean', band: 'range', seed: 0 } as const
    await expect(store.effects(wrong)).rejects.toThrow(/of: expected a number of each run/)
  })

  test('settings that differ are factors, the seed is the replicate, and what else differs is said', async () => {
    const of = (id: string, weightDecay: number, seed: number) => ({
      id,
      parameters: { weightDecay, width: 8 },
      seed,
      series: { loss: line(0, 1, 1, () => 1) },
    })
    await study(of('a', 0, 1), of('b', 0, 2), of('c', 0.1, 1))
    const { factors, others, runs } = await store.factors({ among: {} })
    expect(runs).toBe(3)
    expect(factors).toEqual([
      { name: 'weightDecay', kind: 'number', isReplicate: false, values: [{ value: 0, runs: 2 }, { value: 0.1, runs: 1 }] }, // prettier-ignore
      {
        name: 'seed',
        kind: 'number',
        isReplicate: true,
        values: [
          { value: 1, runs: 2 },
          { value: 2, runs: 1 },
        ],
      },
    ])
    expect(others).toEqual([])
  })

  test('a setting named as a method of every record is one of its own alone', async () => {
    const of = (id: string, parameters: Record<string, number>) => ({ id, parameters, series: { loss: line(0, 1, 1, Math.sin) } }) // prettier-ignore
    await study(of('a', { toString: 1, valueOf: 2 }), of('b', {}))
    expect((await store.factors({ among: {} })).factors.map(({ values }) => values)).toEqual([
      [{ value: 1, runs: 1 }, { value: null, runs: 1 }],
      [{ value: 2, runs: 1 }, { value: null, runs: 1 }],
    ]) // prettier-ignore
  })

  test('what moves first is counted from each run’s own event', async () => {
    const of = (id: string, grokked: number) => ({
      id,
      series: {
        early: line(0, 100, 1, (step) => (step < grokked - 20 ? Math.sin(step) : 50)),
        late: line(0, 100, 1, (step) => (step < grokked + 5 ? Math.sin(step) : 50)),
        never: line(0, 100, 1, Math.sin),
      },
      marks: { grokked },
    })
    await study(of('a', 40), of('b', 60), { id: 'c', series: { early: line(0, 9, 1, Math.sin) } })
    const { leads, left } = await store.leads({ among: {}, event: 'grokked', series: ['late', 'never', 'early'] })
    expect(leads.map(({ series, n, still, median }) => [series, n, still, median])).toEqual([
      ['early', 2, 0, -20],
      ['late', 2, 0, 5],
      ['never', 0, 2, NaN],
    ])
    expect(left).toEqual([{ run: 'c', why: `Event 'grokked' is not among its marks` }])
  })

  test('what moves first has an interval in each run, a corrected p-value over all, and an order with its share', async () => {
    const of = (seed: number): Studied => {
      const start = 30 + 3 * seed
      // In one run of eight the second comes before the first.
      const [first, second] = seed === 0 ? [12, 4] : [4, 12]
      const rise = (after: number) =>
        line(0, 120, 1, (step) => (step < start + after ? Math.sin(step) : 20 + step + Math.sin(step)))
      return {
        id: `r-${seed}`,
        seed,
        series: { first: rise(first), second: rise(second), third: rise(30), still: line(0, 120, 1, Math.sin) },
        marks: { grokked: start + 20 },
      }
    }
    await study(...[0, 1, 2, 3, 4, 5, 6, 7].map(of))
    const question = { among: {}, event: 'grokked', series: ['third', 'still', 'second', 'first'] }
    const { leads, order, share, left } = await store.leads(question)
    expect([left, share]).toEqual([[], 0.8])
    expect(leads.map(({ series, before, after, p, corrected }) => [series, before, after, p, corrected])).toEqual([
      ['first', 8, 0, 2 / 256, 6 / 256],
      ['second', 8, 0, 2 / 256, 6 / 256],
      ['third', 0, 8, 2 / 256, 6 / 256],
      ['still', 0, 0, null, null],
    ])
    for (const { run, event, moved, interval, eventInterval } of leads[0]!.runs) {
      expect(moved! - event).toBe(run === 'r-0' ? -8 : -16)
      expect(interval!.low <= moved! && moved! <= interval!.high).toBe(true)
      expect(eventInterval).toBe(null)
    }
    expect(order.names).toEqual(['first', 'second', 'grokked', 'third'])
    expect(order.before[0]).toEqual([0, 7, 8, 8])
    expect(order.before[1]).toEqual([1, 0, 8, 8])
    expect(order.both[3]).toEqual([8, 8, 8, 8])
    expect(order.chain).toEqual({ names: ['first', 'second', 'grokked', 'third'], runs: 7 })
    // An order that has to hold in more of them has fewer names.
    expect((await store.leads({ ...question, share: 0.9 })).order.chain).toEqual({ names: ['first', 'grokked', 'third'], runs: 8 }) // prettier-ignore
    // What comes first, but in few runs, does not keep the others from making an order.
    const few = { ids: ['r-0', 'r-1', 'r-2', 'r-3'] }
    expect((await store.leads({ ...question, among: few, series: ['first', 'second', 'third'], share: 1 })).order.chain).toEqual({ names: ['first', 'grokked', 'third'], runs: 4 }) // prettier-ignore
    // Where no mark has the name, the onset of the series of that name is what the others are counted from.
    const ofSeries = await store.leads({ among: {}, event: 'third', series: ['first', 'third', 'nothing'] })
    expect(ofSeries.leads.map(({ series, n, median }) => [series, n, median])).toEqual([['first', 8, -26], ['nothing', 0, NaN]]) // prettier-ignore
    expect(ofSeries.leads[0]!.runs[0]!.eventInterval).not.toBe(null)
  })

  test('a transition brings the interval of its onset with it', async () => {
    await study({ id: 'a', series: { loss: line(0, 100, 1, (step) => (step < 30 ? Math.sin(step) : 50)) } })
    const transition = { series: 'loss', key: 'generalization', onset: { low: 39, high: 44.5, level: 0.9 }, end: null, before: null, after: null, seenAt: 50, score: 1 } // prettier-ignore
    const mark = { by: 'grokking', step: 41, label: 'Generalization', about: '', transition }
    await keep(store, enveloped('a', 3, [{ type: 'marked', mark }]))
    const { leads } = await store.leads({ among: {}, event: 'generalization', series: ['loss'] })
    expect(leads[0]!.runs).toEqual([
      { run: 'a', event: 41, eventInterval: { low: 39, high: 44.5 }, moved: 30, interval: { low: 30, high: 30 } },
    ])
  })
})

test('an aggregate comes back from its bytes: members to seven digits, all else to the bit', async () => {
  const third = (step: number) => (step === 3 ? NaN : step / 3)
  await study(
    { id: 'a', parameters: { kind: 1 }, series: { loss: line(0, 9, 1, third) } },
    { id: 'b', parameters: { kind: 2 }, series: { loss: line(0, 9, 1, (step) => (step === 5 ? 1e300 : third(step))) } },
  )
  const answer = await store.aggregate(questionAbout('loss', { by: ['kind'] }))
  const { groups } = aggregateFromBytes(bytesFromAggregate(answer))
  const [first, second] = answer.groups
  expect(groups[0]).toEqual({ ...first, members: first!.members!.map(Math.fround) })
  expect(groups[1]).toEqual(second) // one that float32 has not makes all of them float64
})

test('too much at once is refused before anything is read', async () => {
  await study({ id: 'a', series: { loss: line(0, 2, 1, () => 1) } }, { id: 'b', series: {} }, { id: 'c', series: {} })
  const own = await openStore(folder)
  const question = questionAbout('loss', { points: 20_000, by: ['seed'] })
  await expect(own.aggregate(question)).resolves.toMatchObject({ groups: [{ runs: ['a'] }] })
  await expect(own.aggregate({ ...question, points: 4_000_000 })).rejects.toThrow(/Expected at most 2097152 numbers/)
  // The curves of a group take as much memory where they are not answered.
  await expect(own.aggregate({ ...question, points: 300_000, members: false })).rejects.toThrow(/got up to 2400000/)
  await expect(own.aggregate({ ...question, points: 220_000, band: 'bootstrap' })).rejects.toThrow(
    /a bootstrap of at most 655360 values, got up to 660000: .*; ask for at most 218453 points, or for another band/,
  )
  await own.close()
})

test('points that are read as they are count toward a bound of the question, and those held toward one of their group', () => {
  const ofGroup = newSpending()
  const most = BOUNDS.pointsAGroup
  for (let group = 0; group < BOUNDS.pointsAnAggregate / most; group++) ofGroup()(most, true)
  expect(() => ofGroup()(1)).toThrow(/at most 33554432 stored points of one question/)
  const spend = newSpending()()
  spend(most, true)
  spend(most)
  expect(() => spend(1, true)).toThrow(/at most 8388608 stored points of one group/)
})

test.each<[string, Alignment, [number, boolean?][]]>([
  ['steps, of samples alone', { x: 'step' }, []],
  ['an event', { x: 'event', event: 'grokked' }, [[50, true]]],
  ['a series', { x: 'series', series: 'norm' }, [[20, true], [50, true]]], // prettier-ignore
])('points are counted before they are read: by %s', async (_what, align, spent) => {
  await study({ id: 'a', series: { loss: line(0, 49, 1, Math.sin), norm: line(0, 19, 1, (i) => i) }, marks: { grokked: 9 } }) // prettier-ignore
  const db = openDatabase(folder)
  const counted: [number, boolean?][] = []
  const source = alignedSource(db, runRow(db, 'a')!, 'loss', align, (...given) => counted.push(given))
  expect(source).toMatchObject({ first: expect.any(Number) })
  if (typeof source !== 'string' && align.x === 'event') {
    expect(counted, 'nothing is read before it is asked for').toEqual([])
    source.whole()
    source.whole() // it is kept
  }
  expect(counted).toEqual(spent)
  if (typeof source !== 'string' && align.x === 'step') {
    source.whole()
    source.whole() // nothing is kept
    expect(counted).toEqual([[50], [50]])
  }
  db.close()
})

test('an x that is no place, or is as far as a number goes, leaves the other places as they are', async () => {
  const x = [-1e308, 0, 1, NaN, 2, Infinity, 1e308]
  const steps = x.map((_, i) => i)
  await study({ id: 'a', series: { loss: { steps, values: steps }, norm: { steps, values: x } } })
  const aligned = { align: { x: 'series', series: 'norm' } } as const
  const { groups } = await store.aggregate(questionAbout('loss', aligned))
  expect(groups).toMatchObject([{ folded: 2, exact: true }])
  expect(Array.from(groups[0]!.x)).toEqual([-1e308, 0, 1, 2, 1e308])
  const few = await store.aggregate(questionAbout('loss', { ...aligned, points: 4 }))
  expect(Array.from(few.groups[0]!.x)).toEqual([-1e308, 2, 1e308])
  // A range ends where it is said to end, also between whole numbers.
  const { groups: cut } = await store.aggregate(questionAbout('loss', { ...aligned, from: 0.5, to: 1.5 }))
  expect(Array.from(cut[0]!.x)).toEqual([1])
})

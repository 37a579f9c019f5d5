import { DatabaseSync } from 'node:sqlite'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { cardOf } from '#probes/define.ts'
import { probes } from '#probes/index.ts'
import { stateFromFacts } from '#src/run-state/index.ts'
import { openSqlite, type Sqlite } from '#src/store/sqlite/sqlite.ts'
import { every, TRAINER, type AggregateQuestion, type Envelope, type Report } from '#src/vocabulary/index.ts'
import { bytesFromReports } from '#src/wire/reports.ts'
import { foreignStarted, loggedSeries } from './foreign-runs.ts'
import { enveloped, measuredReport, scalarColumn, startedReport } from './reports.ts'

let folder: string
let store: Sqlite
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'phasescope-foreign-'))
  store = openSqlite(folder)
})
afterEach(() => {
  store.close()
  rmSync(folder, { recursive: true })
})

/** As a hub takes them in: through their bytes. */
function keep(run: string, seq: number, reports: readonly Report[], writer = TRAINER): void {
  const said = enveloped(run, seq, reports).map((one): Envelope => (writer === TRAINER ? one : { ...one, writer }))
  const [kept] = store.keep([{ run, writer, bytes: bytesFromReports(said) }])
  if (!kept!.ok) throw new Error(kept!.why)
}
const found = (where: string) => store.list({ where, sort: 'name', descending: false }).runs.map(({ run }) => run.id)

test('a run is found by the settings that it named when it began and since, and by what it came to', () => {
  keep('a', 0, [foreignStarted('a')])
  keep('a', 1, [
    { type: 'described', step: 0, parameters: { 'optimizer/lr': 0.2, 'batch size': 32, _flag: 'true' } },
    { type: 'described', step: 3, summary: { 'best/accuracy': 0.5, verdict: 'bad' }, steps: 900 },
    { type: 'described', step: 9, summary: { 'best/accuracy': 0.75 } },
  ])
  keep('b', 0, [startedReport('b')])
  expect(store.summary('a').run).toMatchObject({
    parameters: { 'optimizer/lr': 0.2, 'model.depth': 4, 'data set': 'shakespeare', 'batch size': 32, _flag: 'true' },
    summary: { 'best/accuracy': 0.75, verdict: 'bad' },
    ...{ seed: null, steps: 900, client: { name: 'python', framework: 'torch 2.9.1' } },
  })
  expect(store.summary('a')).toMatchObject({ step: 9, status: 'running' })
  expect(found('optimizer/lr > 0.15 and model.depth = 4')).toEqual(['a'])
  expect(found('parameter("data set") ~ "^shake" and parameter("batch size") = 32')).toEqual(['a'])
  expect(found('parameter("_flag") = "true" and steps = 900')).toEqual(['a'])
  expect(found('summary("best/accuracy") > 0.7 and summary("verdict") = "bad"')).toEqual(['a'])
  expect(found('project = "nanogpt" and project = experiment')).toEqual(['a'])
  expect(found('client = "python" and backend = "torch" and seed is absent')).toEqual(['a'])
  expect(found('client is absent and seed = 0')).toEqual(['b'])
  expect(store.list({ text: 'batch' }).runs.map(({ run }) => run.id)).toEqual(['a'])
  expect(store.list({ where: 'summary("best/acuracy") > 0' }).hints).toEqual([
    "None of these runs has a summary 'best/acuracy'; did you mean 'best/accuracy'?",
  ])
  expect(store.columnsOf({})).toMatchObject({
    summaries: [
      { name: 'best/accuracy', runs: 1 },
      { name: 'verdict', runs: 1 },
    ],
  })
})

test('its facts fold to what its row says, and a row that a disk has damaged is made again of them', () => {
  keep('a', 0, [
    foreignStarted('a'),
    { type: 'described', step: 2, parameters: { seed: 7 }, summary: { best: 1 }, steps: 50 },
    {
      ...{ type: 'described', step: 3, parameters: { seed: 8 } },
      settable: [
        { key: 'rate', about: 'of the optimizer', settable: true, type: 'number', default: 0.1, min: 0, max: 1 },
      ],
    },
  ])
  const { run, settable } = stateFromFacts(store.facts('a'))
  expect(settable.map(({ key }) => key)).toEqual(['rate'])
  expect(run).toEqual(store.summary('a').run)
  expect(run).toMatchObject({ seed: 7, steps: 50, summary: { best: 1 }, parameters: { seed: 8 } })
  const { file } = store
  store.close()
  damageRow(file)
  store = openSqlite(folder)
  expect(store.check({ repair: true }).faults).toMatchObject([{ repaired: true }])
  expect(store.summary('a').run).toEqual(run)
})

test('only the program that logs it describes it; a process beside it offers the probes that it can serve', () => {
  const card = cardOf(probes.find(({ id }) => id === 'weight-norm')!)
  keep('a', 0, [foreignStarted('a')])
  keep('a', 0, [{ type: 'offered', probe: card, file: '', step: 4 }], 'observe')
  keep('a', 0, [{ type: 'offered', probe: { ...card, name: 'Not what it is' }, file: '', step: 5 }], 'stranger')
  const state = stateFromFacts(store.facts('a'))
  expect(state.cards.map(({ id, name }) => [id, name])).toEqual([['weight-norm', card.name]])
  expect(state.files.size).toBe(0)
  expect(() => keep('a', 1, [{ type: 'described', step: 4, parameters: { lr: 9 } }], 'observe')).toThrow(
    "'observe' cannot report 'described', only declared, offered,",
  )
  expect(store.summary('a').run.parameters).not.toHaveProperty('lr')
})

test('a process beside it says who measures, which is no attachment of its own; of a run of ours nobody beside its trainer does', () => {
  const attached = (probe: string): Report => ({ type: 'attached', probe, step: 0, cadence: every(1), options: {} })
  keep('a', 0, [foreignStarted('a'), attached('sharpness')])
  keep('a', 0, [attached('weight-norm'), attached('train-loss'), attached('ntk')], 'observe')
  keep('a', 3, [{ type: 'detached', probe: 'train-loss', step: 4 }, { type: 'failed', probe: 'ntk', step: 5, why: 'x' }], 'observe') // prettier-ignore
  const { attached: own, observed, detached, step } = stateFromFacts(store.facts('a'))
  expect([[...own.keys()], [...observed.keys()], detached.size, step]).toEqual([['sharpness'], ['weight-norm'], 0, 0])
  expect(observed.get('weight-norm')).toMatchObject({ cadence: every(1) })
  expect(() => keep('a', 5, [{ type: 'resumed', step: 1 }], 'observe')).toThrow(
    /only declared.*noted, attached, detached$/,
  )
  keep('b', 0, [startedReport('b')])
  expect(() => keep('b', 0, [attached('weight-norm')], 'observe')).toThrow(/cannot report 'attached', only .*noted$/)
})

test('settings without end are refused by number, and what was taken before stays', () => {
  const many = (from: number, count: number) =>
    Object.fromEntries(Array.from({ length: count }, (_, i) => [`k${from + i}`, i]))
  keep('a', 0, [foreignStarted('a', { parameters: {} })])
  keep('a', 1, [{ type: 'described', step: 0, parameters: many(0, 1_000) }])
  expect(() => keep('a', 2, [{ type: 'described', step: 0, parameters: many(1_000, 100) }])).toThrow(
    'report(type = described).parameters: expected at most 1024 with those before, got 1100',
  )
  expect(Object.keys(store.summary('a').run.parameters)).toHaveLength(1_000)
})

test('the runs of a group are its replicates, with or without seeds; a seed among the settings is one too', () => {
  const curve = (value: number) => [
    { type: 'declared', series: loggedSeries('val/loss') } as const,
    measuredReport(scalarColumn('val/loss', [0, 10], [value, value / 2])),
  ]
  keep('a', 0, [foreignStarted('a', { parameters: { lr: 0.1 } }), ...curve(4)])
  keep('b', 0, [foreignStarted('b', { parameters: { lr: 0.1 } }), ...curve(8)])
  keep('c', 0, [foreignStarted('c', { parameters: { lr: 0.2, seed: 3 }, seed: 3 }), ...curve(2)])
  keep('d', 0, [foreignStarted('d', { parameters: { lr: 0.2, seed: 4 }, seed: 4 }), ...curve(6)])
  expect(store.factors({ among: {} }).factors.map(({ name, isReplicate }) => [name, isReplicate])).toEqual([
    ['lr', false],
    ['seed', true],
  ])
  const question: AggregateQuestion = {
    ...{ among: {}, by: ['lr'], series: 'val/loss', align: { x: 'step' }, points: 8, from: null, to: null },
    ...{ spacing: 'linear', center: 'mean', band: 'range', members: true, seed: 0 },
  }
  const { groups } = store.aggregate(question)
  expect(groups.map(({ key, runs }) => [key, runs.length])).toEqual([
    [[0.1], 2],
    [[0.2], 2],
  ])
})

/** One letter of the row's own text, which its checksum then does not fit. */
function damageRow(file: string): void {
  const db = new DatabaseSync(file)
  db.exec(`update run set declaration = replace(declaration, 'torch', 'porch')`)
  db.close()
}

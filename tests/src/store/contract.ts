import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Arrival, Kept, Store } from '#src/store/store.ts'
import { bytesFromReports } from '#src/wire/reports.ts'
import {
  BOUNDS,
  PEOPLE,
  TRAINER,
  type Envelope,
  type Report,
  type RunsQuestion,
  type Transition,
} from '#src/vocabulary/index.ts'
import { declaration, enveloped, measuredReport, runOf, scalarColumn, startedReport } from './reports.ts'

/** Packed Reports of one run, as a writer of it sends them. */
export function arrival(envelopes: readonly Envelope[], writer = TRAINER): Arrival {
  return { run: envelopes[0]!.run, writer, bytes: bytesFromReports(envelopes) }
}

/** Keeps Reports of one run; a refusal is an error. */
export async function keep(store: Store, envelopes: readonly Envelope[], writer = TRAINER): Promise<Kept> {
  const [kept] = await store.ingest([arrival(envelopes, writer)])
  if (!kept!.ok) throw new Error(kept!.why)
  return kept!
}

const wide = { run: 'r', from: null, to: null, points: 1000, spacing: 'linear' } as const
const declared: Report = { type: 'declared', series: declaration('loss') }
const ended: Report = { type: 'ended', how: 'completed', step: 9, msPerStep: 2.5, weights: 'sha256:ab', why: null }
const loss = (step: number, value = step) => measuredReport(scalarColumn('loss', [step], [value]))

/** What any Store does, whatever keeps it: `open` opens the one of a folder. */
export function contractOfStores(name: string, open: (folder: string) => Promise<Store>): void {
  describe(name, () => {
    let folder: string
    let store: Store
    beforeEach(async () => {
      folder = mkdtempSync(join(tmpdir(), 'phasescope-store-'))
      store = await open(folder)
    })
    afterEach(async () => {
      await store.close()
      rmSync(folder, { recursive: true })
    })
    const start = (run: string, ...reports: Report[]) =>
      keep(store, enveloped(run, 0, [startedReport(run), ...reports]))
    const idsOf = async (question: RunsQuestion) => (await store.list(question)).runs.map(({ run }) => run.id)

    test('a summary is what the Reports say', async () => {
      const both = measuredReport(scalarColumn('loss', [0, 5], [3, NaN]), scalarColumn('test-accuracy', [0, 5], [0, 1]))
      await start('r', declared, both)
      const fresh = await store.summary('r')
      expect(fresh).toMatchObject({ status: 'running', step: 5, points: 4, endedAt: null, weights: null })
      expect(fresh.spark).toEqual({ series: 'test-accuracy', steps: [0, 5], values: [0, 1] })
      await keep(store, enveloped('r', 3, [{ type: 'applied', command: { type: 'pause' }, step: 6 }]))
      expect((await store.summary('r')).status).toBe('paused')
      await keep(store, enveloped('r', 4, [{ type: 'applied', command: { type: 'resume' }, step: 6 }, ended]))
      const over = await store.summary('r')
      expect(over).toMatchObject({ status: 'completed', step: 9, msPerStep: 2.5, weights: 'sha256:ab' })
      expect((await store.facts('r')).map(({ seq, report }) => [seq, report.type])).toEqual([
        [0, 'started'],
        [1, 'declared'],
        [3, 'applied'],
        [4, 'applied'],
        [5, 'ended'],
      ])
      const [series] = await store.series('r')
      expect(series).toEqual({ ...declaration('loss'), points: 2, firstStep: 0, lastStep: 5 })
    })

    test('each arrival is answered: a gap is refused whole, and costs no other arrival anything', async () => {
      await start('r')
      const kept = await store.ingest([
        arrival(enveloped('other', 0, [startedReport('other'), loss(1)])),
        arrival([...enveloped('r', 1, [declared]), ...enveloped('r', 3, [loss(1)])]),
        arrival(enveloped('r', 1, [declared, loss(2)])),
        { run: 'r', writer: TRAINER, bytes: Uint8Array.of(1, 2, 3) },
      ])
      expect(kept.map(({ ok }) => ok)).toEqual([true, false, true, false])
      expect(kept[0]).toMatchObject({ from: 0, next: 2, facts: [{ run: 'other', seq: 0 }] })
      expect(kept[1]).toMatchObject({ why: expect.stringContaining("Run 'r': expected report 2, got 3; send again") })
      expect(kept[2]).toMatchObject({ from: 1, next: 3, facts: [{ seq: 1, report: declared }] })
      expect((await store.summary('r')).points).toBe(1)
    })

    test('what was seen is dropped, and what follows it in the same batch is kept', async () => {
      await start('r', declared)
      expect(await keep(store, enveloped('r', 0, [startedReport('r'), declared]))).toEqual({
        ok: true,
        from: 2,
        next: 2,
        facts: [],
      })
      await keep(store, enveloped('r', 0, [startedReport('r'), declared, loss(1)]))
      expect(await store.next('r')).toBe(3)
      expect((await store.summary('r')).points).toBe(1)
    })

    test('steps that are no steps, and a run that does not begin, are refused by name', async () => {
      await expect(keep(store, enveloped('r', 0, [declared]))).rejects.toThrow("expected 'started', got 'declared'")
      expect(await store.has('r')).toBe(false)
      await start('r')
      for (const step of [-1, 0.5, NaN, Infinity]) {
        const batch = enveloped('r', 1, [measuredReport(scalarColumn('loss', [0, step], [1, 2]))])
        await expect(keep(store, batch)).rejects.toThrow(/steps.*: expected (a )?whole numbers? from 0/)
      }
      expect(await store.next('r')).toBe(1)
      expect(await store.series('r')).toEqual([])
    })

    test('lost and found: a run that has ended stays as it ended', async () => {
      const status = async () => (await store.summary('r')).status
      await start('r')
      await store.markLost('r')
      expect(await status()).toBe('lost')
      expect(await idsOf({ status: ['lost'] })).toEqual(['r'])
      await store.markFound('r')
      expect(await status()).toBe('running')
      await store.markLost('r')
      await keep(store, enveloped('r', 1, [declared]))
      expect(await status()).toBe('running')
      await keep(store, enveloped('r', 2, [ended]))
      await store.markLost('r')
      expect(await status()).toBe('completed')
    })

    test('unknown names are answered with the nearest', async () => {
      await start('grok', declared)
      await expect(store.summary('grokk')).rejects.toThrow("Unknown run 'grokk'; did you mean 'grok'?")
      await expect(store.summary('grokk')).rejects.toMatchObject({ kind: 'usage' })
      await expect(store.slices([{ ...wide, run: 'grok', series: 'los' }])).rejects.toThrow("did you mean 'loss'?")
      const [empty] = await store.slices([{ ...wide, run: 'grok', series: 'loss' }])
      expect(empty).toMatchObject({ stored: 0, exact: true })
    })

    test('numbers come back as they came, NaN and infinities too, and a reader may leave off', async () => {
      const steps = Array.from({ length: 10_000 }, (_, i) => i)
      const values = steps.map((i) => [NaN, Infinity, -Infinity, -0, i][i % 5]!)
      await start('r', measuredReport(scalarColumn('loss', steps, values)))
      const read: number[] = []
      for await (const column of store.columns('r', 'loss')) read.push(...column.values)
      expect(read).toEqual(values)
      for await (const column of store.columns('r', 'loss')) {
        expect(column.steps[0]).toBe(0)
        break
      }
      const [all, again] = await store.slices([
        { ...wide, series: 'loss', points: 20_000 },
        { ...wide, series: 'loss', from: 5, to: 9 },
      ])
      expect(all).toMatchObject({ exact: true, stored: 10_000 })
      expect(again!.last).toEqual(Float64Array.from(values.slice(5, 10)))
    })

    test('views are saved, replaced, renamed and removed by their names, and outlive whoever keeps them', async () => {
      const save = (view: string, query: string, at: number, replace?: boolean) =>
        store.changeViews({ type: 'save', name: view, page: '/compare', query, replace }, at)
      expect(await store.views()).toEqual([])
      await save('Zoom', 'zoom=1~2', 5)
      await save('a ü/b', '', 6)
      const zoom = { name: 'Zoom', page: '/compare', query: 'zoom=1~2', savedAt: 5 }
      expect(await store.views()).toEqual([zoom, { name: 'a ü/b', page: '/compare', query: '', savedAt: 6 }])
      await expect(save('Zoom', 'other', 7)).rejects.toThrow("There is a view 'Zoom' already; replace it")
      await save('Zoom', 'other', 8, true)
      await expect(store.changeViews({ type: 'rename', name: 'Zoom', to: 'a ü/b' }, 9)).rejects.toThrow('already')
      await store.changeViews({ type: 'rename', name: 'Zoom', to: 'Far' }, 9)
      await expect(store.changeViews({ type: 'remove', name: 'Zoom' }, 9)).rejects.toThrow("Unknown view 'Zoom'")
      await store.changeViews({ type: 'remove', name: 'a ü/b' }, 9)
      await store.close()
      store = await open(folder)
      expect(await store.views()).toEqual([{ name: 'Far', page: '/compare', query: 'other', savedAt: 8 }])
    })

    test('there are so many views and no more', async () => {
      for (let i = 0; i < BOUNDS.views; i++)
        await store.changeViews({ type: 'save', name: `v${i}`, page: '/', query: '' }, i)
      await expect(store.changeViews({ type: 'save', name: 'more', page: '/', query: '' }, 0)).rejects.toThrow(
        'at most 512 named views',
      )
      await store.changeViews({ type: 'save', name: 'v3', page: '/', query: 'q=x', replace: true }, 0)
      expect(await store.views()).toHaveLength(512)
    })

    test('two may have one folder open: what one keeps the other sees', async () => {
      const other = await open(folder)
      await start('r', loss(1, 2))
      expect((await other.slices([{ ...wide, series: 'loss' }]))[0]!.last).toEqual(Float64Array.of(2))
      await keep(other, enveloped('r', 2, [loss(2, 4)]))
      expect((await store.slices([{ ...wide, series: 'loss' }]))[0]!.last).toEqual(Float64Array.of(2, 4))
      await other.close()
    })

    test('cards are kept once, whoever brings them, and a run may name cards that are here', async () => {
      const detectors = [{ id: 'grokked', name: 'Grokked', about: 'a', watches: ['loss'], reference: 'c' }] as never
      const started = (run: string): Report => ({ type: 'started', run: runOf(run), probes: [], detectors })
      await keep(store, enveloped('a', 0, [started('a')]))
      await keep(store, enveloped('b', 0, [started('b')]))
      const [{ report }, other] = [(await store.facts('a'))[0]!, (await store.facts('b'))[0]!]
      const { cards = '' } = report as Extract<Report, { type: 'started' }>
      expect(cards).toMatch(/^sha256:[0-9a-f]{64}$/)
      expect(other.report).toMatchObject({ cards })
      expect(report).toMatchObject({ probes: [], detectors: [] })
      expect(await store.cards(cards)).toEqual({ probes: [], detectors })
      const named: Report = { type: 'started', run: runOf('c'), probes: [], detectors: [], cards }
      await keep(store, enveloped('c', 0, [named]))
      expect((await store.facts('c'))[0]!.report).toEqual(named)
      const unheard: Report = { ...named, run: runOf('d'), cards: 'sha256:00' }
      await expect(keep(store, enveloped('d', 0, [unheard]))).rejects.toThrow('the hash of cards that the store has')
      expect(await store.has('d')).toBe(false)
    })

    test('a writer is known by the secret that it showed first', async () => {
      const hello = (writer: string, secretHash: string) => store.admit({ run: 'r', writer, secretHash })
      expect(await hello('trainer', 'one')).toEqual({ ok: true, next: 0, main: false })
      await start('r', declared)
      expect(await hello('trainer', 'one')).toEqual({ ok: true, next: 2, main: true })
      const refused = await hello('trainer', 'two')
      expect(refused).toMatchObject({ ok: false, why: expect.stringContaining('writers/r/trainer.key') })
      expect(await hello('side', 'two')).toEqual({ ok: true, next: 0, main: false })
      expect(await store.mainWriter('r')).toEqual({ writer: 'trainer', secretHash: 'one' })
      expect(await store.mainWriter('none')).toBeNull()
      await start('before')
      expect(await store.mainWriter('before')).toEqual({ writer: 'trainer', secretHash: null })
      expect(await store.admit({ run: 'before', writer: 'trainer', secretHash: 'three' })).toMatchObject({ next: 1 })
    })

    test('who said hello and never reported is forgotten when that is asked, and no other', async () => {
      await store.admit({ run: 'never', writer: 'trainer', secretHash: 'one' })
      await store.admit({ run: 'r', writer: 'trainer', secretHash: 'one' })
      await start('r')
      await store.forgetStrangers()
      expect(await store.admit({ run: 'never', writer: 'trainer', secretHash: 'two' })).toMatchObject({
        ok: true,
        next: 0,
      })
      expect(await store.admit({ run: 'r', writer: 'trainer', secretHash: 'two' })).toMatchObject({ ok: false })
    })

    test('a trainer that says more than is kept is told so by one mark: its numbers go on, and so does what a run needs', async () => {
      await start('r', declared)
      const about = 'x'.repeat(BOUNDS.text)
      const mark = (step: number): Report => ({ type: 'marked', mark: { by: 'talker', step, label: 'said', about } })
      let next = 2
      const say = async (...reports: Report[]) => {
        const [kept] = await store.ingest([arrival(enveloped('r', next, reports))])
        expect(kept).toMatchObject({ ok: true, next: (next += reports.length) })
        return kept as Extract<Kept, { ok: true }>
      }
      const batch = Array.from({ length: 1500 }, (_, i) => mark(i))
      const answers: Extract<Kept, { ok: true }>[] = []
      while (answers.at(-1)?.dropped === undefined) answers.push(await say(...batch))
      const first = answers.at(-1)!.dropped
      expect(first).toEqual({ facts: expect.any(Number), why: expect.stringMatching(/more than 67108864 bytes/) })
      expect(await say(mark(0), mark(1), loss(7))).toMatchObject({ facts: [], dropped: { facts: 2, why: null } })
      const pause: Report = { type: 'applied', command: { type: 'pause' }, step: 7 }
      expect((await say(pause, ended)).facts.map(({ report }) => report.type)).toEqual(['applied', 'ended'])
      expect((await store.series('r'))[0]).toMatchObject({ name: 'loss', points: 1 })
      expect(await store.summary('r')).toMatchObject({ status: 'completed' })
      const facts = await store.facts('r')
      expect(facts.filter(({ report }) => report.type === 'marked' && report.mark.by === 'facts-dropped')).toHaveLength(
        1,
      )
      expect(JSON.stringify(facts).length).toBeLessThan(BOUNDS.factBytes + BOUNDS.neededFactBytes)
    })

    test('a second writer counts for itself and adds its own series, and moves nothing of the run', async () => {
      await start('r', declared, loss(3))
      const side = (seq: number, ...reports: Report[]) => keep(store, enveloped('r', seq, reports), 'side')
      const temperature = measuredReport(scalarColumn('temperature', [100], [20]))
      await side(0, { type: 'declared', series: declaration('temperature') }, temperature)
      expect([await store.next('r'), await store.next('r', 'side')]).toEqual([3, 2])
      expect(await store.summary('r')).toMatchObject({ points: 2, step: 3, status: 'running' })
      const facts = await store.facts('r')
      expect(facts.map(({ writer, seq, report }) => [writer, seq, report.type])).toEqual([
        [undefined, 0, 'started'],
        [undefined, 1, 'declared'],
        ['side', 0, 'declared'],
      ])
      await expect(side(2, ended)).rejects.toThrow(
        "Run 'r' has another main writer: 'side' cannot report 'ended', only declared, offered, measured, absent, marked, failed, labeled, noted",
      )
      await expect(side(2, loss(4))).rejects.toThrow("Series 'loss' of run 'r' belongs to writer 'trainer'")
      await expect(side(2, { type: 'absent', series: 'loss', step: 4, why: 'x' })).rejects.toThrow('belongs to writer')
      await expect(side(2, { type: 'failed', probe: 'loss', step: 4, why: 'x' })).rejects.toThrow('belongs to writer')
      await expect(keep(store, enveloped('r', 3, [temperature]))).rejects.toThrow("belongs to writer 'side'")
      await side(2, { type: 'marked', mark: { by: 'side', step: 90_000, label: 'here', about: '' } })
      expect(await store.summary('r')).toMatchObject({ points: 2, step: 3, status: 'running' })
    })

    test('what people say of a run is in its line, whoever writes it down, and is no sign of its trainer', async () => {
      await start('r', declared, loss(3))
      const { lastReportAt, run } = await store.summary('r')
      expect(await store.summary('r')).toMatchObject({ tags: [], note: null, archived: false })
      const people = (seq: number, ...reports: Report[]) =>
        keep(store, enveloped('r', seq, reports, lastReportAt + 1e6), PEOPLE)
      await people(0, { type: 'labeled', name: 'Wide', tags: ['paper', 'ok', 'paper'] })
      await people(1, { type: 'labeled', note: 'Groks late', archived: true }, { type: 'labeled', tags: ['ok'] })
      const said = { tags: ['ok'], note: 'Groks late', archived: true, run: { ...run, name: 'Wide' } }
      expect(await store.summary('r')).toMatchObject({ ...said, lastReportAt, step: 3, status: 'running' })
      expect((await store.list({ ids: ['r'] })).runs).toMatchObject([said])
      await keep(store, enveloped('r', 3, [{ type: 'labeled', name: null, note: null }, loss(4)]))
      expect(await store.summary('r')).toMatchObject({ run, tags: ['ok'], note: null, archived: true, step: 4 })
      const note = { id: 'n', from: 3, to: 900, text: 'Here' }
      await people(3, { type: 'noted', note }, { type: 'noted', note: { ...note, text: null } })
      expect(await store.summary('r')).toMatchObject({ step: 4 })
      expect((await store.facts('r')).slice(-2).map(({ writer, report }) => [writer, report])).toEqual([
        [PEOPLE, { type: 'noted', note }],
        [PEOPLE, { type: 'noted', note: { ...note, text: null } }],
      ])
    })

    test('a list is filtered, sorted and cut as it is asked for', async () => {
      const run = (id: string, startedAt: number, more: object = {}) =>
        keep(store, enveloped(id, 0, [{ ...startedReport(id), run: { ...runOf(id, startedAt), ...more } } as Report]))
      await run('grok-1', 1000, { name: 'Été', experiment: 'mlp' })
      await run('grok-2', 3000, { name: 'B', parent: { run: 'grok-1', step: 3, set: {} } })
      await run('deep', 2000, { name: 'A', parent: { run: 'unheard', step: 3, set: {} } })
      await run('deeper', 4000, { name: 'C', parent: { run: 'deep', step: 3, set: {} } })
      await keep(store, enveloped('grok-1', 1, [loss(7), ended]))
      expect(await idsOf({})).toEqual(['deeper', 'grok-2', 'deep', 'grok-1'])
      expect(await idsOf({ descending: false, size: 2 })).toEqual(['grok-1', 'deep'])
      expect(await store.list({ from: 3, size: 2 })).toMatchObject({ total: 4, runs: [{ run: { id: 'grok-1' } }] })
      expect(await idsOf({ text: 'ÉTÉ' })).toEqual(['grok-1'])
      expect(await idsOf({ text: '%' })).toEqual([])
      expect(await idsOf({ text: 'modulus=97 COMPLETED' })).toEqual(['grok-1'])
      expect(await idsOf({ text: 'seed=0 grok' })).toEqual(['grok-2', 'grok-1'])
      expect(await idsOf({ text: 'grok failed' })).toEqual([])
      expect(await idsOf({ prefix: 'grok-' })).toEqual(['grok-2', 'grok-1'])
      expect(await idsOf({ experiment: 'mlp' })).toEqual(['grok-1'])
      expect(await idsOf({ ids: ['deep', 'nobody', 'grok-1'] })).toEqual(['deep', 'grok-1'])
      expect(await idsOf({ status: ['completed', 'lost'] })).toEqual(['grok-1'])
      expect(await idsOf({ family: 'grok-2' })).toEqual(['grok-2', 'grok-1'])
      expect(await idsOf({ family: 'unheard' })).toEqual(['deeper', 'deep'])
      expect(await idsOf({ sort: 'name', descending: false })).toEqual(['deep', 'grok-2', 'deeper', 'grok-1'])
      expect(await idsOf({ sort: 'step', size: 1 })).toEqual(['grok-1'])
      expect(await idsOf({ sort: 'status', descending: false, size: 1 })).toEqual(['grok-1'])
      await run('unheard', 500, { parent: { run: 'grok-1', step: 1, set: {} } })
      expect(await idsOf({ family: 'grok-1' })).toEqual(['deeper', 'grok-2', 'deep', 'grok-1', 'unheard'])
    })

    test('runs are found, sorted and valued by expressions, of what waits too', async () => {
      const accuracy = (run: string, seq: number, ...values: number[]) =>
        keep(store, enveloped(run, seq, [measuredReport(scalarColumn('test-accuracy', values.map((_, i) => i), values))])) // prettier-ignore
      for (const [i, values] of [[0.1, 0.95], [0.2, 0.5], [0.3, NaN], []].entries()) {
        const id = `run-${i}`
        const run = { ...runOf(id, 1000 + i), parameters: { weightDecay: i / 10 }, group: i < 2 ? 'study' : null }
        const declared = { ...declaration('test-accuracy'), group: 'accuracy' } as const
        const reports: Report[] = [{ type: 'declared', series: declared }, { type: 'labeled', tags: i === 1 ? [] : ['paper', `n${i}`] }] // prettier-ignore
        await keep(store, enveloped(id, 0, [{ type: 'started', run, probes: [], detectors: [] }, ...reports]))
        if (values.length > 0) await accuracy(id, 3, ...values)
      }
      expect(await idsOf({ where: 'last("test-accuracy") > 0.4 and weightDecay < 0.2' })).toEqual(['run-1', 'run-0'])
      expect(await idsOf({ where: 'tag = "paper" and not weightDecay > 0' })).toEqual(['run-0'])
      expect(await idsOf({ where: 'last("test-accuracy") is not finite' })).toEqual(['run-2'])
      expect(await idsOf({ tag: 'n3' })).toEqual(['run-3'])
      expect(await idsOf({ group: 'study' })).toEqual(['run-1', 'run-0'])
      expect(await idsOf({ regex: '^run-[02]$' })).toEqual(['run-2', 'run-0'])
      // Whoever has no value comes last, whichever way.
      expect(await idsOf({ by: 'last("test-accuracy")' })).toEqual(['run-0', 'run-1', 'run-3', 'run-2'])
      expect(await idsOf({ by: 'last("test-accuracy")', descending: false })).toEqual([
        'run-1',
        'run-0',
        'run-3',
        'run-2',
      ])
      const values = ['best("test-accuracy")', 'weightDecay * 10', 'tag', 'last("test-accuracy")', 'group']
      const page = await store.list({ values, sort: 'name', descending: false })
      expect(page.values).toEqual([
        [0.95, 0, 'paper, n0', 0.95, 'study'],
        [0.5, 1, null, 0.5, 'study'],
        [0.3, 2, 'paper, n2', NaN, null],
        [null, 3, 'paper, n3', null, null],
      ])
      const second = await store.list({ where: 'weightDecay >= 0', from: 1, size: 2, values: ['seed', 'name'] })
      expect(second).toMatchObject({ total: 4, values: [[0, 'run-2'], [0, 'run-1']] }) // prettier-ignore
      expect(await store.list({ where: 'weightDecay > 0', only: 'ids' })).toEqual({ runs: [], total: 3, ids: ['run-3', 'run-2', 'run-1'] }) // prettier-ignore
      // What comes late, and again at a step, is in the next answer.
      await keep(
        store,
        enveloped('run-1', 4, [measuredReport(scalarColumn('test-accuracy', [9, 1, 0], [0.99, 0.7, 0]))]),
      )
      expect((await store.list({ ids: ['run-1'], values: ['last("test-accuracy")', 'first("test-accuracy")', 'at("test-accuracy", 8)', 'min("test-accuracy")'] })).values).toEqual([[0.99, 0, 0.7, 0]]) // prettier-ignore
      expect(await idsOf({ where: 'last("test-accuracy") > 0.98' })).toEqual(['run-1'])
      expect(await store.groupsOf({}, 'group')).toEqual([{ value: 'study', runs: 2 }, { value: null, runs: 2 }]) // prettier-ignore
      expect(await store.columnsOf({ where: 'weightDecay < 0.3' })).toEqual({
        total: 3,
        parameters: [{ name: 'weightDecay', runs: 3 }],
        summaries: [],
        series: [{ name: 'test-accuracy', runs: 3, kind: 'scalar' }],
        marks: [],
        tags: [{ name: 'paper', runs: 2 }, { name: 'n0', runs: 1 }, { name: 'n2', runs: 1 }], // prettier-ignore
        groups: [{ name: 'study', runs: 2 }],
      })
    })

    test('marks are known by their first step, by label or by who set them', async () => {
      const mark = (by: string, label: string, step: number): Report => ({ type: 'marked', mark: { by, label, step, about: 'x' } }) // prettier-ignore
      await start(
        'r',
        mark('memorized', 'Memorized', 30),
        mark('grokked', 'Grokked', 90),
        mark('grokked', 'Grokked', 70),
      )
      await start('other', mark('grokked', 'Grokked', 20))
      await keep(
        store,
        [{ run: 'r', seq: 0, at: 1, writer: 'beside', report: mark('watcher', 'Grokked', 60) }],
        'beside',
      )
      const values = ['onset("grokked")', 'onset("Grokked")', 'delay("memorized", "grokked")', 'onset("never")']
      expect((await store.list({ sort: 'name', values })).values).toEqual([[70, 60, 40, null], [20, 20, null, null]]) // prettier-ignore
      expect(await idsOf({ where: 'onset("memorized") is absent' })).toEqual(['other'])
      expect((await store.columnsOf({})).marks).toEqual([
        { name: 'Grokked', by: 'grokked', runs: 2 },
        { name: 'Grokked', by: 'watcher', runs: 1 },
        { name: 'Memorized', by: 'memorized', runs: 1 },
      ])
    })

    test('of a transition what was said last holds, counted once: its onset, its interval, how long and how high it is', async () => {
      const mark = (by: string, key: string, step: number, rest: Partial<Transition> = {}, label = 'Rise'): Report => ({
        type: 'marked',
        mark: {
          ...{ by, label, step, about: '' },
          transition: { series: 'loss', key, onset: null, end: null, before: null, after: null, seenAt: 99, score: 1, ...rest }, // prettier-ignore
        },
      })
      const interval = { low: 37.5, high: 44.25, level: 0.9 }
      await start(
        'r',
        { type: 'marked', mark: { by: 'moment', label: 'Rise', step: 90, about: '' } },
        mark('sigmoid-rise', 'a', 30),
        mark('sigmoid-rise', 'b', 60, { end: 70, before: 1, after: 0.25 }),
        mark('cusum', 'a', 50),
        mark('sigmoid-rise', 'a', 40, { onset: interval, end: 64, before: -0, after: 0.5 }, 'Later rise'),
      )
      const of = async (...values: string[]) => (await store.list({ ids: ['r'], values })).values![0]!
      expect(await of('onset("Rise")', 'onset("Later rise")', 'onset("sigmoid-rise")', 'onset("a")')).toEqual([50, 40, 40, 40]) // prettier-ignore
      expect(await of('onset("cusum/a")', 'onset("sigmoid-rise/b")', 'onset("b")', 'onset("moment")')).toEqual([50, 60, 60, 90]) // prettier-ignore
      expect(await of(...['onset-low', 'onset-high', 'end', 'duration', 'height'].map((of) => `${of}("sigmoid-rise")`))).toEqual([37.5, 44.25, 64, 24, 0.5]) // prettier-ignore
      // Of one that goes on, of a moment, and of none at all.
      expect(await of('end("cusum")', 'duration("cusum")', 'height("moment")', 'height("c")')).toEqual([null, null, null, null]) // prettier-ignore
      expect(await idsOf({ where: 'duration("sigmoid-rise") > 20 and height("b") = -0.75' })).toEqual(['r'])
      expect((await store.columnsOf({})).marks).toEqual([
        { name: 'Later rise', by: 'sigmoid-rise', runs: 1, isTransition: true },
        { name: 'Rise', by: 'moment', runs: 1 },
        { name: 'Rise', by: 'cusum', runs: 1, isTransition: true },
        { name: 'Rise', by: 'sigmoid-rise', runs: 1, isTransition: true },
      ])
      // It moves to an earlier step, then to a later one.
      const next = await store.next('r')
      await keep(store, enveloped('r', next, [mark('cusum', 'a', 7), mark('cusum', 'a', 80, { end: 82 })]))
      expect(await of('onset("cusum")', 'onset("a")', 'duration("cusum/a")')).toEqual([80, 40, 2])
      expect((await store.list({ by: 'height("hieght")' })).hints).toEqual(["None of these runs has a mark 'hieght'"])
      expect((await store.list({ by: 'height("sigmoid-rse")' })).hints![0]).toContain("did you mean 'sigmoid-rise'?")
      // The clock of an event, what comes of a setting, and the copy of all of it.
      const effects = await store.effects({ among: {}, of: 'duration("cusum")', by: ['experiment'], center: 'mean', band: 'range', seed: 0 }) // prettier-ignore
      expect(effects.rows.map(({ value, beyond }) => [value, beyond])).toEqual([[2, null]])
      expect((await store.leads({ among: {}, event: 'cusum/a', series: ['loss'] })).left).toEqual([])
      expect(await store.check()).toEqual({ runs: 1, faults: [] })
      await store.remove('r')
      await store.restore('r')
      expect(await of('onset("cusum")')).toEqual([80])
      await store.remove('r')
      await store.purge('r')
      await start('r', mark('cusum', 'a', 3))
      expect(await of('onset("cusum")', 'onset("sigmoid-rise")')).toEqual([3, null])
      expect(await store.check()).toEqual({ runs: 1, faults: [] })
    })

    test('archived runs are left out, but where they are named or asked for', async () => {
      for (const run of ['kept', 'old']) await start(run)
      await keep(store, [
        { run: 'old', seq: 1, at: 1, report: { type: 'labeled', archived: true, note: 'Wrong labels' } },
      ])
      expect(await idsOf({})).toEqual(['kept'])
      expect(await idsOf({ archived: true })).toEqual(['old'])
      expect((await idsOf({ archived: 'also' })).toSorted()).toEqual(['kept', 'old'])
      for (const named of [{ ids: ['old'] }, { prefix: 'ol' }, { family: 'old' }])
        expect(await idsOf(named)).toEqual(['old'])
      expect(await idsOf({ text: 'wrong', archived: true })).toEqual(['old'])
      expect((await store.list({ archived: true, values: ['note'] })).values).toEqual([['Wrong labels']])
      await store.remove('old')
      expect(await idsOf({ removed: true })).toEqual(['old'])
    })

    test('what no run has is hinted at, what cannot be read is an error at the character, what takes for ever is refused', async () => {
      await start('r', declared, loss(0), {
        type: 'marked',
        mark: { by: 'grokked', label: 'Grokked', step: 3, about: 'x' },
      })
      const { hints } = await store.list({ where: 'modulsu = 97 or last("los") < 1', by: 'onset("groked")' })
      expect(hints).toEqual([
        "None of these runs has a setting 'modulsu'; did you mean 'modulus'?",
        "None of these runs has a scalar series 'los'; did you mean 'loss'?",
        "None of these runs has a mark 'groked'; did you mean 'grokked'?",
      ])
      expect(await store.list({ where: 'modulus = 97 and last("loss") < 1' })).not.toHaveProperty('hints')
      await expect(store.list({ where: 'modulus == ' })).rejects.toThrow("At character 12 of 'modulus == ': expected a number, a name, a text in quotes or '(', got the end") // prettier-ignore
      await expect(store.list({ values: ['lsat("loss")'] })).rejects.toThrow("At character 1 of 'lsat(\"loss\")': expected 'last', 'first'") // prettier-ignore
      await expect(store.list({ regex: '(' })).rejects.toThrow('Invalid regular expression')
      await expect(store.list({ regex: '(?=r)' })).rejects.toThrow('may take time beyond proportion')
      expect(await idsOf({ regex: '(r+)+x|^(r|a)*$' })).toEqual(['r'])
    })

    test('a removed run is hidden until it is restored, and purged it leaves nothing', async () => {
      await start('r', declared, loss(1))
      await start('stays')
      await store.remove('r')
      expect([await idsOf({}), await idsOf({ removed: true }), await store.has('r')]).toEqual([['stays'], ['r'], false])
      await expect(store.summary('r')).rejects.toThrow("Run 'r' was removed")
      await expect(keep(store, enveloped('r', 3, [loss(2)]))).rejects.toThrow("Run 'r' was removed")
      const hello = await store.admit({ run: 'r', writer: 'trainer', secretHash: 'x' })
      expect(hello).toMatchObject({ ok: false, why: expect.stringContaining('was removed') })
      await store.restore('r')
      expect(await store.summary('r')).toMatchObject({ points: 1 })
      await expect(store.restore('r')).rejects.toThrow("Run 'r' was not removed")
      await store.purge('r')
      expect(await store.has('r')).toBe(true)
      await store.remove('r')
      await store.purge('r')
      expect(await idsOf({ removed: true })).toEqual([])
      await expect(store.restore('r')).rejects.toThrow("Unknown run 'r'")
      expect(await store.next('r')).toBe(0)
      await start('r')
      expect(await store.series('r')).toEqual([])
    })

    test('a backup is a store of its own, and nothing is found amiss in it', async () => {
      await start('r', declared, loss(1, 5))
      const other = mkdtempSync(join(tmpdir(), 'phasescope-backup-'))
      const [file] = [join(other, 'phasescope.sqlite')]
      await store.backup(file)
      await keep(store, enveloped('r', 3, [loss(2)]))
      await expect(store.backup(file)).rejects.toThrow('is there already')
      const copy = await open(other)
      expect((await copy.slices([{ ...wide, series: 'loss' }]))[0]!.last).toEqual(Float64Array.of(5))
      expect(await copy.check()).toEqual({ runs: 1, faults: [] })
      await copy.close()
      rmSync(other, { recursive: true })
      expect(await store.check({ repair: true })).toEqual({ runs: 1, faults: [] })
      expect(await store.whyUnfit()).toBe(null)
    })

    test('what is asked before the close is answered', async () => {
      const answers = [start('r', loss(1)), keep(store, enveloped('r', 2, [loss(2)]))]
      await store.close()
      expect((await Promise.all(answers)).map((kept) => kept.ok && kept.next)).toEqual([2, 3])
      store = await open(folder)
      expect(await store.next('r')).toBe(3)
    })

    test.each(['matrix', 'curve', 'points', 'histogram'] as const)(
      'frames of kind %s are kept as they came, with what is declared of them',
      async (kind) => {
        const more = kind === 'points' ? ({ facet: 'frequency', path: 'closed' } as const) : {}
        const own = { ...declaration('shape'), kind, axis: 'residue', grid: null, ...more }
        const values = Float64Array.of(2, 1, NaN, 2, -0, 2, 2, Infinity, 5)
        const frames = { series: 'shape', steps: Float64Array.of(3, 7), values, lengths: Uint32Array.of(5, 4) }
        await keep(
          store,
          enveloped('r', 0, [startedReport('r'), { type: 'declared', series: own }, measuredReport(frames)]),
        )
        expect(await store.series('r')).toMatchObject([{ ...own, points: 2, firstStep: 3, lastStep: 7 }])
        const [slice] = await store.slices([{ ...wide, series: 'shape' }])
        expect(slice).toMatchObject({ exact: true, steps: frames.steps, last: values, lengths: frames.lengths })
        const columns = await Array.fromAsync(store.columns('r', 'shape'))
        expect(columns.flatMap((column) => [...column.values])).toEqual([...values])
      },
    )

    test('one question reads frames of so many numbers, however they are asked for, and no more', async () => {
      const [frames, length] = [8, 65_536]
      const spectrum: Report = { type: 'declared', series: declaration('spectrum', 'spectrum') }
      const steps = Float64Array.from({ length: frames }, (_, step) => step)
      const column = { series: 'spectrum', steps, values: new Float64Array(frames * length), lengths: new Uint32Array(frames).fill(length) } // prettier-ignore
      await keep(store, enveloped('r', 0, [startedReport('r'), spectrum, measuredReport(column)]))
      const all = { ...wide, series: 'spectrum' }
      const most = BOUNDS.frameNumbersAnAsk / (frames * length)
      const answers = await store.slices(Array.from({ length: most }, () => all))
      expect(answers.every(({ exact, steps }) => exact && steps.length === frames)).toBe(true)
      await expect(store.slices(Array.from({ length: most + 1 }, () => all))).rejects.toMatchObject({
        kind: 'usage',
        message: expect.stringMatching(/reads at most 16777216 of all its frames \(0 are left\); ask for fewer points/),
      })
    })
  })
}

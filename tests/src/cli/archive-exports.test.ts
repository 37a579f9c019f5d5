import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { exportCommand } from '#src/cli/commands/export.ts'
import { openStore, type Store } from '#src/store/index.ts'
import { PEOPLE, type Column, type OutputKind, type Report } from '#src/vocabulary/index.ts'
import { temporaryFolder } from '../../phasescope.ts'
import { LOGS } from '../../trainer/sources/rows.ts'
import { keep } from '../store/contract.ts'
import { foreignStarted, loggedSeries } from '../store/foreign-runs.ts'
import { declaration, enveloped, measuredReport, runOf, scalarColumn } from '../store/reports.ts'
import { imported } from './import/imported.ts'

const folder = temporaryFolder()
const [here, there] = [join(folder.path, 'here'), join(folder.path, 'there')]
const archive = join(folder.path, 'all.phasescope')
let runs: string[]

/** Frames of one series, as they lie in a column. */
function framesOf(series: string, ...frames: readonly (readonly number[])[]): Column {
  return {
    series,
    steps: Float64Array.from(frames, (_, step) => step),
    values: Float64Array.from(frames.flat()),
    lengths: Uint32Array.from(frames, ({ length }) => length),
  }
}

const kindOf = (name: string, kind: OutputKind): Report => ({
  type: 'declared',
  series: { ...declaration(name), kind },
})

/** A run of ours with frames of every kind, events, notes and tags, and a second writer; one that was forked from it; one of another framework, measured beside it. */
async function keepAll(store: Store): Promise<void> {
  const run = (id: string, more: object = {}): Report => ({ type: 'started', run: { ...runOf(id), ...more }, probes: [], detectors: [] }) // prettier-ignore
  await keep(
    store,
    enveloped('parent', 0, [
      run('parent'),
      { type: 'declared', series: declaration('loss') },
      kindOf('spectrum', 'spectrum'),
      kindOf('kernel', 'matrix'),
      kindOf('weights', 'histogram'),
      kindOf('curve', 'curve'),
      kindOf('points', 'points'),
      measuredReport(
        scalarColumn('loss', [0, 1, 2, 2, 1], [1 / 3, NaN, -0, Infinity, -Infinity]),
        framesOf('spectrum', [1 / 3, NaN], [], [5]),
        framesOf('kernel', [2, 1, 2, 3, 4]),
        framesOf('weights', [3, -1, 0, 4, 0, 2, 6]),
        framesOf('curve', [2, 0, 1, 1, 4]),
        framesOf('points', [2, 0, 1, 1, 4]),
      ),
      { type: 'marked', mark: { by: 'plateau', step: 1, label: 'Here', about: 'loss' } },
      { type: 'absent', series: 'loss', step: 3, why: 'No batch' },
      { type: 'forked', run: 'fork', step: 1, set: { rate: 0.5 } },
      { type: 'ended', how: 'completed', step: 3, msPerStep: 2, weights: 'sha256:ab', why: null },
    ]),
  )
  const aside = enveloped('parent', 0, [measuredReport(scalarColumn('side', [2, 0], [1, 2]))])
  await keep(store, aside.map((one) => ({ ...one, writer: 'observe' })), 'observe') // prettier-ignore
  const said = enveloped('parent', 0, [
    { type: 'labeled', name: 'Wide', tags: ['paper', 'grokking'] },
    { type: 'noted', note: { id: 'n', from: 1, to: 2, text: 'Plateau, "flat"' } },
  ])
  await keep(store, said.map((one) => ({ ...one, writer: PEOPLE })), PEOPLE) // prettier-ignore
  const parent = { run: 'parent', step: 1, set: { rate: 0.5 } }
  await keep(store, enveloped('fork', 0, [run('fork', { parent }), { type: 'declared', series: declaration('loss') }, measuredReport(scalarColumn('loss', [2, 3], [0.5, 0.25]))])) // prettier-ignore
  await keep(store, enveloped('foreign', 0, [foreignStarted('foreign'), { type: 'declared', series: loggedSeries('train/loss') }, measuredReport(scalarColumn('train/loss', [5, 3], [1, 2])), { type: 'described', step: 5, summary: { best: 'NaN' } }])) // prettier-ignore
  const measured = enveloped('foreign', 0, [
    { type: 'declared', series: declaration('sharpness') },
    measuredReport(scalarColumn('sharpness', [0, 5], [2, 1 / 7])),
    { type: 'absent', series: 'rank', step: 5, why: 'It needs hidden' },
  ])
  await keep(store, measured.map((one) => ({ ...one, writer: 'observe' })), 'observe') // prettier-ignore
  for (const id of ['fork', 'foreign']) await store.markLost(id)
}

const exported = (data: string, ...args: string[]) => exportCommand().exitOverride().parseAsync(['node', 'export', '--data', data, ...args]) // prettier-ignore

beforeAll(async () => {
  await imported(here, [LOGS])
  let store = await openStore(here)
  await keepAll(store)
  runs = (await store.list({ size: 200 })).runs.map(({ run }) => run.id)
  await store.close()
  await exported(here, ...runs, '--format', 'archive', '-o', archive)
  store = await openStore(there)
  await store.takeArchive(archive)
  await store.close()
})
afterAll(() => folder[Symbol.dispose]())

/** Every file of a folder, or the file itself, by its name. */
function bytesIn(path: string): Record<string, string> {
  const names = path.endsWith('.d') ? readdirSync(path, { recursive: true, encoding: 'utf8', withFileTypes: true }).filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name)) : [path] // prettier-ignore
  return Object.fromEntries(names.toSorted().map((name) => [name.slice(path.length), readFileSync(name, 'base64')]))
}

describe('what was taken back from an archive is exported to the same bytes', () => {
  const formats = [['csv'], ['csv', '--notes'], ['ndjson'], ['ndjson', '--notes'], ['parquet'], ['tensorboard'], ['archive']] // prettier-ignore

  test.each(formats.map((one) => [one.join(' '), ...one] as const))(
    'as %s, all runs together and each for itself',
    async (_, format, ...more) => {
      expect(runs).toHaveLength(16)
      for (const which of [runs, ...runs.map((run) => [run])]) {
        const told = []
        for (const [data, name] of [
          [here, 'before.d'],
          [there, 'after.d'],
        ] as const) {
          // prettier-ignore
          const path = join(folder.path, `${format}-${more.length}-${which.length}-${which[0]!}-${format === 'tensorboard' ? name : name.slice(0, -2)}`) // prettier-ignore
          await exported(data, ...which, '--format', format!, ...more, '-o', path)
          told.push(bytesIn(path))
        }
        expect(Object.keys(told[0]!).length).toBeGreaterThan(0)
        expect(told[1], which.join()).toEqual(told[0])
      }
    },
  )

  test('and found, listed and labeled alike', async () => {
    const told = []
    for (const data of [here, there]) {
      const store = await openStore(data)
      // Those that began at one moment stand in the order in which they came here.
      const { runs: all } = await store.list({ size: 200 })
      const listed = all.toSorted((a, b) => (a.run.id < b.run.id ? -1 : 1))
      told.push({ listed, facts: await Promise.all(runs.map((run) => store.facts(run))) })
      await store.close()
    }
    expect(told[1]).toEqual(told[0])
  })
})

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openStore, type Store } from '#src/store/index.ts'
import { keep } from './contract.ts'
import { runOf, scalarColumn, measuredReport, declaration, enveloped } from './reports.ts'
import { questionAbout } from './studied.ts'

let folder: string
let store: Store
const STEPS = [0, 1, 2]
const valueOf = (width: number, seed: number, step: number) => width * 100 + seed * 10 + step * width

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'phasescope-twins-'))
  store = await openStore(folder)
  for (const width of [1, 2])
    for (const seed of width === 1 ? [0, 1] : [0, 1, 2]) {
      const id = `width-${width}-seed-${seed}`
      await keep(
        store,
        enveloped(id, 0, [
          { type: 'started', run: { ...runOf(id), seed, parameters: { width } }, probes: [], detectors: [] },
          { type: 'declared', series: declaration('loss') },
          measuredReport(
            scalarColumn(
              'loss',
              STEPS,
              STEPS.map((step) => valueOf(width, seed, step)),
            ),
          ),
        ]),
      )
    }
})
afterAll(async () => {
  await store.close()
  rmSync(folder, { recursive: true })
})

test('each run is drawn less its twin: the run of that group with the same seed', async () => {
  const { groups } = await store.aggregate(
    questionAbout('loss', { by: ['width'], members: true, minus: { twins: [1] } }),
  )
  const wide = groups.find(({ key }) => key[0] === 2)!
  expect([...wide.runs].sort()).toEqual(['width-2-seed-0', 'width-2-seed-1'])
  expect([...wide.members!]).toEqual([...STEPS, ...STEPS].map((step) => 100 + step))
  expect(wide.left).toEqual([{ run: 'width-2-seed-2', why: 'No run with seed 2 is among those that are taken away' }])
  expect([...groups.find(({ key }) => key[0] === 1)!.center]).toEqual([0, 0, 0])
})

test('twins in a group that there is not are refused by name', async () => {
  const question = questionAbout('loss', { by: ['width'], minus: { twins: [7] } })
  await expect(store.aggregate(question)).rejects.toThrow('minus: no group of these runs has the values [7]')
})

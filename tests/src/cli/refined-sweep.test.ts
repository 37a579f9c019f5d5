import { afterAll, beforeAll, expect, test } from 'vitest'
import { familyNamed, familySweep } from '#src/cli/families/family-sweep.ts'
import { figuresSoFar } from '#src/cli/families/figures-so-far.ts'
import { keepSweep } from '#src/cli/sweeps/kept.ts'
import { statusOf } from '#src/cli/sweeps/status.ts'
import { openStore, type Store } from '#src/store/index.ts'
import type { FigureSoFar, PhaseMapData, Report } from '#src/vocabulary/index.ts'
import { membersOf, type Member } from '#trainer/sweeps/index.ts'
import { phasescope, temporaryFolder } from '../../phasescope.ts'
import { keep } from '../store/contract.ts'
import { declaration, enveloped, measuredReport, scalarColumn, startedReport } from '../store/reports.ts'

const folder = temporaryFolder()
afterAll(() => folder[Symbol.dispose]())

test('a sweep makes its coarse places, then those beside another label, and no others, and the same command nothing more', async () => {
  // χ is half of the variance: 0.94 lies between the fourth and the fifth of nine.
  const sweep = () =>
    phasescope([
      ...['sweep', 'critical-phase-diagram', '--grid', 'weightVariance=lin:1:3:9', '--refine', '4', '--json'],
      ...['--label', 'grows: last("theory-residual/susceptibility") > 0.94', '--label', 'dies out'],
      ...['--set', 'width=96', '--set', 'draws=4', '--data', folder.path],
    ])
  const { code, stdout } = await sweep()
  expect(code).toBe(0)
  const told = stdout.trim().split('\n').map((line) => JSON.parse(line)) // prettier-ignore
  const rounds = told.filter(({ type }) => type === 'sweep').map(({ runs, toMake }) => [runs, toMake])
  expect(rounds).toEqual([[3, 3], [5, 2]]) // prettier-ignore
  expect(told.at(-1)).toMatchObject({ runs: 5, counts: { completed: 5, waiting: 0 } })
  const made = told.filter(({ type }) => type === 'begun').map(({ settings }) => settings.weightVariance)
  expect(made).toEqual([1, 2, 3, 1.5, 1.75])
  const again = await sweep()
  expect(again.stdout).not.toContain('"begun"')
  expect(again.code).toBe(0)
}, 120_000)

const { experiment, family } = familyNamed('grokking-phase-diagram')
const sweep = familySweep(experiment, family)
const mapIn = ({ picture }: FigureSoFar) => picture as PhaseMapData
let store: Store
let data: ReturnType<typeof temporaryFolder>
beforeAll(async () => {
  data = temporaryFolder()
  store = await openStore(data.path)
})
afterAll(async () => {
  await store.close()
  data[Symbol.dispose]()
})

/** A run that is complete, and learns its examples, or all pairs too. */
function ended({ id }: Member, generalizes: boolean): Promise<void> {
  const accuracy = (name: string, last: number): Report[] => [
    { type: 'declared', series: declaration(name) },
    measuredReport(scalarColumn(name, [0, 300], [0, last])),
  ]
  const last: Report = { type: 'ended', how: 'completed', step: 1000, msPerStep: 1, weights: 'sha256:0', why: null }
  const reports = [startedReport(id), ...accuracy('train-accuracy', 1), ...accuracy('test-accuracy', generalizes ? 1 : 0.1), last] // prettier-ignore
  return keep(store, enveloped(id, 0, reports)).then(() => undefined)
}

test('the map of a family fills: gray, then its coarse places, then between them as the nearest, and its sweep asks for the borders', async () => {
  const ask = figuresSoFar(store, data.path)
  keepSweep(data.path, sweep)
  const before = await ask('grokking-phase-diagram')
  expect(before).toMatchObject({ runs: 16, completed: 0, order: { refine: 3 } })
  expect(mapIn(before).cells).toEqual(Array(100).fill(null))

  // Few examples are memorized, many understood at once.
  const members = membersOf(sweep)
  const isMany = ({ settings }: Member) => Number(settings.trainFraction) > 0.55
  const coarse = members.filter((_, i) => Math.floor(i / 10) % 3 === 0 && (i % 10) % 3 === 0)
  for (const one of coarse.slice(1)) await ended(one, isMany(one))
  const partly = await ask('grokking-phase-diagram')
  expect(partly).toMatchObject({ runs: 16, completed: 15, sweep: { runs: 16 } })
  expect(mapIn(partly).cells.filter((cell) => cell !== null)).toHaveLength(15)

  await ended(coarse[0]!, isMany(coarse[0]!))
  const whole = await ask('grokking-phase-diagram')
  // Row by row from the least weight decay; memorized is the third label, generalized the second.
  expect(mapIn(whole).cells.slice(0, 10)).toEqual([2, 2, 2, 2, 2, 1, 1, 1, 1, 1])
  expect(mapIn(whole).made.slice(0, 10)).toEqual([0, 3, 6, 9].reduce<boolean[]>((all, i) => all.with(i, true), Array<boolean>(10).fill(false))) // prettier-ignore
  expect(whole.runs).toBe(16 + 20)
  expect((await statusOf(store, data.path, sweep.id)).counts).toMatchObject({ completed: 16, waiting: 20 })

  const border = members.filter((one, i) => [4, 5].includes(Math.floor(i / 10)) && !coarse.includes(one))
  for (const one of border) await ended(one, isMany(one))
  const last = await ask('grokking-phase-diagram')
  expect(last).toMatchObject({ runs: 36, completed: 36, sweep: { runs: 36 } })
  expect(mapIn(last).note).toContain('36 of 100 settings were trained')
  expect(mapIn(last).made.filter(Boolean)).toHaveLength(36)
})

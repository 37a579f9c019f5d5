import { afterEach, beforeEach, expect, test } from 'vitest'
import { familyNamed, familySweep } from '#src/cli/families/family-sweep.ts'
import { figuresSoFar } from '#src/cli/families/figures-so-far.ts'
import { keepSweep } from '#src/cli/sweeps/kept.ts'
import { openStore, type Store } from '#src/store/index.ts'
import type { CurvesData, FigureSoFar, Report } from '#src/vocabulary/index.ts'
import { membersOf, type Sweep } from '#trainer/sweeps/index.ts'
import { temporaryFolder } from '../../phasescope.ts'
import { keep } from '../store/contract.ts'
import { declaration, enveloped, measuredReport, scalarColumn, startedReport } from '../store/reports.ts'

/** Figures that fill: of the runs of a family some are there, in a store that has no more than what a figure reads. */
let folder: ReturnType<typeof temporaryFolder>
let store: Store
beforeEach(async () => {
  folder = temporaryFolder()
  store = await openStore(folder.path)
})
afterEach(async () => {
  await store.close()
  folder[Symbol.dispose]()
})

function sweepOf(id: string): Sweep {
  const { experiment, family } = familyNamed(id)
  return familySweep(experiment, family)
}

const ended = (step: number): Report => ({
  type: 'ended',
  how: 'completed',
  step,
  msPerStep: 1,
  weights: 'sha256:0',
  why: null,
})
const scalars = (series: string, step: number, value: number): Report[] => [
  { type: 'declared', series: declaration(series) },
  measuredReport(scalarColumn(series, [0, step], [0.5, value])),
]
/** A frame of rows of x and y. */
const frame = (series: string, step: number, rows: readonly (readonly [number, number])[]): Report[] => [
  { type: 'declared', series: { ...declaration(series), kind: 'curve', axis: 'place', grid: null } },
  measuredReport({
    series,
    steps: Float64Array.of(1, step),
    values: Float64Array.from([2, 9, 9, 2, ...rows.flat()]),
    lengths: Uint32Array.of(3, 1 + 2 * rows.length),
  }),
]
const said = (run: string, ...reports: Report[]) => keep(store, enveloped(run, 0, [startedReport(run), ...reports]))
const curvesIn = ({ picture }: FigureSoFar) => (picture as CurvesData).panels.flatMap(({ curves }) => curves)

test('before any run there is the sweep that would make them, and theory', async () => {
  const figure = await figuresSoFar(store, folder.path)('hopfield')
  expect(figure).toMatchObject({ experiment: 'hopfield', runs: 120, completed: 0, sweep: null })
  expect(figure.order).toEqual(sweepOf('hopfield').order)
  const [narrow] = curvesIn(figure)
  expect(narrow).toMatchObject({ value: 200, points: [], fit: null })
  expect(narrow!.theory.y[0]).toBeCloseTo(1, 6)
  expect(narrow!.theory.y.at(-1)).toBe(0)
})

test('it has the runs that are complete, over seeds their mean and range, and fills as more are', async () => {
  const ask = figuresSoFar(store, folder.path)
  const sweep = sweepOf('hopfield')
  const at = membersOf(sweep).filter(({ settings }) => settings.neurons === 800 && settings.load === 0.1)
  const [first, second, third] = at.map(({ id }) => id) as [string, string, string]
  await said(first, ...scalars('against-theory/overlap', sweep.steps, 0.98), ended(sweep.steps))
  await said(second, ...scalars('against-theory/overlap', sweep.steps, 1), ended(sweep.steps))
  await said(third, ...scalars('against-theory/overlap', 12, 0.1))
  keepSweep(folder.path, sweep)
  const figure = await ask('hopfield')
  expect(figure).toMatchObject({ completed: 2, sweep: { runs: 120, counts: { completed: 2, running: 1 } } })
  const [narrow, wide] = curvesIn(figure)
  expect(narrow!.points).toEqual([])
  expect(wide!.points).toMatchObject([{ x: 0.1, low: 0.98, high: 1, runs: 2 }])
  expect(wide!.points[0]!.value).toBeCloseTo(0.99, 12)
  expect(wide!.points[0]!.theory).toBe(wide!.theory.y[wide!.theory.x.indexOf(0.1)])

  await keep(
    store,
    enveloped(third, 3, [measuredReport(scalarColumn('against-theory/overlap', [30], [0.96])), ended(30)]),
  )
  expect(curvesIn(await ask('hopfield'))[1]!.points).toMatchObject([{ low: 0.96, high: 1, runs: 3 }])
})

test('a run that has no such number has no place, and keeps no other from theirs', async () => {
  const sweep = sweepOf('hopfield')
  const [first, second] = membersOf(sweep)
  await said(first!.id, ended(sweep.steps))
  await said(second!.id, ...scalars('against-theory/overlap', sweep.steps, NaN), ended(sweep.steps))
  const figure = await figuresSoFar(store, folder.path)('hopfield')
  expect(figure.completed).toBe(2)
  expect(curvesIn(figure).flatMap(({ points }) => points)).toEqual([])
})

test('what runs measure along an axis of their own is drawn with their own law, of the last step', async () => {
  const sweep = sweepOf('data-scaling')
  const members = membersOf(sweep).filter(({ settings }) => settings.noise === 0)
  const rows = (factor: number) => [20, 40, 80].map((x) => [x, factor / x] as const)
  for (const [i, { id }] of members.slice(0, 2).entries())
    await said(
      id,
      ...frame('profile/error', sweep.steps, rows(i + 1)),
      ...frame('profile/error.law', sweep.steps, rows(1.5)),
      ended(sweep.steps),
    )
  const [clean] = curvesIn(await figuresSoFar(store, folder.path)('data-scaling'))
  expect(clean!.points).toEqual(
    [20, 40, 80].map((x) => ({
      x,
      value: expect.closeTo(1.5 / x, 12),
      low: 1 / x,
      high: 2 / x,
      runs: 2,
      theory: 1.5 / x,
    })),
  )
  expect(clean!.theory).toEqual({ x: [20, 40, 80], y: [20, 40, 80].map((x) => 1.5 / x) })
  expect(clean!.fit).toMatchObject({ exponent: expect.closeTo(-1, 9), runs: 6 })
  expect(clean!.fit!.factor).toBeCloseTo(Math.SQRT2, 9)
})

test('an experiment without one is refused by name', async () => {
  await expect(figuresSoFar(store, folder.path)('kan')).rejects.toThrow(/'kan' has no figure of its own/)
})

test('an experiment of a person’s own has its figure too, and another once its file is saved with another family', async () => {
  const { experiment, family } = familyNamed('hopfield')
  const own = (grid: readonly string[]) => ({ ...experiment, id: 'mine', family: { ...family, grid } })
  let known = own(['neurons=200', 'load=0.05,0.1'])
  const ask = figuresSoFar(store, folder.path, () => [known])
  expect(await ask('mine')).toMatchObject({ experiment: 'mine', runs: 10 })
  known = own(['neurons=200', 'load=0.05,0.1,0.14'])
  expect(await ask('mine')).toMatchObject({ runs: 15, order: { grid: known.family.grid } })
  await expect(ask('hopfield')).rejects.toThrow(/Unknown experiment 'hopfield'/)
})

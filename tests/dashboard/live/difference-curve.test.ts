import { flushSync } from 'svelte'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { Observatory } from '#dashboard/run/observatory.svelte.ts'
import type { CurveDifference } from '#dashboard/series/curve.ts'
import type { Range } from '#dashboard/series/range.ts'
import type { Points } from '#dashboard/series/points.ts'
import { sessionOver } from '#dashboard/live/session.ts'
import { eventually, send, startWorld, type TrainerClient, type World } from '../../src/hub/world.ts'
import { declaration, enveloped, measuredReport, scalarColumn, startedReport } from '../../src/store/reports.ts'
import { looked } from '../run/looked.svelte.ts'

/** A run and its branch on a real hub, as a page subtracts them. */
let world: World
let observatory: Observatory
let stops: (() => void)[] = []

const FORK = 500
const parentAt = (step: number) => Math.sin(step / 90)
const branchAt = (step: number) => (step <= FORK ? parentAt(step) : parentAt(step) + (step - FORK) / 1_000)
const steps = (from: number, to: number, every = 1) =>
  Array.from({ length: Math.ceil((to - from) / every) }, (_, i) => from + i * every)
const measured = (valueOf: (step: number) => number, at: number[]) =>
  measuredReport(scalarColumn('s', at, at.map(valueOf)))

async function begin(run: string, valueOf: (step: number) => number, at: number[]): Promise<TrainerClient> {
  const trainer = await world.trainer(run)
  const reports = [startedReport(run), { type: 'declared', series: declaration('s') } as const, measured(valueOf, at)]
  await send(trainer, enveloped(run, 0, reports))
  return trainer
}

function difference(): CurveDifference {
  const [branch, parent] = [observatory.run('branch'), observatory.run('parent')]
  stops = [looked(observatory, branch), looked(observatory, parent)]
  flushSync()
  return branch.difference({ name: 's', kind: 'scalar' }, parent)
}

/** Asks as a panel does that is drawn again and again, until there are so many points. */
const drawn = (curve: CurveDifference, isThere: (points: Points) => boolean, range: Range | null = null) =>
  eventually(() => {
    const points = curve.pointsIn(range, 'linear')
    return curve.answered && isThere(points) && points
  })
const read = ({ length, steps, last }: Points) => Array.from({ length }, (_, i) => [steps[i], last[i]])
const truth = (at: number[]) => at.map((step) => [step, branchAt(step) - parentAt(step)])

beforeEach(async () => {
  world = await startWorld()
  observatory = new Observatory(sessionOver(await world.viewer()))
})
afterEach(async () => {
  stops.forEach((stop) => stop())
  await world.close()
})

test('up to the fork it is 0 to the bit, and it goes on as both runs do', async () => {
  await begin('parent', parentAt, steps(0, 900))
  const trainer = await begin('branch', branchAt, steps(0, 700))
  const curve = difference()
  const points = await drawn(curve, ({ length }) => length === 700)
  expect(read(points)).toEqual(truth(steps(0, 700)))
  expect(points.last.subarray(0, FORK + 1).every((value) => value === 0)).toBe(true)
  await send(trainer, enveloped('branch', 3, [measured(branchAt, steps(700, 950))]))
  expect(read(await drawn(curve, ({ length }) => length > 800))).toEqual(truth(steps(0, 900)))
})

test('of tens of thousands of measurements, at different cadences, it is exact at every common step', async () => {
  await begin('parent', parentAt, steps(0, 60_000))
  await begin('branch', branchAt, steps(0, 50_000, 7))
  const points = await drawn(difference(), ({ length }) => length > 0)
  expect(points.exact).toBe(true)
  expect(read(points)).toEqual(truth(steps(0, 50_000, 7)))
})

test('of more, both are asked for the same buckets, and a zoom is exact again', async () => {
  await begin('parent', parentAt, steps(0, 300_000))
  await begin('branch', branchAt, steps(0, 250_000))
  const curve = difference()
  const thinned = await drawn(curve, ({ length }) => length > 0)
  expect(thinned.exact).toBe(false)
  expect(thinned.length).toBeGreaterThan(4_000)
  for (const [step, value] of read(thinned)) expect(value).toBe(branchAt(step!) - parentAt(step!))
  const fine = await drawn(curve, ({ exact }) => exact, { from: 90_000, to: 91_000 })
  expect(read(fine)).toEqual(truth(steps(90_000, 91_001)))
})

test('without a common step there is nothing to draw', async () => {
  await begin('parent', parentAt, steps(1, 100, 2))
  await begin('branch', branchAt, steps(0, 100, 2))
  const curve = difference()
  expect((await drawn(curve, () => true)).length).toBe(0)
})

import { flushSync } from 'svelte'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { RunLive } from '#dashboard/run/run-live.svelte.ts'
import { Observatory } from '#dashboard/run/observatory.svelte.ts'
import { sessionOver } from '#dashboard/live/session.ts'
import { eventually, send, startWorld, type TrainerClient, type ViewerClient, type World } from '../../src/hub/world.ts'
import { declaration, enveloped, measuredReport, scalarColumn, startedReport } from '../../src/store/reports.ts'
import { looked } from './looked.svelte.ts'

/** A run on a real hub, as a page sees it. */
let world: World
let trainer: TrainerClient
let viewer: ViewerClient
let observatory: Observatory
let run: RunLive
let stop: () => void
let seq = 0

const valueOf = (step: number) => Math.cos(step / 50)
const range = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => from + i)
const measure = (from: number, to: number) =>
  send(
    trainer,
    enveloped('r', seq++, [measuredReport(scalarColumn('s', range(from, to), range(from, to).map(valueOf)))]),
  )
const curve = () => run.curve({ name: 's', kind: 'scalar' })
const heldSteps = () => [...curve().points.steps.subarray(0, curve().points.length)]

beforeEach(async () => {
  seq = 0
  world = await startWorld()
  trainer = await world.trainer('r')
  await send(trainer, enveloped('r', seq, [startedReport('r'), { type: 'declared', series: declaration('s') }]))
  seq = 2
  viewer = await world.viewer()
  observatory = new Observatory(sessionOver(viewer))
  run = observatory.run('r')
  stop = looked(observatory, run)
  flushSync()
})
afterEach(async () => {
  stop()
  await world.close()
})

test('a run opens with its facts, and its curve holds what was and what comes', async () => {
  await measure(0, 100)
  await eventually(() => run.picture.state.series.some(({ name }) => name === 's'))
  curve()
  await eventually(() => curve().answered)
  expect(heldSteps()).toEqual(range(0, 100))
  for (let step = 100; step < 200; step += 5) await measure(step, step + 5)
  await eventually(() => curve().points.length === 200)
  expect(heldSteps()).toEqual(range(0, 200))
  expect(curve().points.last[137]).toBe(valueOf(137))
  expect(run.step).toBe(199)
})

test('a connection that breaks leaves neither gap nor double', async () => {
  await measure(0, 50)
  curve()
  await eventually(() => curve().points.length === 50)
  viewer.disconnect()
  await measure(50, 120)
  await eventually(() => observatory.connection.state === 'lost')
  viewer.connect()
  await eventually(() => curve().points.length === 120)
  await measure(120, 130)
  await eventually(() => curve().points.length === 130)
  expect(heldSteps()).toEqual(range(0, 130))
})

test('a connection that breaks while a run is being opened opens it at the next', async () => {
  const socket = await world.viewer()
  const page = new Observatory(sessionOver(socket))
  const opening = page.run('r')
  const broken = new Promise<void>((resolve) =>
    socket.onAnyOutgoing((event) => {
      if (event !== 'open') return
      socket.offAnyOutgoing()
      queueMicrotask(() => resolve(void socket.disconnect()))
    }),
  )
  const leave = looked(page, opening)
  flushSync()
  await broken
  socket.connect()
  await eventually(() => opening.picture.opened)
  expect(opening.picture.refusal).toBeNull()
  leave()
})

test('a zoom brings the finer numbers of its stretch, and only those', async () => {
  await measure(0, 30_000)
  curve()
  await eventually(() => curve().answered)
  expect(curve().points.exact).toBe(false)
  expect(curve().points.stored).toBe(30_000)
  run.look({ from: 10_000, to: 10_200 }, 1_000, 'linear')
  const fine = await eventually(() => {
    const points = curve().pointsIn({ from: 10_000, to: 10_200 })
    return points.exact && points
  })
  expect([fine.steps[0], fine.steps[fine.length - 1]]).toEqual([9_980, 10_220])
  expect(curve().pointsIn(null).exact).toBe(false)
})

test('a past that comes late finds its place, while the run goes on', async () => {
  await measure(600, 700)
  curve()
  await eventually(() => curve().answered)
  for (let i = 0; i < 6; i++) {
    await measure(i * 100, (i + 1) * 100)
    await measure(700 + i * 10, 710 + i * 10)
  }
  await eventually(() => curve().points.length === 760)
  expect(heldSteps()).toEqual(range(0, 760))
  expect(curve().points.last[137]).toBe(valueOf(137))
})

test('a late past among buckets is counted once, and reaches a zoom', async () => {
  await measure(10_000, 30_000)
  curve()
  await eventually(() => curve().answered)
  run.look({ from: 9_000, to: 11_000 }, 1_000, 'linear')
  const zoomed = () => curve().pointsIn({ from: 9_000, to: 11_000 })
  await eventually(() => zoomed() !== curve().points)
  for (let from = 0; from < 10_000; from += 500) await measure(from, from + 500)
  await eventually(() => curve().points.stored === 30_000 && !curve().isStale)
  expect(curve().points.steps[0]).toBeLessThan(100)
  expect(zoomed().steps[0]).toBeLessThan(9_000)
  expect(zoomed().stored).toBe(11_200 - 8_800 + 1)
})

test('what it was at a step that is looked back at is the measurement, though the curve is thinned', async () => {
  const first = curve()
  await measure(0, 9_000)
  await eventually(() => first.answered && !first.isWhole && first.points.stored === 9_000)
  expect([...first.points.steps.subarray(0, first.points.length)]).not.toContain(1_234)
  expect(first.at(1_234)).toBeNull()
  run.lookBack(1_234)
  await eventually(() => first.at(1_234) !== null)
  expect(first.at(1_234)).toEqual({ step: 1_234, value: valueOf(1_234) })
  expect(first.at(1_235)).toBeNull()
  run.lookBack(20_000)
  await eventually(() => first.at(20_000) !== null)
  expect(first.at(20_000)).toEqual({ step: 8_999, value: valueOf(8_999) })
})

test('what it was at a step needs no query where every measurement is held', async () => {
  await measure(10, 20)
  curve()
  await eventually(() => curve().answered && curve().points.length === 10)
  expect(curve().at(13)).toEqual({ step: 13, value: valueOf(13) })
  expect(curve().at(9)).toBeNull()
  expect(curve().at(99)).toEqual({ step: 19, value: valueOf(19) })
})

test('what the page draws is measured from its emission, and acknowledged', async () => {
  curve()
  await eventually(() => curve().answered)
  for (let step = 0; step < 5; step++) {
    await measure(step, step + 1)
    await eventually(() => curve().points.length === step + 1)
  }
  expect((await eventually(() => observatory.latency.frames > 0 && observatory.latency)).p50).toBeGreaterThanOrEqual(0)
})

test('a run that the hub does not know is refused by name', async () => {
  const stranger = observatory.run('nobody')
  const leave = looked(observatory, stranger)
  flushSync()
  expect(await eventually(() => stranger.picture.refusal)).toMatch(/nobody/)
  leave()
})

test('a command to a trainer that is gone is refused with a reason', async () => {
  trainer.disconnect()
  await eventually(() => run.picture.opened && !run.picture.live)
  const outcome = await run.command({ type: 'pause' })
  expect(outcome).toMatchObject({ ok: false, why: expect.stringMatching(/\w+/) })
})

test('a series that nobody declared is drawn, also of a run that was open before its first number', async () => {
  const silent = await world.trainer('silent')
  await send(silent, enveloped('silent', 0, [startedReport('silent')]))
  const page = observatory.run('silent')
  const leave = looked(observatory, page)
  flushSync()
  await eventually(() => page.picture.opened)
  expect(page.picture.state.series).toEqual([])
  await send(silent, enveloped('silent', 1, [measuredReport(scalarColumn('mine/a', [0, 1], [5, 6]))]))
  const [series] = await eventually(() => page.picture.state.series.length > 0 && page.picture.state.series)
  expect(series).toMatchObject({ name: 'mine/a', probe: 'mine', part: 'a', kind: 'scalar' })
  await eventually(() => page.curve(series!).points.length === 2)
  leave()
})

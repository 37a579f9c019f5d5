import { flushSync } from 'svelte'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { sessionOver } from '#dashboard/live/session.ts'
import { Observatory } from '#dashboard/run/observatory.svelte.ts'
import type { RunLive } from '#dashboard/run/run-live.svelte.ts'
import { eventually, send, startWorld, type TrainerClient, type ViewerClient, type World } from '../../src/hub/world.ts'
import { declaration, enveloped, measuredReport, scalarColumn, startedReport } from '../../src/store/reports.ts'
import { looked } from './looked.svelte.ts'

/** What the page holds of runs that it looked at and left. */
let world: World
let trainer: TrainerClient
let viewer: ViewerClient
let observatory: Observatory
let seq: number
/** What the page has said to the hub that it follows of each run, as it said it last. */
let followed: Map<string, readonly string[]>

const range = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => from + i)
const measure = (from: number, to: number) =>
  send(trainer, enveloped('r', seq++, [measuredReport(scalarColumn('s', range(from, to), range(from, to)))]))
const curveOf = (run: RunLive) => run.curve({ name: 's', kind: 'scalar' })

/** Looks at a run; what is left by what it gives is let go at once. */
function look(id: string): { run: RunLive; leave: () => Promise<void> } {
  const run = observatory.run(id)
  const stop = looked(observatory, run)
  flushSync()
  // A rune lets go of its stream a microtask after its last reader is gone.
  return { run, leave: async () => (stop(), await Promise.resolve()) }
}

beforeEach(async () => {
  seq = 0
  followed = new Map()
  world = await startWorld()
  trainer = await world.trainer('r')
  const declared = ['s', 'late'].map((name) => ({ type: 'declared', series: declaration(name) }) as const)
  await send(trainer, enveloped('r', seq, [startedReport('r'), ...declared]))
  seq = 3
  viewer = await world.viewer()
  viewer.onAnyOutgoing((event: string, run: string, series: readonly string[]) => {
    if (event === 'follow') followed.set(run, series)
  })
  observatory = new Observatory(sessionOver(viewer))
})
afterEach(() => world.close())

test('a run that nobody looks at any more is not followed, also where an answer was still to come', async () => {
  await measure(0, 10)
  const { run, leave } = look('r')
  curveOf(run)
  await eventually(() => curveOf(run).points.length === 10)
  expect(followed.get('r')).toEqual(['s'])
  run.curve({ name: 'late', kind: 'scalar' })
  await leave()
  expect(followed.get('r')).toEqual([])
  await eventually(() => run.curve({ name: 'late', kind: 'scalar' }).answered)
  expect(followed.get('r')).toEqual([])
})

test('whoever comes back sees at once what was held, and then what came meanwhile', async () => {
  await measure(0, 10)
  const first = look('r')
  curveOf(first.run)
  await eventually(() => first.run.picture.state.run !== null && curveOf(first.run).points.length === 10)
  await first.leave()
  await measure(10, 30)
  const { run, leave } = look('r')
  expect(run).toBe(first.run)
  expect(run.picture.state.run?.id).toBe('r')
  expect(curveOf(run).points.length).toBe(10)
  await eventually(() => curveOf(run).points.length === 30)
  await measure(30, 40)
  await eventually(() => curveOf(run).points.length === 40)
  await leave()
})

test('of the runs that were left only the last four are kept, and none that is looked at is dropped', async () => {
  const kept = look('r')
  const left: RunLive[] = []
  for (const id of ['a', 'b', 'c', 'd', 'e']) {
    const { run, leave } = look(id)
    left.push(run)
    await leave()
  }
  expect(observatory.run('r')).toBe(kept.run)
  expect(left.map((run) => observatory.run(run.id) === run)).toEqual([false, true, true, true, true])
  await kept.leave()
  expect(observatory.run('r')).toBe(kept.run)
  expect(observatory.run('b')).not.toBe(left[1])
})

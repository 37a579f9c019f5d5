import { afterEach, beforeEach, expect, test } from 'vitest'
import { frameFromBytes } from '#src/wire/query-results.ts'
import { enveloped, measuredReport, scalarColumn, startedReport } from '../src/store/reports.ts'
import { eventually, send, startWorld, type World } from '../src/hub/world.ts'

let world: World
beforeEach(async () => {
  world = await startWorld()
})
afterEach(() => world.close())

const BATCHES = 300
const POINTS = 1000

test('a viewer that never draws and one that vanishes cost the others nothing, and the first stays bounded', async () => {
  const trainer = await world.trainer('r')
  await send(trainer, enveloped('r', 0, [startedReport('r')]))
  const [fast, slow, vanishing] = await Promise.all([world.viewer(), world.viewer(), world.viewer()])
  const seen = { fast: 0, last: -1 }
  fast.on('frame', (bytes, drawn) => {
    for (const { steps, stored } of frameFromBytes(new Uint8Array(bytes)).slices) {
      expect(steps[0]).toBeGreaterThan(seen.last)
      seen.fast += stored
      seen.last = steps.at(-1)!
    }
    drawn()
  })
  const waiting: { bytes: Uint8Array; drawn: () => void }[] = []
  slow.on('frame', (bytes, drawn) => waiting.push({ bytes, drawn }))
  for (const viewer of [fast, slow, vanishing]) {
    viewer.emit('follow', 'r', ['s'])
    await viewer.emitWithAck('clock')
  }
  for (let batch = 0; batch < BATCHES; batch++) {
    const steps = Array.from({ length: POINTS }, (_, i) => batch * POINTS + i)
    await send(trainer, enveloped('r', batch + 1, [measuredReport(scalarColumn('s', steps, steps))]))
    if (batch === 100) vanishing.disconnect()
  }
  await eventually(() => seen.fast === BATCHES * POINTS)
  expect(waiting).toHaveLength(1)
  waiting[0]!.drawn()
  const second = frameFromBytes(new Uint8Array((await eventually(() => waiting[1])).bytes))
  const [first] = frameFromBytes(new Uint8Array(waiting[0]!.bytes)).slices
  const [rest] = second.slices
  expect(second.conflated).toBeGreaterThan(200)
  expect(first!.stored + rest!.stored).toBe(BATCHES * POINTS)
  expect(rest!.steps.length).toBeLessThanOrEqual(4096)
  expect([rest!.min[0], rest!.max.at(-1)]).toEqual([first!.stored, BATCHES * POINTS - 1])
})

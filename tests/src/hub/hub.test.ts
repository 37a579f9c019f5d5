import { once } from 'node:events'
import { connect } from 'node:net'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { COMMAND_TYPES, RUN_HAS_ENDED, type Command, type Envelope } from '#src/vocabulary/index.ts'
import type { Presence } from '#src/wire/protocol.ts'
import { PROTOCOL_VERSION } from '#src/wire/protocol.ts'
import { frameFromBytes, resultsFromBytes, type ViewerFrame } from '#src/wire/query-results.ts'
import { declaration, enveloped, measuredReport, scalarColumn, startedReport } from '../store/reports.ts'
import { eventually, send, startWorld, type ViewerClient, type World } from './world.ts'

let world: World
beforeEach(async () => {
  world = await startWorld()
})
afterEach(() => world.close())

const beginning = (run: string) =>
  enveloped(run, 0, [startedReport(run), { type: 'declared', series: declaration('loss') }])
const losses = (run: string, seq: number, steps: number[], values = steps) =>
  enveloped(run, seq, [measuredReport(scalarColumn('loss', steps, values))])

async function follow(viewer: ViewerClient, run: string, drawn: 'at once' | 'by hand' = 'at once') {
  const frames: ViewerFrame[] = []
  const acknowledgements: (() => void)[] = []
  viewer.on('frame', (bytes, acknowledge) => {
    frames.push(frameFromBytes(new Uint8Array(bytes)))
    if (drawn === 'at once') acknowledge()
    else acknowledgements.push(acknowledge)
  })
  viewer.emit('follow', run, ['loss'])
  await viewer.emitWithAck('clock')
  return { frames, acknowledgements }
}

test('Reports are acknowledged when they are stored, facts and frames reach viewers, and queries are answered', async () => {
  const trainer = await world.trainer('r')
  expect(await send(trainer, beginning('r'))).toEqual({ ok: true, next: 2 })
  const viewer = await world.viewer()
  expect(await viewer.emitWithAck('hello', { protocol: PROTOCOL_VERSION })).toMatchObject({
    ok: true,
    version: '0.1.0',
  })
  expect(await viewer.emitWithAck('list', {})).toMatchObject({
    ok: true,
    total: 1,
    runs: [{ run: { id: 'r' }, status: 'running' }],
  })

  const opened = await viewer.emitWithAck('open', 'r')
  expect(opened).toMatchObject({
    ok: true,
    view: { live: true, accepts: COMMAND_TYPES, series: [{ name: 'loss', points: 0 }] },
  })
  const facts: Envelope[] = []
  viewer.on('fact', (fact) => facts.push(fact))
  const { frames } = await follow(viewer, 'r')

  const failed = { type: 'failed', probe: 'x', step: 2, why: 'it threw' } as const
  const batch = [...losses('r', 2, [0, 1, 2], [NaN, -Infinity, 5]), ...enveloped('r', 3, [failed])]
  expect(await send(trainer, batch)).toEqual({ ok: true, next: 4 })
  const frame = await eventually(() => frames[0])
  expect(frame).toMatchObject({ run: 'r', conflated: 0, at: batch[0]!.at })
  expect(Array.from(frame.slices[0]!.last)).toEqual([NaN, -Infinity, 5])
  expect((await eventually(() => facts[0])).report).toEqual(failed)

  const query = { run: 'r', series: 'loss', from: null, to: null, points: 100, spacing: 'linear' } as const
  const asked = await viewer.emitWithAck('ask', [query])
  if (!asked.ok) throw new Error(asked.why)
  expect(resultsFromBytes(new Uint8Array(asked.bytes))).toEqual([world.store.slice(query)])
})

test('what was sent twice is kept once, and a gap is refused and named', async () => {
  const trainer = await world.trainer('r')
  await send(trainer, beginning('r'))
  const batch = losses('r', 2, [0, 1])
  const { frames } = await follow(await world.viewer(), 'r')
  expect(await send(trainer, batch)).toEqual({ ok: true, next: 3 })
  expect(await send(trainer, [...batch, ...losses('r', 3, [2])])).toEqual({ ok: true, next: 4 })
  expect(world.store.summary('r').points).toBe(3)
  await eventually(() => frames[1])
  expect(frames.flatMap(({ slices }) => Array.from(slices[0]!.steps))).toEqual([0, 1, 2])
  const gap = await send(trainer, losses('r', 7, [2]))
  expect(gap).toMatchObject({ ok: false, why: expect.stringMatching(/expected report 4, got 7/) })
  expect(world.store.summary('r').points).toBe(3)
})

test('malformed bytes are refused with the place, and the connection goes on', async () => {
  const trainer = await world.trainer('r')
  const refused = await trainer.emitWithAck('reports', new Uint8Array([1, 2, 3, 4, 5, 6, 7, 8]))
  expect(refused).toMatchObject({ ok: false, why: expect.stringMatching(/At message.magic: expected 'PSC1'/) })
  expect(await trainer.emitWithAck('reports', 'text' as never)).toMatchObject({ ok: false })
  expect(await send(trainer, enveloped('other', 0, [startedReport('other')]))).toMatchObject({
    ok: false,
    why: expect.stringMatching(/reports\[0\]\.run: expected 'r', got 'other'/),
  })
  expect(world.store.runs()).toEqual([])
  expect(await send(trainer, beginning('r'))).toEqual({ ok: true, next: 2 })
})

test('one trainer that is refused costs another nothing, even in one commit', async () => {
  const [good, bad] = await Promise.all([world.trainer('good'), world.trainer('bad')])
  const [kept, refused] = await Promise.all([send(good, beginning('good')), send(bad, losses('bad', 5, [1]))])
  expect(kept).toEqual({ ok: true, next: 2 })
  expect(refused).toMatchObject({ ok: false })
})

test('a viewer that draws slowly gets the next frame after its acknowledgement, with all that came in between', async () => {
  const trainer = await world.trainer('r')
  await send(trainer, beginning('r'))
  const viewer = await world.viewer()
  const { frames, acknowledgements } = await follow(viewer, 'r', 'by hand')
  for (let step = 0; step < 6; step++) await send(trainer, losses('r', 2 + step, [step]))
  await eventually(() => frames[0])
  await viewer.emitWithAck('clock')
  expect(frames).toHaveLength(1)
  expect(Array.from(frames[0]!.slices[0]!.steps)).toEqual([0])
  acknowledgements[0]!()
  const second = await eventually(() => frames[1])
  expect(second.conflated).toBe(4)
  expect(Array.from(second.slices[0]!.steps)).toEqual([1, 2, 3, 4, 5])
  expect(second.slices[0]!.exact).toBe(true)
})

test('a viewer that sleeps gets the next frame after a while, though it acknowledges none', async () => {
  const impatient = await startWorld({ drawnMs: 20 })
  try {
    const trainer = await impatient.trainer('r')
    await send(trainer, beginning('r'))
    const { frames } = await follow(await impatient.viewer(), 'r', 'by hand')
    await send(trainer, losses('r', 2, [0]))
    await eventually(() => frames[0])
    await send(trainer, losses('r', 3, [1]))
    const next = await eventually(() => frames[1])
    expect(Array.from(next.slices[0]!.steps)).toEqual([1])
  } finally {
    await impatient.close()
  }
})

test('what piles up beyond some thousands of points is folded, exact in every bucket', async () => {
  const trainer = await world.trainer('r')
  await send(trainer, beginning('r'))
  const viewer = await world.viewer()
  const { frames, acknowledgements } = await follow(viewer, 'r', 'by hand')
  await send(trainer, losses('r', 2, [0]))
  await eventually(() => frames[0])
  const values = Array.from({ length: 20_000 }, (_, i) => (i === 7777 ? 1e9 : i === 12_001 ? NaN : Math.sin(i)))
  for (let [at, seq] = [1, 3]; at < 20_000; at += 1999, seq++) {
    const steps = Array.from({ length: Math.min(1999, 20_000 - at) }, (_, i) => at + i)
    await send(
      trainer,
      losses(
        'r',
        seq,
        steps,
        steps.map((step) => values[step]!),
      ),
    )
  }
  acknowledgements[0]!()
  const slice = (await eventually(() => frames[1])).slices[0]!
  expect(slice).toMatchObject({ exact: false, stored: 19_999 })
  expect(slice.steps.length).toBeLessThanOrEqual(4096)
  expect(slice.nans.reduce((sum, count) => sum + count, 0)).toBe(1)
  let from = 1
  slice.steps.forEach((step, i) => {
    const bucket = values.slice(from, step + 1).filter((value) => !Number.isNaN(value))
    expect([slice.min[i], slice.max[i], slice.last[i]]).toEqual([
      Math.min(...bucket),
      Math.max(...bucket),
      values[step],
    ])
    from = step + 1
  })
  expect(from).toBe(20_000)
})

test('a Command reaches the trainer and its outcome comes back; without a trainer it says so', async () => {
  const trainer = await world.trainer('r')
  await send(trainer, beginning('r'))
  trainer.on('command', (command, answer) => answer({ ok: true, step: command.type === 'pause' ? 41 : 0 }))
  const viewer = await world.viewer()
  expect(await viewer.emitWithAck('command', 'r', { type: 'pause' })).toEqual({ ok: true, step: 41 })
  expect(await viewer.emitWithAck('command', 'r', { type: 'explode' } as never)).toMatchObject({
    ok: false,
    why: expect.stringMatching(/command.type/),
  })
  expect(await viewer.emitWithAck('command', 'q', { type: 'pause' })).toEqual({
    ok: false,
    why: "No trainer of run 'q' is connected",
  })
})

test('a run whose trainer vanishes is lost after the grace, and runs again when it comes back', async () => {
  const trainer = await world.trainer('r')
  await send(trainer, beginning('r'))
  const viewer = await world.viewer()
  const seen: Presence[] = []
  viewer.on('presence', (presence) => seen.push(presence))
  await viewer.emitWithAck('hello', { protocol: PROTOCOL_VERSION })
  trainer.disconnect()
  await eventually(() => seen.find(({ status }) => status === 'lost'))
  expect(seen).toEqual([
    { run: 'r', live: false, accepts: [], status: 'running' },
    { run: 'r', live: false, accepts: [], status: 'lost' },
  ])
  await world.trainer('r')
  await eventually(() => seen.find(({ live }) => live))
  expect(world.store.summary('r').status).toBe('running')
})

test('a trainer that comes back within the grace loses nothing', async () => {
  await world.close()
  world = await startWorld({ graceMs: 3000 })
  const [trainer, leaving] = [await world.trainer('r'), await world.trainer('gone')]
  await send(trainer, beginning('r'))
  await send(leaving, beginning('gone'))
  trainer.disconnect()
  await world.trainer('r')
  // Once a run is lost whose trainer left after that of the other, the grace of both is over.
  leaving.disconnect()
  await eventually(() => world.store.summary('gone').status === 'lost')
  expect(world.store.summary('r').status).toBe('running')
})

test('a trainer that greets again takes the place of its old connection', async () => {
  const [before, after] = [await world.trainer('r'), await world.trainer('r')]
  await eventually(() => before.disconnected)
  after.on('command', (_command, answer) => answer({ ok: true, step: 5 }))
  const viewer = await world.viewer()
  expect(await viewer.emitWithAck('command', 'r', { type: 'pause' })).toEqual({ ok: true, step: 5 })
})

test('after a restart a run whose trainer stays away is lost, and one that another hub feeds is not', async () => {
  for (const run of ['mine', 'orphan']) await send(await world.trainer(run), beginning(run))
  const mine = await world.trainer('mine')
  const other = await startWorld({ graceMs: 3000 }, world.folder)
  await send(mine, losses('mine', 2, [0]))
  const seen: Presence[] = []
  const viewer = await other.viewer()
  viewer.on('presence', (presence) => seen.push(presence))
  await viewer.emitWithAck('hello', { protocol: PROTOCOL_VERSION })
  await eventually(() => other.store.summary('orphan').status === 'lost')
  await eventually(() => seen.length > 0)
  expect(other.store.summary('mine').status).toBe('running')
  expect(seen).toEqual([{ run: 'orphan', live: false, accepts: [], status: 'lost' }])
  await other.close()
})

test('a stranger of another protocol is refused by name, and one that takes no answer is shown out', async () => {
  const viewer = await world.viewer()
  expect(await viewer.emitWithAck('hello', { protocol: 99 })).toEqual({
    ok: false,
    why: `This viewer speaks protocol version 99 and the hub version ${PROTOCOL_VERSION}; reload the page`,
  })
  ;(viewer as unknown as { emit(...args: unknown[]): void }).emit('hello', { protocol: PROTOCOL_VERSION })
  await eventually(() => viewer.disconnected)
})

test('a connection that a browser opened ahead of need does not keep the hub from closing', async () => {
  const other = await startWorld()
  const socket = connect(Number(new URL(other.hub.url).port), '127.0.0.1')
  await once(socket, 'connect')
  const gone = once(socket, 'close')
  await other.close()
  await gone
})

test('a Command for a run that has ended is obeyed by another trainer where this one only measures the past', async () => {
  const launched: unknown[] = []
  const launch = (run: string, command: Command) => {
    launched.push([run, command])
    return Promise.resolve(command.type === 'attach' ? ({ ok: true, step: 9 } as const) : null)
  }
  const other = await startWorld({ launch })
  try {
    const trainer = await other.trainer('r')
    await send(trainer, beginning('r'))
    let why = RUN_HAS_ENDED
    trainer.on('command', (_command, reply) => reply({ ok: false, why }))
    const viewer = await other.viewer()
    await viewer.emitWithAck('hello', { protocol: PROTOCOL_VERSION })
    const attach = { type: 'attach', probe: 'ntk' } as const
    expect(await viewer.emitWithAck('command', 'r', attach)).toEqual({ ok: true, step: 9 })
    expect(await viewer.emitWithAck('command', 'r', { type: 'pause' })).toEqual({ ok: false, why: RUN_HAS_ENDED })
    why = "Probe 'ntk' is attached already"
    expect(await viewer.emitWithAck('command', 'r', attach)).toEqual({ ok: false, why })
    expect(launched).toEqual([
      ['r', attach],
      ['r', { type: 'pause' }],
    ])
  } finally {
    await other.close()
  }
})

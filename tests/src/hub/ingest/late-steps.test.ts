import { afterEach, beforeEach, expect, test } from 'vitest'
import { PROTOCOL_VERSION } from '#src/wire/protocol.ts'
import { frameFromBytes, resultsFromBytes } from '#src/wire/query-results.ts'
import { aggregateFromBytes } from '#src/wire/aggregates.ts'
import type { AggregateQuestion } from '#src/vocabulary/index.ts'
import { phasescope } from '../../../phasescope.ts'
import { foreignStarted, loggedSeries } from '../../store/foreign-runs.ts'
import { enveloped, measuredReport, scalarColumn } from '../../store/reports.ts'
import { eventually, send, startWorld, type World } from '../world.ts'

/** A client logs a step late, again, and before its first: every point is kept, and is where each of those who read it has it. */
let world: World
beforeEach(async () => {
  world = await startWorld()
})
afterEach(() => world.close())

const LOGGED: readonly (readonly [step: number, value: number])[] = [
  [10, 5],
  [20, 4],
  [15, 4.5], // late
  [20, 3], // again
  [0, 9], // before the first
  [15, NaN], // again, and no number
]
/** In step order; those of one step as they came. */
const IN_ORDER = [
  [0, 9],
  [10, 5],
  [15, 4.5],
  [15, NaN],
  [20, 4],
  [20, 3],
]
const pairs = (steps: ArrayLike<number>, values: ArrayLike<number>) =>
  Array.from(steps, (step, i) => [step, values[i]!])

test('each of them is in frames, history, the API, the export, an aggregate, the list and expressions', async () => {
  const viewer = await world.viewer()
  await viewer.emitWithAck('hello', { protocol: PROTOCOL_VERSION })
  const seen: number[][] = []
  viewer.on('frame', (bytes, drawn) => {
    for (const { steps, last } of frameFromBytes(bytes).slices) seen.push(...pairs(steps, last))
    drawn()
  })
  const client = await world.trainer('f')
  await send(client, enveloped('f', 0, [foreignStarted('f'), { type: 'declared', series: loggedSeries('loss') }]))
  await viewer.emitWithAck('follow', 'f', ['loss'])
  for (const [i, [step, value]] of LOGGED.entries())
    await send(client, enveloped('f', 2 + i, [measuredReport(scalarColumn('loss', [step], [value]))]))

  await eventually(() => seen.length === LOGGED.length)
  expect(seen.toSorted((a, b) => a[0]! - b[0]!)).toEqual(IN_ORDER)

  const ask = (points: number) =>
    viewer.emitWithAck('ask', [{ run: 'f', series: 'loss', from: null, to: null, points, spacing: 'linear' }])
  const whole = await ask(100)
  const [slice] = resultsFromBytes((whole as { bytes: Uint8Array }).bytes)
  expect(slice).toMatchObject({ stored: 6, exact: true })
  expect(pairs(slice!.steps, slice!.last)).toEqual(IN_ORDER)
  const [bucket] = resultsFromBytes(((await ask(1)) as { bytes: Uint8Array }).bytes)
  expect(bucket).toMatchObject({ stored: 6, exact: false })
  expect([bucket!.last[0], bucket!.min[0], bucket!.max[0], bucket!.nans[0]]).toEqual([3, 3, 9, 1])

  const served = await (await fetch(`${world.hub.url}/api/runs/f/series/loss`)).json()
  expect(served).toMatchObject({ steps: [0, 10, 15, 15, 20, 20], values: [9, 5, 4.5, 'NaN', 4, 3] })

  const { stdout } = await phasescope(['export', 'f', '--data', world.folder])
  const rows = stdout
    .trim()
    .split('\n')
    .map((line) => line.split(','))
    .map(([, step, , value]) => `${step},${value}`)
  expect(rows.slice(1)).toEqual(['0,9', '10,5', '15,4.5', '15,NaN', '20,4', '20,3'])

  const question: AggregateQuestion = {
    ...{ among: {}, by: [], series: 'loss', align: { x: 'step' }, points: 8, from: null, to: null },
    ...{ spacing: 'linear', center: 'mean', band: 'range', members: false, seed: 0 },
  }
  const answer = (await viewer.emitWithAck('aggregate', question)) as { bytes: Uint8Array }
  const [group] = aggregateFromBytes(answer.bytes).groups
  // Of several values of a step the one that came last counts, and what is no number is left out.
  expect(pairs(group!.x, group!.center)).toEqual([
    [0, 9],
    [10, 5],
    [15, NaN],
    [20, 3],
  ])

  expect(world.store.summary('f')).toMatchObject({ points: 6, step: 20, divergedAt: 15 })
  expect(world.store.summary('f').spark).toEqual({ series: 'loss', steps: [0, 10, 15, 20], values: [9, 5, NaN, 3] })
  const values = ['last("loss")', 'first("loss")', 'max("loss")', 'at("loss", 14)', 'best("loss")']
  expect(world.store.list({ values }).values).toEqual([[3, 9, 9, 5, 3]])
})

test('so are frames of a matrix, a step of which came again', async () => {
  const client = await world.trainer('f')
  const series = loggedSeries('weights', 'spectrum')
  const frame = (step: number, ...values: number[]) =>
    measuredReport({ series: 'weights', steps: Float64Array.of(step), values: Float64Array.from(values), lengths: Uint32Array.of(values.length) }) // prettier-ignore
  await send(client, enveloped('f', 0, [foreignStarted('f'), { type: 'declared', series }]))
  await send(client, enveloped('f', 2, [frame(4, 1, 2), frame(2, 3), frame(4, 5, 6, 7)]))
  const slice = world.store.slice({ run: 'f', series: 'weights', from: null, to: null, points: 9, spacing: 'linear' })
  expect(slice).toMatchObject({ stored: 3, exact: true })
  expect([[...slice.steps], [...slice.lengths!], [...slice.last]]).toEqual([
    [2, 4, 4],
    [1, 2, 3],
    [3, 1, 2, 5, 6, 7],
  ])
})

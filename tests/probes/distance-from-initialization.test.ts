import { expect, it } from 'vitest'
import { distanceFromInitialization } from '#probes/distance-from-initialization.ts'
import { expectClose, FLOAT32 } from './close.ts'
import { layerOf, openLab, type Rows } from './lab.ts'
import { gaussian, orthogonal, times } from './random.ts'

const lab = await openLab()

function distance(now: Rows, then: Rows): number {
  const inputs = { weights: { w: layerOf(now) }, initialWeights: { w: layerOf(then) } }
  return lab.numbers(distanceFromInitialization, inputs).w ?? Number.NaN
}

it('is the distance as a share of the start, of each layer and of all', () => {
  const initialWeights = { w1: layerOf([[3, 4]]), w2: layerOf([[0, 12]]) }
  const weights = { w1: layerOf([[3, 9]]), w2: layerOf([[12, 12]]) }
  expectClose(lab.measure(distanceFromInitialization, { weights, initialWeights }), { total: 1, w1: 1, w2: 1 }, FLOAT32)
  const moved = { ...weights, w2: initialWeights.w2 }
  const measured = lab.measure(distanceFromInitialization, { weights: moved, initialWeights })
  expectClose(measured, { total: 5 / 13, w1: 1, w2: 0 }, FLOAT32)
})

it('is exactly 0 at the start, and 1 where everything decayed to zero', () => {
  const start = gaussian(5, 7, 11)
  expect(distance(start, start)).toBe(0)
  expect(
    distance(
      start.map((row) => row.map(() => 0)),
      start,
    ),
  ).toBeCloseTo(1, 12)
})

it('is the distance itself where the start is zero', () => expect(distance([[3, 4]], [[0, 0]])).toBe(5))

it('sees a step that is small beside the weights', () =>
  expect(distance([[1 + 2 ** -23, 1]], [[1, 1]])).toBeCloseTo(2 ** -23 / Math.SQRT2, 15))

it('depends on neither scale nor a common rotation', () => {
  const [now, then, turn] = [gaussian(6, 6, 1), gaussian(6, 6, 2), orthogonal(6, 3)]
  const plain = distance(now, then)
  const scaled = (rows: number[][]) => rows.map((row) => row.map((value) => 50 * value))
  expectClose(distance(scaled(now), scaled(then)), plain, FLOAT32)
  expectClose(distance(times(turn, now), times(turn, then)), plain, FLOAT32)
})

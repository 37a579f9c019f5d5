import { describe, expect, it } from 'vitest'
import type { Probe } from '#probes/define.ts'
import { gradientCosine } from '#probes/gradient-cosine.ts'
import type { Inputs, Layers } from '#probes/inputs.ts'
import { lossMinimizationAlignment } from '#probes/loss-minimization-alignment.ts'
import { pathLength } from '#probes/path-length.ts'
import { slowGradientRatio } from '#probes/slow-gradient-ratio.ts'
import { updateCosine } from '#probes/update-cosine.ts'
import { updateEigengap } from '#probes/update-eigengap.ts'
import { isAbsent, type OptionValues } from '#src/vocabulary/index.ts'
import { expectClose, FLOAT32, FLOAT64 } from './close.ts'
import { layer, layerOf, openLab, type Rows } from './lab.ts'
import { gaussian, orthogonal, times } from './random.ts'
import { layersIn, PRECISIONS, reference } from './weights-reference.ts'

/** What compares a step with those before it. */
const lab = await openLab()
const { expected, inputs } = reference

/** What the probe says at the last of these steps, of which it saw every one. */
function after(probe: Probe, steps: readonly Partial<Inputs>[], options?: OptionValues): Record<string, number> {
  const memory = probe.memory
  const kept =
    memory && steps.reduce((held, step) => memory.next(held, step as Partial<Inputs> as Inputs), memory.initial)
  return lab.measure(probe, steps.at(-1) ?? {}, options, kept) as Record<string, number>
}

const walking = (...steps: Rows[]) => steps.map((rows) => ({ updates: { w: layerOf(rows) } }))
const sloping = (...steps: Rows[]) => steps.map((rows) => ({ gradients: { w: layerOf(rows) } }))

describe.each(PRECISIONS)('against NumPy and SciPy, in %s', (_name, precision, tolerance) => {
  const gradients = layersIn(precision, inputs.gradients)
  const previous = layersIn(precision, inputs.previous)
  const walk = inputs.walk.map((step) => layersIn(precision, step))

  it('cosines', () => {
    const cosines = lab.measure(gradientCosine, { gradients, previousGradients: previous })
    expectClose(cosines, expected.gradientCosine, tolerance)
    const ofUpdates = lab.measure(updateCosine, { updates: gradients, previousUpdates: previous })
    expectClose(ofUpdates, expected.gradientCosine, tolerance)
    const weights = layersIn(precision, inputs.chain)
    expectClose(lab.measure(lossMinimizationAlignment, { gradients, weights }), expected.alignment, tolerance)
  })

  it('walks', () => {
    const updates = walk.map((step) => ({ updates: step }))
    expectClose(after(pathLength, updates), expected.pathLength, tolerance)
    expectClose(after(updateEigengap, updates), expected.eigengap, 10 * tolerance)
    const slopes = walk.map((step) => ({ gradients: step }))
    expectClose(after(slowGradientRatio, slopes), expected.slowRatio, tolerance)
  })
})

describe('cosines', () => {
  const cosine = (now: Rows, then: Rows) =>
    lab.numbers(gradientCosine, { gradients: { w: layerOf(now) }, previousGradients: { w: layerOf(then) } }).w

  it('are 1 along, −1 against and 0 across, whatever the lengths', () => {
    expectClose(cosine([[1, 2]], [[10, 20]]), 1, FLOAT64)
    expectClose(cosine([[1, 2]], [[-1e-12, -2e-12]]), -1, FLOAT32)
    expect(cosine([[3, 4]], [[-4, 3]])).toBe(0)
    expectClose(cosine([[3e30, 4e30]], [[4e30, 3e30]]), 0.96, FLOAT32)
  })

  it('of the whole weigh the layers by their size', () => {
    const now = { a: layerOf([[3, 0]]), b: layerOf([[4]]) }
    const then = { a: layerOf([[0, 3]]), b: layerOf([[4]]) }
    const found = lab.measure(updateCosine, { updates: now, previousUpdates: then })
    expectClose(found, { total: 16 / 25, a: 0, b: 1 }, FLOAT64)
  })

  it('do not change under a rotation of both', () => {
    const [a, b, turn] = [gaussian(4, 3, 1), gaussian(4, 3, 2), orthogonal(4, 3)]
    expectClose(cosine(times(turn, a), times(turn, b)), cosine(a, b), FLOAT32)
  })

  it('are absent where there is no direction, or nothing to compare with', () => {
    expect(cosine([[0, 0]], [[1, 2]])).toEqual({ absent: 'All entries of the gradient are zero' })
    expect(cosine([[1, 2]], [[0, 0]])).toEqual({ absent: 'All entries of the previous gradient are zero' })
    const gradients = { w: layerOf([[1]]) }
    expect(isAbsent(lab.measure(gradientCosine, { gradients, previousGradients: null }))).toBe(true)
    expect(isAbsent(lab.measure(updateCosine, { updates: gradients, previousUpdates: null }))).toBe(true)
    expect(isAbsent(lab.measure(updateCosine, { updates: null, previousUpdates: null }))).toBe(true)
    expect(cosine([[Number.NaN]], [[1]])).toBeNaN()
  })
})

describe('naive loss minimization', () => {
  const of = (weights: Layers, gradients: Layers) => lab.numbers(lossMinimizationAlignment, { weights, gradients })

  it('is 1 where descent scales the weights up, −1 where it shrinks them', () => {
    const weights = { w: layerOf([[1, -2]]), b: layer([2], [1]) }
    const down = { w: layerOf([[-0.1, 0.2]]), b: layer([0.4], [1]) }
    const found = of(weights, down)
    expectClose([found.w, found.b], [1, -1], FLOAT64)
    expectClose(found.total, (0.1 + 0.4 - 0.8) / (3 * Math.sqrt(0.05 + 0.16)), FLOAT32)
    expect(of({ w: layerOf([[0]]) }, { w: layerOf([[1]]) }).w).toEqual({
      absent: 'All entries of the weights are zero',
    })
  })
})

describe('path length', () => {
  it('adds up the lengths of the updates, and not of their sum', () => {
    const there = after(pathLength, walking([[3, 4]], [[-3, -4]], [[0, 2]]))
    expect(there).toEqual({ total: 12, w: 12 })
  })

  it('of the whole is the length in the space of all weights', () => {
    const updates = { a: layerOf([[3]]), b: layerOf([[4]]) }
    expect(after(pathLength, [{ updates: null }, { updates }, { updates }])).toEqual({ total: 10, a: 6, b: 8 })
  })

  it('is absent before the first update, and brings the memory forward without changing it', () => {
    expect(after(pathLength, [{ updates: null }])).toEqual({ absent: 'There is no update before step 1' })
    const [step = {}] = walking([[1]])
    const once = pathLength.memory?.next(null, step as Partial<Inputs> as Inputs)
    const kept = structuredClone(once)
    pathLength.memory?.next(once, step as Partial<Inputs> as Inputs)
    expect(once).toEqual(kept)
    expect(after(pathLength, walking([[Number.NaN]], [[1]])).w).toBeNaN()
  })
})

describe('slow-gradient ratio', () => {
  it('is 1 for a gradient that stays, and starts at 1', () => {
    expectClose(after(slowGradientRatio, sloping([[5, 1]])), { total: 1, w: 1 }, FLOAT64)
    expectClose(after(slowGradientRatio, sloping([[5, 1]], [[5, 1]], [[5, 1]])), { total: 1, w: 1 }, FLOAT64)
  })

  it('of a gradient that flips sign every step settles at 0.02/1.98', () => {
    const flips = Array.from({ length: 801 }, (_, t) => [[t % 2 === 0 ? 2 : -2, 0]])
    expectClose(after(slowGradientRatio, sloping(...flips)).w, (1 - 0.98) / (1 + 0.98), 1e-3)
  })

  it('of a gradient that fell to a tenth is 9.82 at once', () =>
    expectClose(after(slowGradientRatio, sloping([[1]], [[0.1]])).w, (0.98 + 0.02 * 0.1) / 0.1, FLOAT32))

  it('is absent where there is no gradient', () => {
    expect(after(slowGradientRatio, sloping([[1]], [[0]])).w).toEqual({ absent: 'The gradient is zero' })
    expect(isAbsent(lab.measure(slowGradientRatio, { gradients: { w: layerOf([[1]]) } }))).toBe(true)
    expect(after(slowGradientRatio, sloping([[Number.NaN]], [[1]])).w).toBeNaN()
  })
})

describe('update eigengap', () => {
  it('of orthogonal updates is the ratio of the squares of the second and the third length', () => {
    const found = after(updateEigengap, walking([[2, 0, 0, 0]], [[0, 7, 0, 0]], [[0, 0, 5, 0]], [[0, 0, 0, 1]]))
    expectClose(found, { w: 25 / 4 }, FLOAT64)
  })

  it('does not change with the order of the updates, their scale, or a rotation', () => {
    const steps = [1, 2, 3, 4, 5].map((seed) => gaussian(5, 3, seed))
    const plain = after(updateEigengap, walking(...steps))
    const turn = orthogonal(5, 9)
    expectClose(after(updateEigengap, walking(...steps.toReversed())), plain, FLOAT32)
    expectClose(after(updateEigengap, walking(...steps.map((rows) => times(turn, rows)))), plain, FLOAT32)
    const small = steps.map((rows) => rows.map((row) => row.map((value) => 1e-3 * value)))
    expectClose(after(updateEigengap, walking(...small)), plain, FLOAT32)
  })

  it('forgets what lies before the last twenty updates, or fewer by the option', () => {
    const steps = Array.from({ length: 26 }, (_, seed) => gaussian(4, 8, seed))
    expect(after(updateEigengap, walking(...steps))).toEqual(after(updateEigengap, walking(...steps.slice(-20))))
    expect(after(updateEigengap, walking(...steps))).not.toEqual(after(updateEigengap, walking(...steps.slice(-19))))
    const last4 = after(updateEigengap, walking(...steps.slice(-4)))
    expect(after(updateEigengap, walking(...steps), { window: 4 })).toEqual(last4)
  })

  it('is absent while fewer than three directions have been walked', () => {
    expect(after(updateEigengap, [{ updates: null }, ...walking([[1, 2]], [[2, 1]])])).toEqual({
      absent: 'Needs 3 updates, and has seen 2',
    })
    const flat = { absent: "The updates of 'w' span fewer than three directions" }
    expect(after(updateEigengap, walking([[1, 2]], [[2, 1]], [[3, 5]])).w).toEqual(flat)
    expect(after(updateEigengap, walking([[0, 0]], [[0, 0]], [[0, 0]])).w).toEqual(flat)
    const diverged = after(updateEigengap, walking([[1, 2]], [[Infinity, 1]], [[3, 5]]))
    expect(diverged.w).toEqual({ absent: "An update of 'w' holds NaN or an infinity" })
    const vectors = { updates: { b: layer([1, 2], [2]) } }
    expect(after(updateEigengap, [vectors, vectors, vectors])).toEqual({ absent: 'No layer is two-dimensional' })
  })
})

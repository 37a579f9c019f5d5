import { describe, expect, it } from 'vitest'
import type { Probe } from '#probes/define.ts'
import { fluctuationDissipationRelation } from '#probes/fluctuation-dissipation-relation.ts'
import type { Inputs, Layers } from '#probes/inputs.ts'
import { WAITING_TIMES, type Waited } from '#probes/maths/physics/waiting-times.ts'
import { meanSquareDisplacement } from '#probes/mean-square-displacement.ts'
import { representationCorrelation } from '#probes/representation-correlation.ts'
import { twoTimeCorrelation } from '#probes/two-time-correlation.ts'
import type { OptionValues } from '#src/vocabulary/index.ts'
import { expectClose, FLOAT32, FLOAT64 } from './close.ts'
import { expected, hiddenWalk, remembered, walk } from './fluctuations-reference.ts'
import { fine, layer, layerOf, matrix, openLab } from './lab.ts'
import { gaussian, orthogonal, times, uniforms } from './random.ts'

/** What compares a step with those at waiting times. */
const lab = await openLab()
const after = (probe: Probe, steps: readonly Partial<Inputs>[], options?: OptionValues) =>
  lab.measure(probe, steps.at(-1) ?? {}, options, remembered(probe.memory, steps)) as Record<string, number>

/** With what the last step added, as a run gives it. */
const updated = (steps: readonly { weights: Layers }[]): Partial<Inputs>[] =>
  steps.map(({ weights }, i) => ({
    weights,
    updates:
      i === 0
        ? null
        : Object.fromEntries(
            Object.entries(weights).map(([name, { shape, values }]) => [
              name,
              {
                shape,
                values: Float64Array.from(values, (v, k) => v - (steps[i - 1]?.weights[name]?.values[k] ?? NaN)),
              },
            ]),
          ),
  }))
const still = (count: number, rows = [[1, 2]]) =>
  Array.from({ length: count }, () => ({ weights: { w: layerOf(rows) } }))

describe.each([
  ['float32', Float32Array, matrix, FLOAT32],
  ['float64', Float64Array, fine, FLOAT64],
] as const)('against NumPy, in %s', (_name, precision, as, tolerance) => {
  it('two-time correlation and displacement of the weights', () => {
    expectClose(after(twoTimeCorrelation, walk(precision)), expected.correlation, tolerance)
    expectClose(after(meanSquareDisplacement, walk(precision)), expected.displacement, tolerance)
    const each = { of: 'layers' }
    const correlations = { ...expected.correlation, ...expected.correlationByLayer }
    expectClose(after(twoTimeCorrelation, walk(precision), each), correlations, tolerance)
    const displacements = { ...expected.displacement, ...expected.displacementByLayer }
    expectClose(after(meanSquareDisplacement, walk(precision), each), displacements, tolerance)
  })

  it('the connected correlation of a representation', () =>
    expectClose(after(representationCorrelation, hiddenWalk(as)), expected.connected, 10 * tolerance))

  it('the balance of the updates', () =>
    expectClose(after(fluctuationDissipationRelation, updated(walk(precision))).total, expected.relation, tolerance))
})

describe('a two-time quantity', () => {
  it('begins at 1, or at no distance, at each of its waiting times, and has one curve for each that has passed', () => {
    const steps = walk(Float64Array)
    for (const age of [0, 1, 2, 9, 10, 11]) {
      const parts = WAITING_TIMES.filter((since) => since <= age).map((since) => `from-${since}`)
      const found = after(twoTimeCorrelation, steps.slice(0, age + 1))
      expect(Object.keys(found)).toEqual(parts)
      const last = parts.at(-1)!
      if (!WAITING_TIMES.includes(age)) continue
      expect(found[last]).toBeCloseTo(1, 14)
      expect(after(meanSquareDisplacement, steps.slice(0, age + 1))[last]).toBe(0)
      expectClose(after(representationCorrelation, hiddenWalk(fine).slice(0, age + 1))[`h.${last}`], 1, 1e-14)
    }
  })

  it('reads at waiting times only, so that a pass is not taken at every step', () => {
    let reads = 0
    const inputs = {
      get hidden() {
        reads++
        return { h: matrix([[1]]) }
      },
    }
    remembered(
      representationCorrelation.memory,
      Array.from({ length: 1500 }, () => inputs),
    )
    expect(reads).toBe(WAITING_TIMES.filter((since) => since < 1500).length)
  })

  it('keeps seven states, however long the run', () => {
    let memory = representationCorrelation.memory!.initial as Waited<unknown>
    for (let step = 0; step < 300_000; step++) {
      memory = representationCorrelation.memory!.next(memory, { hidden: {} } as Inputs) as Waited<unknown>
    }
    expect(memory.kept.map(({ since }) => since)).toEqual(WAITING_TIMES)
  })

  it('does not change when everything is rotated or scaled, a displacement by the square', () => {
    const turn = orthogonal(6, 3)
    const rows = Array.from({ length: 12 }, (_, i) => gaussian(4, 6, i))
    const steps = (of: (rows: number[][]) => number[][]) => rows.map((one) => ({ weights: { w: layerOf(of(one)) } }))
    const plain = after(
      twoTimeCorrelation,
      steps((one) => one),
    )
    const rotated = after(
      twoTimeCorrelation,
      steps((one) => times(one, turn)),
    )
    const scaled = after(
      twoTimeCorrelation,
      steps((one) => one.map((row) => row.map((value) => -8 * value))),
    )
    expectClose(rotated, plain, FLOAT32)
    expectClose(scaled, plain, FLOAT64)
    const moved = after(
      meanSquareDisplacement,
      steps((one) => one),
    )
    const far = after(
      meanSquareDisplacement,
      steps((one) => one.map((row) => row.map((value) => -8 * value))),
    )
    for (const [part, value] of Object.entries(moved)) expectClose(far[part], 64 * value, FLOAT64)
  })

  it('of free diffusion grows as 2 D (t − t_w), and of a straight path as the square', () => {
    const uniform = uniforms(4)
    const at = new Float64Array(20_000)
    const steps = Array.from({ length: 61 }, () => {
      for (let i = 0; i < at.length; i++) at[i] = (at[i] ?? 0) + (uniform() < 0.5 ? -0.1 : 0.1)
      return { weights: { w: { shape: [at.length], values: at.slice() } } }
    })
    const found = after(meanSquareDisplacement, steps)
    for (const since of [0, 1, 10]) expect(found[`from-${since}`]! / (0.01 * (60 - since))).toBeCloseTo(1, 1)
    const straight = Array.from({ length: 31 }, (_, i) => ({ weights: { w: layer([i, -2 * i], [2]) } }))
    expect(after(meanSquareDisplacement, straight)).toEqual({
      'from-0': 2250,
      'from-1': 2.5 * 29 ** 2,
      'from-10': 1000,
    })
  })

  it('lets a divergence show, and has none where there is no direction', () => {
    const diverged = [...still(3), ...still(1, [[NaN, 1]])]
    for (const probe of [twoTimeCorrelation, meanSquareDisplacement])
      for (const value of Object.values(after(probe, diverged))) expect(value).toBeNaN()
    const vanished = after(twoTimeCorrelation, [...still(2), ...still(1, [[0, 0]])])
    expect(vanished['from-0']).toEqual({ absent: 'All entries of the weights are zero' })
    const grown = after(twoTimeCorrelation, [...still(1, [[0, 0]]), ...still(1)])
    expect(grown['from-0']).toEqual({ absent: 'All entries of the weights of step 0 are zero' })
    const flat = [{ hidden: { h: matrix([[1, 2], [1, 2]]) } }] // prettier-ignore
    expect(after(representationCorrelation, flat)['h.from-0']).toEqual({
      absent: 'All entries of the variation of the activations are zero',
    })
    for (const probe of [twoTimeCorrelation, meanSquareDisplacement, representationCorrelation])
      expect(lab.measure(probe, { ...still(1)[0], hidden: {} })).toEqual({ absent: 'No step has been seen yet' })
  })
})

describe('the relation of fluctuations and dissipation', () => {
  it('is 1 where the norm of the weights stands still, however they turn', () => {
    const angles = Array.from({ length: 40 }, (_, i) => 0.3 * i + 0.1 * Math.sin(i))
    const circle = angles.map((a) => ({
      weights: { w: { shape: [2], values: Float64Array.of(Math.cos(a), Math.sin(a)) } },
    }))
    expectClose(after(fluctuationDissipationRelation, updated(circle)), { total: 1, w: 1 }, 1e-12)
  })

  it('is 1 on average of stationary noise about a minimum, and below 1 while the norm grows', () => {
    const uniform = uniforms(5)
    const at = new Float64Array(4000)
    // θ ← 0.9 θ + noise: stationary at a variance of noise/(1 − 0.81).
    const stationary = Array.from({ length: 80 }, () => {
      for (let i = 0; i < at.length; i++) at[i] = 0.9 * (at[i] ?? 0) + (uniform() - 0.5)
      return { weights: { w: { shape: [at.length], values: at.slice() } } }
    })
    const found = after(fluctuationDissipationRelation, updated(stationary.slice(50)))
    expect(found.total).toBeCloseTo(1, 1)
    expect(after(fluctuationDissipationRelation, updated(stationary.slice(0, 5))).total).toBeLessThan(0.8)
  })

  it('is absent before an update, and where none moved anything', () => {
    expect(after(fluctuationDissipationRelation, updated(still(1)))).toEqual({
      absent: 'There is no update before step 1',
    })
    const unmoved = { absent: 'No update has moved the weights' }
    expect(after(fluctuationDissipationRelation, updated(still(2)))).toEqual({ total: unmoved, w: unmoved })
    const diverged = updated([...still(2), ...still(1, [[NaN, 0]]), ...still(2)])
    expect(after(fluctuationDissipationRelation, diverged).total).toBeNaN()
  })
})

import { describe, expect, it } from 'vitest'
import type { Probe } from '#probes/define.ts'
import { probes } from '#probes/index.ts'
import type { Inputs } from '#probes/inputs.ts'
import { EPSILON } from '#probes/maths/algebra/double.ts'
import type { Matrix } from '#probes/maths/algebra/linear-algebra.ts'
import { isAbsent } from '#src/vocabulary/index.ts'
import { openLab, type Rows } from '../lab.ts'
import { gaussian, times } from '../random.ts'
import { answerTo, inputsForLaws, numbersIn } from './inputs.ts'

/**
 * Whether something is zero but for rounding is judged by the type that its numbers were stored in: of numbers in float64
 * that were stored in float32 a probe says what it says of them in float32, and what a coarser type has rounded is no
 * direction, no eigenvalue and no power.
 */

const lab = await openLab()
const goodInputs = inputsForLaws(lab)
const named = (id: string): Probe => probes.find((probe) => probe.id === id) as Probe

type Stored = keyof typeof EPSILON
const COARSE = ['f32', 'f16', 'bf16'] as const

/** To the nearest number of the type. */
function rounded(value: number, type: Stored): number {
  if (type === 'f64') return value
  if (type === 'f32') return Math.fround(value)
  if (type === 'f16') return Math.f16round(value)
  const word = new Uint32Array(Float32Array.of(value).buffer)
  word[0] = (((word[0] ?? 0) + 0x8000) & 0xffff0000) >>> 0
  return new Float32Array(word.buffer)[0] as number
}

/** As a file brings them: rounded when they were stored, computed with in float64. */
function stored(rows: Rows, type: Stored): Matrix {
  const data = Float64Array.from(rows.flat(), (value) => rounded(value, type))
  return { rows: rows.length, cols: rows[0]?.length ?? 0, data, epsilon: EPSILON[type] }
}

const asWeights = (rows: Rows, type: Stored): Inputs['weights'] => {
  const { data, epsilon } = stored(rows, type)
  return { w: { shape: [rows.length, rows[0]?.length ?? 0], values: data, epsilon: epsilon ?? NaN } }
}

const ofRank = (rank: number, rows: number, cols: number, seed: number) =>
  times(gaussian(rows, rank, seed), gaussian(rank, cols, seed + 1))

describe.each(COARSE)('of what was stored as %s, rounding is nothing', (type) => {
  const low = asWeights(ofRank(3, 40, 40, 1), type)
  const full = asWeights(gaussian(40, 40, 3), type)

  it('a layer of rank 3 has no condition number, an exponent of three eigenvalues, and no bulk', () => {
    expect(lab.measure(named('condition-number'), { weights: low })).toEqual({
      w: { absent: "The weights of 'w' do not have full rank" },
    })
    expect(lab.measure(named('power-law-exponent'), { weights: low }, { least: 5 })).toEqual({
      w: { absent: "Needs 5 eigenvalues, and 'w' has 3" },
    })
    expect(lab.measure(named('marchenko-pastur'), { weights: low })).toEqual({
      'w.outliers': { absent: "Half of the eigenvalues of 'w' are zero" },
    })
  })

  it('and a random layer has an exponent and a bulk', () => {
    const { 'w.tail': tail } = lab.numbers(named('power-law-exponent'), { weights: full }, { least: 5 })
    expect(tail).toBeGreaterThanOrEqual(2)
    expect(lab.numbers(named('marchenko-pastur'), { weights: full })['w.variance']).toBeGreaterThan(0.5)
  })

  it('activations of rank 3 have three directions to correlate', () => {
    const features = gaussian(200, 3, 5)
    const [x, y] = [6, 8].map((seed) => stored(times(features, gaussian(3, 10, seed)), type)) as [Matrix, Matrix]
    const { h } = lab.numbers(named('cca'), { hidden: { h: x }, referenceHidden: { h: y } })
    expect(h).toBeGreaterThan(0.99) // of ten directions, seven of them rounding, the mean is below a half
  })

  it('neurons that are constant over the residues have no frequency', () => {
    const noise = gaussian(6, 31, 9)
    const rows = noise.map((row) => row.map((value) => 1.3 + 0.2 * EPSILON[type] * Math.sin(value)))
    const residueWeights = { u: stored(rows, type) }
    for (const id of ['key-frequencies', 'fourier-power'])
      expect(lab.measure(named(id), { residueWeights }), id).toMatchObject({ u: { absent: expect.any(String) } })
    expect(
      lab.measure(named('inverse-participation-ratio'), { residueWeights }, { constant: 'dropped' }),
    ).toMatchObject({ u: { absent: expect.any(String) } })
  })

  it('examples of rank 3 have a singular kernel', () => {
    const inputs = stored(ofRank(3, 20, 10, 11), type)
    const targets = stored(gaussian(20, 1, 13), 'f64')
    const split = { inputs, targets, labels: null }
    const weight = stored(gaussian(10, 8, 14), type)
    const head = stored(gaussian(8, 1, 15), type)
    const chain: Inputs['chain'] = {
      layers: [
        { name: 'w1', weight, bias: null, activation: 'linear' },
        { name: 'w2', weight: head, bias: null, activation: 'linear' },
      ],
      loss: { kind: 'mse', reduction: 'mean' },
      ...{ probe: split, train: split, test: null },
    }
    expect(lab.measure(named('renormalized-order-parameter'), { chain }, { temperature: 0 })).toEqual({
      absent: 'At temperature 0 the kernel must be invertible, and it is not',
    })
  })
})

describe('in float64 the same numbers are what they are', () => {
  it('a direction of 1e-10 counts', () => {
    const rows = [
      [1, 0],
      [0, 1e-10],
    ]
    expect(lab.measure(named('condition-number'), { weights: asWeights(rows, 'f64') })).toEqual({ w: 1e10 })
    expect(isAbsent((lab.measure(named('condition-number'), { weights: asWeights(rows, 'f32') }) as never)['w'])).toBe(
      true,
    )
  })
})

/** The same numbers in float64, known to come from float32. */
function widened<T>(value: T): T {
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return value
  if (Array.isArray(value)) return value.map(widened) as T
  const fields = Object.entries(value).map(([key, one]) => [
    key,
    one instanceof Float32Array ? Float64Array.from(one) : widened<unknown>(one),
  ])
  const isSingle = Object.values(value).some((one) => one instanceof Float32Array)
  return { ...Object.fromEntries(fields), ...(isSingle && { epsilon: EPSILON.f32 }) } as T
}

/** The closed form has neurons that are equally periodic: which of them is pruned first is a matter of rounding. */
const ROUNDING_DECIDES = new Set(['pruning-curve'])

/** Which parts have a value, and how many numbers each. */
function shapeOf(answer: unknown): unknown {
  if (typeof answer !== 'object' || answer === null) return typeof answer
  if (isAbsent(answer)) return answer
  if (ArrayBuffer.isView(answer)) return 'numbers'
  return Object.fromEntries(Object.entries(answer).map(([key, one]) => [key, shapeOf(one)]))
}

describe('what was stored in float32 is judged alike in float32 and in float64', () => {
  it.each(probes.map((probe) => [probe.id, probe] as const))('%s', (_, probe) => {
    const good = goodInputs(probe)
    const fine = { ...good, steps: good.steps.map((step) => ('objective' in step ? step : widened(step))) }
    const [here, there] = [answerTo(probe, good, lab.measure), answerTo(probe, fine, lab.measure)]
    expect(shapeOf(there)).toEqual(shapeOf(here))
    const [ours, theirs] = [numbersIn(here), numbersIn(there)]
    if (ROUNDING_DECIDES.has(probe.id)) return
    const size = Math.max(...ours.map(Math.abs).filter(Number.isFinite), 1e-3)
    expect(theirs).toHaveLength(ours.length)
    theirs.forEach((value, i) => {
      if (Object.is(value, ours[i])) return
      expect(Math.abs(value - (ours[i] ?? NaN))).toBeLessThan(1e-3 * size)
    })
  })
})

import { describe, expect, it } from 'vitest'
import { defineProbe, scalar, type Probe } from '#probes/define.ts'
import type { Inputs } from '#probes/inputs.ts'
import { every, type Need } from '#src/vocabulary/index.ts'
import { lazily } from '#trainer/tensors/lazy.ts'
import { guarded } from '#trainer/user-probes/guarded.ts'

const card = {
  id: 'own',
  name: 'Own',
  symbol: 'x',
  formula: 'x',
  unit: '1',
  about: 'A user-defined probe',
  caveat: 'None',
  estimator: 'Exact',
  edges: 'None',
  reference: 'Own work, 2026',
  cost: 'free',
  cadence: every(1),
  group: 'norms',
  output: scalar(),
  options: [],
} as const
const PATIENT_MS = 20_000
const origin = { file: '/tmp/own.ts', address: 'file:///tmp/own.ts@1', measureLine: 7, tf: null }
const measured = (probe: Probe, inputs: Partial<Inputs>, limitMs = PATIENT_MS, linalg: object = {}) =>
  guarded(probe, { ...origin, limitMs }).measure(inputs as Inputs, { linalg } as never)
const own = <const N extends Need>(needs: readonly N[], measure: (inputs: Pick<Inputs, N>) => number) =>
  defineProbe({ ...card, needs, measure })

describe('a guarded probe', () => {
  it('is stopped where it never ends, and says so', () => {
    const probe = own(['weights'], () => {
      for (;;);
    })
    expect(() => measured(probe, { weights: {} }, 60)).toThrow(
      "Probe 'own' took longer than 60 ms and was stopped (own.ts:7)",
    )
  })

  it('is stopped where it asks the backend without end, though it catches what it is told', () => {
    let calls = 0
    const objective = { parameters: new Float64Array(1), loss: () => (calls += 1) }
    const probe = own(['objective'], ({ objective: { loss, parameters } }) => {
      for (;;) loss(parameters)
    })
    // Long enough to be asked once, however busy the machine.
    expect(() => measured(probe, { objective: objective as never }, 600)).toThrow(/took longer than 600 ms/)
    const before = calls
    expect(before).toBeGreaterThan(0)
    const stubborn = own(['objective'], ({ objective: { loss, parameters } }) => {
      for (let i = 0; ; i++) {
        try {
          loss(parameters)
        } catch {
          return i
        }
      }
    })
    expect(() => measured(stubborn, { objective: objective as never }, 60)).toThrow(/took longer than 60 ms/)
  })

  it('has what it needs before its time begins', () => {
    const weights = lazily(() => {
      const until = performance.now() + 1_200
      while (performance.now() < until);
      return { w1: { shape: [1], values: Float32Array.of(2) } }
    })
    const inputs = Object.defineProperty({}, 'weights', { get: weights })
    const reads = own(['weights'], ({ weights: { w1 } }) => w1!.values[0]!)
    expect(measured(reads, inputs, 1_000)).toBe(2)
  })

  it('puts back what was written to an input, whether it ends or throws', () => {
    const values = Float32Array.of(3, 1, 2)
    const nested = new Float64Array([1, 2])
    const inputs = { weights: { w1: { shape: [3], values } }, predictions: { train: { logits: { data: nested } } } }
    const sorts = own(['weights'], ({ weights }) => (weights.w1!.values as Float32Array).sort()[0]!)
    expect(() => measured(sorts, inputs as never)).toThrow("Probe 'own' writes to its input 'weights'")
    expect([...values]).toEqual([3, 1, 2])
    const throws = own(['predictions'], ({ predictions }) => {
      predictions.train.logits.data.fill(0)
      throw new Error('Half-way')
    })
    expect(() => measured(throws, inputs as never)).toThrow('Half-way (own.ts:7)')
    expect([...nested]).toEqual([1, 2])
  })

  it('is brought forward under the same limit', () => {
    const probe = defineProbe({
      ...card,
      needs: ['train'],
      memory: {
        initial: 0,
        next: (before: number, { train }) => {
          for (;;) if (train.loss < 1) return before + train.loss
        },
      },
      measure: (_, { memory }) => memory,
    })
    const next = (limitMs: number, loss: number) =>
      guarded(probe, { ...origin, limitMs }).memory!.next(2, { train: { loss, accuracy: 1 } } as Inputs)
    expect(next(PATIENT_MS, 0.5)).toBe(2.5)
    expect(() => next(60, 2)).toThrow(/longer than 60 ms/)
  })

  it('may ask for dense algebra, in time', () => {
    const probe = defineProbe({
      ...card,
      needs: ['weights'],
      measure: (_, { linalg }) => linalg.singularValues(null as never)[0]!,
    })
    expect(measured(probe, { weights: {} }, PATIENT_MS, { singularValues: () => Float64Array.of(4) })).toBe(4)
  })
})

import { describe, expect, it } from 'vitest'
import { defineProbe, scalar, type Probe } from '#probes/define.ts'
import type { Inputs } from '#probes/inputs.ts'
import { every, type Need } from '#src/vocabulary/index.ts'
import { guarded } from '#trainer/own-probes/guarded.ts'

const card = {
  id: 'own',
  name: 'Own',
  symbol: 'x',
  formula: 'x',
  unit: '1',
  about: 'A probe of one’s own',
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
const origin = { file: '/tmp/own.ts', address: 'file:///tmp/own.ts@1', measureLine: 7, tf: null, limitMs: 60 }
const measured = (probe: Probe, inputs: Partial<Inputs>, linalg: object = {}) =>
  guarded(probe, origin).measure(inputs as Inputs, { linalg } as never)
const own = <const N extends Need>(needs: readonly N[], measure: (inputs: Pick<Inputs, N>) => number) =>
  defineProbe({ ...card, needs, measure })

describe('a guarded probe', () => {
  it('is stopped where it never ends, and says so', () => {
    const probe = own(['weights'], () => {
      for (;;);
    })
    expect(() => measured(probe, { weights: {} })).toThrow(
      "Probe 'own' took longer than 60 ms and was stopped (own.ts:7)",
    )
  })

  it('is stopped where it asks the backend without end, though it catches what it is told', () => {
    let calls = 0
    const objective = { parameters: new Float64Array(1), loss: () => (calls += 1) }
    const probe = own(['objective'], ({ objective: { loss, parameters } }) => {
      for (;;) loss(parameters)
    })
    expect(() => measured(probe, { objective: objective as never })).toThrow(/took longer than 60 ms/)
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
    expect(() => measured(stubborn, { objective: objective as never })).toThrow(/took longer than 60 ms/)
  })

  it('has what it needs before its time begins', () => {
    const inputs = {
      get weights(): never {
        const until = performance.now() + 150
        while (performance.now() < until);
        return { w1: { shape: [1], values: Float32Array.of(2) } } as never
      },
    }
    let reads = 0
    const lazy = Object.defineProperty({}, 'weights', {
      get: () => ((reads += 1), reads === 1 ? inputs.weights : { w1: { shape: [1], values: Float32Array.of(2) } }),
    })
    expect(
      measured(
        own(['weights'], ({ weights }) => weights.w1!.values[0]!),
        lazy,
      ),
    ).toBe(2)
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
    const { memory } = guarded(probe, origin)
    expect(memory!.next(2, { train: { loss: 0.5, accuracy: 1 } } as Inputs)).toBe(2.5)
    expect(() => memory!.next(2, { train: { loss: 2, accuracy: 1 } } as Inputs)).toThrow(/longer than 60 ms/)
  })

  it('may ask for dense algebra, in time', () => {
    const probe = defineProbe({
      ...card,
      needs: ['weights'],
      measure: (_, { linalg }) => linalg.singularValues(null as never)[0]!,
    })
    expect(measured(probe, { weights: {} }, { singularValues: () => Float64Array.of(4) })).toBe(4)
  })
})

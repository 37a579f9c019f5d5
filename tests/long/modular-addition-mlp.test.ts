import { describe, expect, it } from 'vitest'
import { only, passes, valueAt } from '../trainer/experiments/claims.ts'
import { envelopesOf, scalarsOf } from '../trainer/runs.ts'

function expectWithin(value: number | undefined, least: number, most: number): void {
  expect(value).toBeGreaterThanOrEqual(least)
  expect(value).toBeLessThanOrEqual(most)
}

describe('modular-addition-mlp', () => {
  it('shows memorizing, a plateau and the transition, and the circuit that makes it', async () => {
    const order = { experiment: 'modular-addition-mlp', steps: 400 }
    const circuit = only('inverse-participation-ratio', ['excluded-loss', 10], ['restricted-loss', 10])
    const probes = [...only('train-accuracy', 'test-accuracy', 'test-loss', 'train-loss'), ...circuit]
    const scalars = scalarsOf(await envelopesOf(order, { plan: { probes } }))
    const memorized = passes(scalars, 'train-accuracy', 0.99)
    expectWithin(memorized, 75, 115)
    expect(valueAt(scalars, 'test-accuracy', memorized)).toBeLessThan(0.1)
    expectWithin(passes(scalars, 'test-accuracy', 0.5), memorized + 30, 200)
    expectWithin(passes(scalars, 'test-accuracy', 0.99), 140, 250)
    expect(valueAt(scalars, 'test-accuracy', 400)).toBeGreaterThanOrEqual(0.99)
    // From that of random weights, 2/(K + 1) with K = 48, to nearly pure tones.
    expectWithin(valueAt(scalars, 'inverse-participation-ratio/mean', 0), 0.04, 0.042)
    expect(valueAt(scalars, 'inverse-participation-ratio/mean', 400)).toBeGreaterThan(0.75)
    // Without the circuit the training pairs are lost again as memory is cleaned up, to the loss of knowing nothing.
    const excluded = (step: number) => valueAt(scalars, 'excluded-loss', step)
    expect(excluded(120)).toBeLessThan(0.92 * excluded(0))
    expect(excluded(400)).toBeGreaterThan(0.95 * excluded(0))
    expect(excluded(400)).toBeGreaterThan(50 * valueAt(scalars, 'train-loss', 400))
    // The circuit alone is better than the whole while it forms: test loss still stands where it started.
    expect(valueAt(scalars, 'restricted-loss', 120)).toBeLessThan(0.85 * valueAt(scalars, 'restricted-loss', 0))
    expect(valueAt(scalars, 'test-loss', 120)).toBeGreaterThan(valueAt(scalars, 'test-loss', 0))
  })
})

import { describe, expect, it } from 'vitest'
import { only, passes, valueAt } from './experiments/claims.ts'
import { endOf, envelopesOf, reportsOf, scalarsOf } from './runs.ts'

function expectWithin(value: number | undefined, least: number, most: number): void {
  expect(value).toBeGreaterThanOrEqual(least)
  expect(value).toBeLessThanOrEqual(most)
}

/** What an independent implementation measured over five seeds, with its spread: the claims of the experiment. */
describe('grok-mlp-small', () => {
  it.each([0, 1])('memorizes, then understands, when it should: seed %i', async (seed) => {
    const envelopes = await envelopesOf({ experiment: 'grok-mlp-small', seed })
    const scalars = scalarsOf(envelopes)
    expectWithin(passes(scalars, 'train-accuracy', 0.99), 20, 35)
    expectWithin(passes(scalars, 'test-accuracy', 0.5), 35, 60)
    expectWithin(passes(scalars, 'test-accuracy', 0.99), 45, 80)
    expect(scalars['test-accuracy']?.at(-1)).toEqual([250, 1])
    expectWithin(scalars['weight-norm/total']?.at(-1)?.[1], 17.5, 19.5)
    expect(scalars['inverse-participation-ratio/u']?.at(-1)?.[1]).toBeGreaterThan(0.75)
    const [mark] = reportsOf(envelopes, 'marked')
    expect(mark?.mark).toMatchObject({ by: 'grokked', label: 'Grokked' })
    expectWithin(mark?.mark.step, 40, 80)
    expect(endOf(envelopes).how).toBe('completed')
  })
})

const outcomes = only('train-accuracy', 'test-accuracy', 'test-loss')

describe('grok-mlp-paper', () => {
  it('reaches the published accuracies at the published steps', async () => {
    const order = { experiment: 'grok-mlp-paper', steps: 50 }
    const scalars = scalarsOf(await envelopesOf(order, { plan: { probes: outcomes } }))
    expectWithin(passes(scalars, 'test-accuracy', 0.5), 28, 40)
    expectWithin(passes(scalars, 'test-accuracy', 0.99), 36, 50)
    expect(passes(scalars, 'train-accuracy', 0.99)).toBeLessThanOrEqual(28)
  })
})

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

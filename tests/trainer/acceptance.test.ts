import { describe, expect, it } from 'vitest'
import { only, passes } from './experiments/claims.ts'
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
    const mark = reportsOf(envelopes, 'marked').find(({ mark }) => mark.by === 'grokked')
    expect(mark?.mark.label).toBe('Grokked')
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

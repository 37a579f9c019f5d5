import { describe, expect, it } from 'vitest'
import { endOf, envelopesOf, reportsOf, scalarsOf } from './runs.ts'

/** What an independent implementation measured over five seeds, with its spread: the claims of the experiment. */
describe('grok-mlp-small', () => {
  it.each([0, 1])('memorises, then understands, when it should: seed %i', async (seed) => {
    const envelopes = await envelopesOf({ experiment: 'grok-mlp-small', seed })
    const scalars = scalarsOf(envelopes)
    const passes = (series: string, threshold: number) =>
      scalars[series]?.find(([, value]) => value >= threshold)?.[0] ?? Infinity
    expectWithin(passes('train-accuracy', 0.99), 20, 35)
    expectWithin(passes('test-accuracy', 0.5), 35, 60)
    expectWithin(passes('test-accuracy', 0.99), 45, 80)
    expect(scalars['test-accuracy']?.at(-1)).toEqual([250, 1])
    expectWithin(scalars['weight-norm/total']?.at(-1)?.[1], 17.5, 19.5)
    expect(scalars['inverse-participation-ratio/u']?.at(-1)?.[1]).toBeGreaterThan(0.75)
    const [mark] = reportsOf(envelopes, 'marked')
    expect(mark?.mark).toMatchObject({ by: 'grokked', label: 'Grokked' })
    expectWithin(mark?.mark.step, 40, 80)
    expect(endOf(envelopes).how).toBe('completed')
  })
})

function expectWithin(value: number | undefined, least: number, most: number): void {
  expect(value).toBeGreaterThanOrEqual(least)
  expect(value).toBeLessThanOrEqual(most)
}

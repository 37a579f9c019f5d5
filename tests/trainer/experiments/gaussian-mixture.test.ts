import { describe, expect, it } from 'vitest'
import { endOf, envelopesOf, scalarsOf } from '../runs.ts'
import { only, passes, valueAt } from './claims.ts'

describe('gaussian-mixture', () => {
  it.each([0, 1, 2])('is known by heart within 100 steps, and then collapses: seed %i', async (seed) => {
    const probes = only('train-accuracy', 'test-accuracy', ['neural-collapse', 20])
    const envelopes = await envelopesOf({ experiment: 'gaussian-mixture', seed, steps: 400 }, { plan: { probes } })
    const scalars = scalarsOf(envelopes)
    expect(endOf(envelopes).how).toBe('completed')
    expect(passes(scalars, 'train-accuracy', 0.99)).toBeLessThan(100)
    expect(valueAt(scalars, 'test-accuracy', 400)).toBeGreaterThan(0.85)
    expect(valueAt(scalars, 'test-accuracy', 400)).toBeLessThan(0.98) // the classes overlap
    const collapse = (part: string) =>
      [0, 100, 400].map((step) => valueAt(scalars, `neural-collapse/${part}`, step)) as [number, number, number]
    const [start, known, end] = collapse('nc1')
    expect(end).toBeLessThan(start / 3)
    expect(end).toBeLessThan(known) // on from where every training example is right
    const [before, , after] = collapse('nc3')
    expect(after).toBeLessThan(0.7 * before)
  })

  it.each([0, 1, 2])('sees through wrong labels first and learns them by heart later: seed %i', async (seed) => {
    const order = { experiment: 'gaussian-mixture', seed, steps: 250, set: ['corruptionFraction=0.2'] }
    const envelopes = await envelopesOf(order, { plan: { probes: only('label-noise-split') } })
    const scalars = scalarsOf(envelopes)
    expect(valueAt(scalars, 'label-noise-split/inverted', 20)).toBeGreaterThan(0.75)
    expect(valueAt(scalars, 'label-noise-split/memorized', 20)).toBeLessThan(0.2)
    expect(valueAt(scalars, 'label-noise-split/memorized', 250)).toBeGreaterThan(0.95)
    const [seen, learned] = [20, 250].map((step) => valueAt(scalars, 'label-noise-split/test', step))
    expect(learned).toBeLessThan(seen! - 0.05)
  })
})

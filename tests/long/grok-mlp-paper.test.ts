import { expect, it } from 'vitest'
import { endOf, envelopesOf, scalarsOf } from '../trainer/runs.ts'

it('ends where the published run ends: test loss below 1.2e-3, Fourier modes above 0.78', async () => {
  const envelopes = await envelopesOf({ experiment: 'grok-mlp-paper', steps: 100, seed: 0 })
  const scalars = scalarsOf(envelopes)
  expect(endOf(envelopes).how).toBe('completed')
  expect(scalars['test-accuracy']?.at(-1)?.[1]).toBeGreaterThan(0.999)
  expect(scalars['test-loss']?.at(-1)?.[1]).toBeLessThan(1.2e-3)
  expect(scalars['inverse-participation-ratio/mean']?.at(-1)?.[1]).toBeGreaterThan(0.78)
})

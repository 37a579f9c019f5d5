import { describe, expect, it } from 'vitest'
import { modularClosedForm } from '#trainer/experiments/modular-closed-form.ts'
import { holdsItsClaims, numberIn, runFor } from './held.ts'

describe('modular-closed-form', () => {
  it('adds, multiplies and composes experts as it claims', () =>
    holdsItsClaims(modularClosedForm, 3, ({ tier = 'ci' }) => tier === 'ci'))

  it('has not enough neurons for a third term where it has enough for two', async () => {
    const { of, from } = modularClosedForm.claims.find(({ id }) => id === 'sums')!
    const settings = { expression: 'a+b+c', doublings: 3, questions: 100 }
    expect(numberIn(await runFor(modularClosedForm, { settings, steps: 2 }, 3), { of })).toBeLessThan(from! - 0.2)
  })
})

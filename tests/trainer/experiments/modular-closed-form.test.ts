import { describe, expect, it } from 'vitest'
import { modularClosedForm } from '#trainer/experiments/modular-closed-form.ts'
import { numbersOf } from './verified.ts'

describe('modular-closed-form', () => {
  it('has not enough neurons for a third term where it has enough for two', async () => {
    const { of, from } = modularClosedForm.claims.find(({ id }) => id === 'sums')!
    const settings = { expression: 'a+b+c', doublings: 3, questions: 100 }
    const { sums } = await numbersOf(modularClosedForm, { settings, steps: 2, seed: 3 }, { sums: of })
    expect(sums).toBeLessThan(from! - 0.2)
  })
})

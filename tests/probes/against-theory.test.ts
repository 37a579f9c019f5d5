import { expect, it } from 'vitest'
import { againstTheory } from '#probes/against-theory.ts'
import { openLab } from './lab.ts'

const lab = await openLab()

it('says what is measured, what is predicted, and the difference, under each name', () => {
  const theory = { overlap: { measured: 0.75, predicted: 1 }, rate: { measured: -2, predicted: -2.5 } }
  expect(lab.measure(againstTheory, { theory })).toEqual({
    overlap: 0.75,
    'overlap.theory': 1,
    'overlap.residual': -0.25,
    rate: -2,
    'rate.theory': -2.5,
    'rate.residual': 0.5,
  })
})

it('is absent where nothing is predicted, and no number where one of the two is none', () => {
  expect(lab.measure(againstTheory, { theory: {} })).toEqual({ absent: 'No closed form is known here' })
  const theory = { overlap: { measured: NaN, predicted: 1 } }
  expect(lab.measure(againstTheory, { theory })).toEqual({
    overlap: NaN,
    'overlap.theory': 1,
    'overlap.residual': NaN,
  })
})

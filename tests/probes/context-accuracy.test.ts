import { expect, it } from 'vitest'
import { contextAccuracy } from '#probes/context-accuracy.ts'
import { kShotAccuracy } from '#probes/k-shot-accuracy.ts'
import { expectClose, FLOAT64 } from './close.ts'
import { fine, matrix, openLab } from './lab.ts'
import { mechanisms } from './mechanisms.ts'

const lab = await openLab()
const { inputs, expected } = mechanisms.sequences

it('is the first and the last of NumPy’s means of columns', () => {
  for (const toMatrix of [fine, matrix]) {
    const sequences = { losses: toMatrix(inputs.losses), correct: toMatrix(inputs.correct), floor: null }
    const { first, last } = lab.measure(contextAccuracy, { sequences }) as { first: number; last: number }
    expectClose(Float64Array.of(first, last), [expected.kShotAccuracy[0]!, expected.kShotAccuracy.at(-1)!], FLOAT64)
  }
})

it('has the ends of the accuracy by position, of whatever length', () => {
  const correct = fine([
    [0, 1, 1],
    [1, 0, 1],
    [0, 0, 1],
    [0, 1, 0],
  ])
  const sequences = { losses: correct, correct, floor: null }
  expect(lab.measure(contextAccuracy, { sequences })).toEqual({ first: 0.25, last: 0.75 })
  expect(lab.measure(kShotAccuracy, { sequences })).toEqual(Float64Array.of(0.25, 0.5, 0.75))
})

it('is absent where nothing is right or wrong, and without sequences', () => {
  const losses = fine([[1, 2]])
  const nothing = { rows: 0, cols: 2, data: new Float64Array() }
  expect(lab.measure(contextAccuracy, { sequences: { losses, correct: null, floor: null } })).toEqual({
    absent: 'The predictions of these sequences are neither right nor wrong',
  })
  expect(lab.measure(contextAccuracy, { sequences: { losses, correct: nothing, floor: null } })).toEqual({
    absent: 'There are no sequences',
  })
})

import { describe, expect, it } from 'vitest'
import { confusionMatrix } from '#probes/confusion-matrix.ts'
import type { Matrix } from '#probes/maths/algebra/linear-algebra.ts'
import { answering } from './answering.ts'
import { matrix, openLab } from './lab.ts'
import { mechanisms, storedPredictions } from './mechanisms.ts'

const lab = await openLab()

describe.each(['train', 'test'] as const)('on %s', (split) => {
  it('agrees with scikit-learn', () => {
    for (const predictions of [storedPredictions(), storedPredictions(matrix)]) {
      const { rows, cols, data } = lab.measure(confusionMatrix, { predictions }, { split }) as Matrix
      expect([rows, cols]).toEqual([12, 12])
      expect([...data]).toEqual(mechanisms.predictions.expected[split].confusionMatrix)
    }
  })
})

it('has the labels in its rows and the answers in its columns', () => {
  const test = answering([1, 1, 0, 2], [0, 0, 0, 2], 3)
  const { data } = lab.measure(confusionMatrix, { predictions: { train: test, test } }) as Matrix
  expect([...data]).toEqual([1, 2, 0, 0, 0, 0, 0, 0, 1])
})

it('is absent above the bound on classes, without examples, and where a logit is NaN', () => {
  const of = (test: ReturnType<typeof answering>, options = {}) =>
    lab.measure(confusionMatrix, { predictions: { train: test, test } }, options)
  expect(of(answering([0], [0], 128))).toHaveProperty('rows', 128)
  expect(of(answering([0], [0], 129))).toEqual({
    absent: "129 classes are more than the 128 for which the matrix is made; see the option 'most'",
  })
  expect(of(answering([0], [0], 129), { most: 129 })).toHaveProperty('rows', 129)
  expect(of(answering([], [], 3))).toEqual({ absent: 'There are no examples' })
  expect(of({ ...answering([0], [0], 2), logits: matrix([[Number.NaN, 1]]) })).toHaveProperty('absent')
})

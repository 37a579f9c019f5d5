import { expect, it } from 'vitest'
import { labelNoiseSplit } from '#probes/label-noise-split.ts'
import { answering } from './answering.ts'
import { expectClose, FLOAT64 } from './close.ts'
import { fine, matrix, openLab } from './lab.ts'
import { mechanisms, storedPredictions } from './mechanisms.ts'

const lab = await openLab()

it('agrees with scikit-learn’s accuracies of the parts', () => {
  const { labelNoiseSplit: expected } = mechanisms.predictions.expected
  for (const predictions of [storedPredictions(), storedPredictions(matrix)]) {
    expectClose(lab.measure(labelNoiseSplit, { predictions }), expected, FLOAT64)
  }
})

it('tells a memorizer from one that sees through wrong labels', () => {
  const truth = [0, 1, 2, 3, 0, 1, 2, 3]
  const labels = [0, 1, 2, 3, 1, 2, 3, 0]
  const test = answering([3, 2, 0], [3, 2, 1], 4)
  const of = (answers: number[]) =>
    lab.measure(labelNoiseSplit, { predictions: { train: answering(answers, labels, 4, truth), test } })
  expectClose(of(labels), { clean: 1, memorized: 1, inverted: 0, test: 2 / 3 }, FLOAT64)
  expectClose(of(truth), { clean: 1, memorized: 0, inverted: 1, test: 2 / 3 }, FLOAT64)
  // Three of the wrong ones as labeled, one neither way; one clean one missed.
  expectClose(of([0, 1, 2, 0, 1, 2, 3, 1]), { clean: 3 / 4, memorized: 3 / 4, inverted: 0, test: 2 / 3 }, FLOAT64)
})

it('counts only labels that truly changed', () => {
  const train = answering([0, 1, 2], [0, 1, 0], 3, [0, 1, 2])
  const measured = lab.numbers(labelNoiseSplit, { predictions: { train, test: train } })
  expect(measured).toMatchObject({ clean: 1, memorized: 0, inverted: 1, test: 1 })
})

it('has no memorized and inverted part without wrong labels, and no clean one without right ones', () => {
  const clean = answering([0, 1], [0, 1], 3)
  const wrong = answering([0, 1], [1, 2], 3, [0, 0])
  const none = { absent: 'No training label is wrong' }
  expect(lab.measure(labelNoiseSplit, { predictions: { train: clean, test: answering([], [], 3) } })).toEqual({
    clean: 1,
    memorized: none,
    inverted: none,
    test: { absent: 'There are no examples' },
  })
  expect(lab.numbers(labelNoiseSplit, { predictions: { train: wrong, test: clean } }).clean).toEqual({
    absent: 'Every training label is wrong',
  })
})

it('is absent on the split where a logit is NaN', () => {
  const clean = answering([0, 1], [0, 1], 3)
  const lost = {
    ...clean,
    logits: fine([
      [0, 1, Number.NaN],
      [1, 0, 0],
    ]),
  }
  const measured = lab.numbers(labelNoiseSplit, { predictions: { train: clean, test: lost } })
  expect(measured).toMatchObject({ clean: 1, test: { absent: 'The logits hold NaN' } })
  const other = lab.numbers(labelNoiseSplit, { predictions: { train: lost, test: clean } })
  expect(other).toMatchObject({ clean: { absent: 'The logits hold NaN' }, test: 1 })
})

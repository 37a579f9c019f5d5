import { expect, it } from 'vitest'
import { denoising } from '#trainer/data/index.ts'
import { crossEntropy } from '#trainer/losses/index.ts'
import { meanSquaredError } from '#trainer/losses/mean-squared-error.ts'
import { denseMlp, ofPairs, scoreNetwork, type Model } from '#trainer/models/index.ts'
import { workbenchOf } from '#trainer/tensors/workbench.ts'
import { backend } from '../runs.ts'
import { pairs, points, prepared } from '../small-networks.ts'
import { wrongSlopes } from './held-to-differences.ts'

const { tf } = workbenchOf(await backend())

it('a score network has the slope of its loss from the tape, and shows its hidden layers', () => {
  const model = scoreNetwork({ dimensions: 5, width: 7, hiddenLayers: 2 }) as Model
  const { weights, batch, names } = prepared(tf, {
    name: 'score',
    model,
    task: denoising({ points, collapse: null }, 2),
  })
  expect(names).toEqual(['w1', 'b1', 'w2', 'b2', 'w3', 'b3'])
  expect(wrongSlopes(tf, model, weights, batch, meanSquaredError)).toEqual([])
  const { hidden, logits } = model.forward(tf, weights, batch)
  expect(Object.entries(hidden).map(([name, { shape }]) => [name, shape])).toEqual([
    ['h1', [1024, 7]],
    ['h2', [1024, 7]],
  ])
  expect(logits.shape).toEqual([1024, 5])
})

it('a network of points reads a pair of residues as two ones', () => {
  const network = denseMlp({
    widths: [14, 6, 7],
    activation: 'tanh',
    hasBiases: true,
    initialization: { kind: 'pytorch' },
  })
  const model = ofPairs(network, 7) as Model
  const { weights, batch } = prepared(tf, { name: 'pairs', model, task: pairs })
  expect(wrongSlopes(tf, model, weights, batch, crossEntropy(1))).toEqual([])
  const { inputs, targets, labels } = model.examples!(pairs.train)
  const onesOf = (row: number) => [...inputs.data.slice(14 * row, 14 * (row + 1))].flatMap((one, at) => (one === 1 ? [at] : [])) // prettier-ignore
  for (const row of [0, 5, 11]) {
    expect(onesOf(row)).toEqual([pairs.train.a[row], 7 + pairs.train.b[row]!])
    expect(targets.data[7 * row + pairs.train.labels[row]!]).toBe(1)
  }
  expect(labels).toEqual(pairs.train.labels)
})

import { absent, every, type Estimate } from '#src/vocabulary/index.ts'
import { defineProbe, scalars } from './define.ts'
import { ranksOf } from './maths/statistics/classes.ts'
import { centeredGram } from './maths/algebra/gram.ts'
import { eachOrdinaryRepresentation } from './maths/geometry/representations.ts'
import { readout } from './maths/geometry/ridge-readout.ts'
import { meanOfDraws } from './maths/statistics/mean-estimate.ts'

const FOLDS = 5

/** How well a linear readout of each hidden layer names the class of examples that it was not fitted to. */
export const linearProbe = defineProbe({
  id: 'linear-probe',
  name: 'Linear probe accuracy',
  symbol: 'a_lin',
  formula: String.raw`P\Bigl(y = \operatorname{argmax}_c\, \bigl[W^{\mathsf{T}} h + b\bigr]_c\Bigr), \qquad W, b = \operatorname{argmin} \sum_{i \notin \text{fold}} \lVert W^{\mathsf{T}} h_i + b - e_{y_i} \rVert^2 + \alpha \lVert W \rVert^2`,
  unit: '1',
  about:
    'Share of held-out examples of the probe batch whose label a ridge regression on the hidden activations ' +
    'predicts: how linearly accessible the task is at each layer. Rises layer by layer in a trained network',
  caveat:
    'Of the few examples of the probe batch: with many classes each fold has few examples of each, and a low value ' +
    'may only mean that there were too few. The batch contains both training and test examples, so memorized ones ' +
    'can be read out too. Depends on the ridge',
  estimator:
    'Mean over 5 folds of the batch, split at random; standard error from their spread. Each fit is exact, from ' +
    'the Gram matrix in float64. The penalty is α = ridge × examples fitted × mean variance of a neuron, so that ' +
    'the scale cancels',
  edges:
    'Needs 10 examples of 2 classes. A class without fitted examples cannot be predicted and counts as wrong. ' +
    'Absent where the fitted activations do not vary, and for layers that contain NaN or an infinity',
  reference: 'Alain & Bengio 2016, arXiv:1610.01644',
  needs: ['hidden', 'labels'],
  cost: 'pass',
  cadence: every(200),
  group: 'representations',
  output: scalars({ range: [0, 1] }),
  nulls: ['shuffled-labels'],
  options: [
    {
      key: 'ridge',
      about: 'Penalty on the weights, in units of the mean variance of a neuron times the examples fitted',
      type: 'number',
      default: 0.01,
      min: 1e-8,
      max: 1e4,
    },
  ],
  measure: ({ hidden, labels }, { linalg, options, random }) => {
    const n = labels.length
    // A class without any example is never the answer, and takes no room.
    const { ranks, classes } = ranksOf(labels)
    if (n < 2 * FOLDS) return absent(`Needs ${2 * FOLDS} examples, and the probe batch has ${n}`)
    if (classes < 2) return absent('Needs 2 classes, and the probe batch has one')
    // One split for all layers: they are compared with each other.
    const order = random.shuffled(labels.keys())
    const folds = Array.from({ length: FOLDS }, (_, fold) => order.filter((_, place) => place % FOLDS === fold))

    return eachOrdinaryRepresentation<Estimate>(hidden, (x, name) => {
      const gram = centeredGram(x, linalg)
      const shares: number[] = []
      for (const heldOut of folds) {
        const fitted = order.filter((example) => !heldOut.includes(example))
        const answers = readout(gram, x.cols, ranks, classes, fitted, heldOut, Number(options.ridge), linalg)
        if (answers === null) return absent(`The activations of '${name}' do not vary over the fitted examples`)
        shares.push(heldOut.filter((example, i) => answers[i] === ranks[example]).length / heldOut.length)
      }
      return meanOfDraws(shares)
    })
  },
})

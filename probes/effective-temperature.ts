import { absent, every } from '#src/vocabulary/index.ts'
import { defineProbe, scalar } from './define.ts'
import { exampleGradients, gradientVariance } from './maths/chain/example-gradients.ts'
import { placesOf } from './maths/chain/flat.ts'

/** How hot the noise of minibatches keeps the weights. It sets the loss of the plateau and how soon a minimum is left. */
export const effectiveTemperature = defineProbe({
  id: 'effective-temperature',
  name: 'Effective temperature',
  symbol: 'T_eff',
  formula: String.raw`T = \frac{\eta}{1 - \mu}\, \frac{\operatorname{tr} \Sigma}{2 B d}, \qquad \Sigma = \frac{1}{P} \sum_i (g_i - \bar g)(g_i - \bar g)^{\mathsf{T}}`,
  unit: '1',
  about:
    'Rate over batch size times the mean variance of an entry of the gradients of single examples: near a minimum ' +
    'stochastic gradient descent moves like a particle at this temperature. By equipartition each of the d parameters ' +
    'has T/2, so that the loss lies about d T/2 above the minimum, for η λ ≪ 1 and isotropic noise',
  caveat:
    'Gradient noise is not isotropic, so a single temperature is only a summary; it describes an equilibrium only ' +
    'on a plateau of the loss. For batches drawn without replacement it is lower by the factor 1 − B/P. Momentum µ ' +
    'enters as the rate η/(1 − µ)',
  estimator:
    'Exact trace over the training split, from the gradients of single examples, over the number d of parameters; ' +
    'float64',
  edges:
    'Absent for full batches, which have no noise, and for Adam, whose rates differ by parameter. With a summed ' +
    'loss the rate is taken per example',
  reference: 'Mandt, Hoffman & Blei 2017, arXiv:1704.04289',
  needs: ['chain', 'optimizer'],
  cost: 'pass',
  cadence: every(200),
  group: 'gradients',
  output: scalar({ scale: 'log' }),
  options: [],
  measure: ({ chain: { layers, train, loss }, optimizer }, { linalg }) => {
    if (optimizer.isFullBatch) return absent('A full batch has no noise')
    if (optimizer.kind === 'adam') return absent('Adam has a different rate for each parameter')
    if (optimizer.kind === 'other') return absent('No temperature is known for this optimizer')
    const { momentum, batchSize } = optimizer
    const rate = (loss.reduction === 'sum' ? batchSize : 1) * optimizer.rate
    const variance = gradientVariance(exampleGradients(layers, train, loss, linalg), linalg)
    return ((rate / (1 - momentum)) * variance) / (2 * batchSize) / placesOf(layers).size
  },
})

import { absent, every } from '#src/vocabulary/index.ts'
import { defineProbe, scalar } from './define.ts'
import { timesPowerOfTwo } from './maths/algebra/wide.ts'
import { exampleGradients, squaredGradientNorms } from './maths/chain/example-gradients.ts'

/** How large the gradients of single examples are: what is left to pull even where their mean has canceled. */
export const empiricalFisherTrace = defineProbe({
  id: 'empirical-fisher-trace',
  name: 'Trace of the empirical Fisher',
  symbol: 'tr F̂',
  formula: String.raw`\operatorname{tr}\Bigl(\frac{1}{n} \sum_{i=1}^{n} g_i g_i^{\mathsf{T}}\Bigr) = \frac{1}{n} \sum_{i=1}^{n} \lVert g_i \rVert^2, \qquad g_i = \nabla_\theta \ell_i`,
  unit: '1',
  about:
    'Mean squared norm of the gradients of single training examples: their variance plus the squared mean ' +
    'gradient. It peaks early in training and falls to zero where every example is fitted',
  caveat:
    'Not the Fisher information, which draws labels from the network itself; with the labels of the data the two ' +
    'agree only where the network predicts them well and the model is right. For the Fisher under cross-entropy ' +
    'see gauss-newton. For squared error each g_i carries the residual, so that this vanishes at interpolation ' +
    'while the curvature does not',
  estimator:
    'Exact, over the whole training split, without forming a gradient: Σ over layers of (‖h‖² + 1)‖δ‖²; float64. Of ' +
    'each example’s own loss, before the batch is averaged or summed',
  edges: 'Absent for a training split without examples. NaN and infinities are kept',
  reference: 'Kunstner et al. 2019, arXiv:1905.12558; Jastrzębski et al. 2021, arXiv:2012.14193',
  needs: ['chain'],
  cost: 'pass',
  cadence: every(50),
  group: 'curvature',
  output: scalar({ scale: 'log' }),
  options: [],
  measure: ({ chain }, { linalg }) => {
    const { layers, train, loss } = chain
    const gradients = exampleGradients(layers, train, loss, linalg)
    const squares = squaredGradientNorms(gradients)
    if (squares.length === 0) return absent('The training split has no examples')
    const mean = squares.reduce((sum, square) => sum + square, 0) / squares.length
    return timesPowerOfTwo(mean, 2 * gradients.exponent)
  },
})

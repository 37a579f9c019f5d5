import { every, isAbsent } from '#src/vocabulary/index.ts'
import { defineProbe, scalars } from './define.ts'
import { cosinesByLayer } from './maths/algebra/cosines.ts'

/** Whether descent only scales the weights up. That lowers the loss of what is learned already, and teaches nothing. */
export const lossMinimizationAlignment = defineProbe({
  id: 'loss-minimization-alignment',
  formerly: 'loss-minimisation-alignment',
  name: 'Naive loss minimization',
  symbol: 'cos(−g, θ)',
  formula: String.raw`\frac{\langle -\nabla_{\theta_l} L,\, \theta_l\rangle}{\lVert\nabla_{\theta_l} L\rVert\,\lVert\theta_l\rVert}`,
  unit: '1',
  about:
    'Cosine between the negative gradient and the weights, for each layer and for all of them. It tends to 1 once ' +
    'the data are memorized under cross-entropy: updates then only scale the logits, and no prediction changes',
  caveat:
    'Exactly a scaling of the function only for homogeneous networks (ReLU without biases). Weight decay pulls the ' +
    'other way and is not in the gradient of the loss',
  estimator: 'Exact, of the gradient that the update follows; sums in float64',
  edges: 'Absent where weights or gradient are all zero',
  reference: 'Prieto et al. 2025, arXiv:2501.04697',
  needs: ['weights', 'gradients'],
  cost: 'free',
  cadence: every(10),
  group: 'gradients',
  output: scalars({ headline: 'total', range: [-1 - 1e-9, 1 + 1e-9] }),
  options: [],
  measure: ({ weights, gradients }) => {
    const cosines = Object.entries(cosinesByLayer(gradients, weights, ['gradient', 'weights']))
    return Object.fromEntries(cosines.map(([name, cosine]) => [name, isAbsent(cosine) ? cosine : -cosine]))
  },
})

import { every } from '#src/vocabulary/index.ts'
import { defineProbe, spectrum } from './define.ts'
import { filterNormalizedDirection } from './maths/algebra/filter-normalized.ts'
import { addScaled } from './maths/algebra/vectors.ts'

/** Steps along the direction, in which every neuron moves by α times the length of its own weights. */
const GRID = Array.from({ length: 21 }, (_, i) => (i - 10) / 10)

/** The training loss along a line through the weights: how wide the valley is and how rough. */
export const lossSlice = defineProbe({
  id: 'loss-slice',
  name: 'Slice of the loss',
  symbol: 'L(θ + αd)',
  formula: String.raw`\alpha \mapsto L_{\mathrm{tr}}(\theta + \alpha d), \qquad \lVert d_j \rVert = \lVert \theta_j \rVert \text{ for each neuron } j`,
  unit: '1',
  about:
    'Training loss along a random direction, on 21 points from α = −1 to 1. The direction is scaled neuron by ' +
    'neuron to the weights, so that valleys of differently scaled networks can be compared',
  caveat:
    'One random line in a space of very many dimensions: directions of large curvature are missed unless there are ' +
    'many. The direction differs at every step of training: repeat with other seeds before you interpret its ' +
    'shape. Batch normalization would need its statistics recomputed at each point',
  estimator: 'The loss over the whole training split at each point, in the precision of the objective',
  edges:
    'Biases and other vectors are not changed, nor are neurons whose weights are all zero. NaN and infinities are kept',
  reference: 'Li et al. 2018, arXiv:1712.09913',
  needs: ['objective'],
  cost: 'passes',
  cadence: every(200),
  group: 'curvature',
  output: spectrum({ scale: 'log', axis: 'α', grid: GRID }),
  options: [],
  measure: ({ objective }, { random }) => {
    const direction = filterNormalizedDirection(objective, random)
    return Float64Array.from(GRID, (alpha) => {
      const at = objective.parameters.slice()
      addScaled(at, alpha, direction)
      return objective.loss(at)
    })
  },
})

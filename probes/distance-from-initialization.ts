import { every } from '#src/vocabulary/index.ts'
import { defineProbe, scalars } from './define.ts'
import { sameLayer } from './maths/algebra/layers.ts'
import { rootOf, rootOfRatio, squaredDistanceOf, squaresOf, sumOfWide } from './maths/algebra/wide.ts'

/** How far the weights have traveled. Far below 1 training is lazy; at 1 and above features are learned. */
export const distanceFromInitialization = defineProbe({
  id: 'distance-from-initialization',
  formerly: 'distance-from-initialisation',
  name: 'Distance from initialization',
  symbol: '‖θ − θ₀‖/‖θ₀‖',
  formula: String.raw`\frac{\lVert\theta_t - \theta_0\rVert_2}{\lVert\theta_0\rVert_2}`,
  unit: '1',
  about: 'Tells lazy from rich training: a lazy network fits the data while every layer stays near its start',
  caveat:
    'The straight-line distance, not the length of the path. Pure decay to zero also ends at 1. Where a layer ' +
    'starts at zero (a bias), the distance is given as it is, not relative to the initial norm',
  estimator: 'Exact; differences and sums in float64',
  edges: 'Where a layer starts at zero (a bias), the distance is given as it is, not relative to the initial norm',
  reference: 'Chizat et al. 2019, arXiv:1812.07956',
  needs: ['weights', 'initialWeights'],
  cost: 'free',
  cadence: every(5),
  group: 'norms',
  output: scalars({ headline: 'total' }),
  options: [],
  measure: ({ weights, initialWeights }) => {
    const squares = Object.entries(weights).map(([name, layer]) => {
      const initial = sameLayer(initialWeights, name, 'initialWeights').values
      return { name, traveled: squaredDistanceOf(layer.values, initial), start: squaresOf(initial) }
    })
    const total = {
      name: 'total',
      traveled: sumOfWide(squares.map(({ traveled }) => traveled)),
      start: sumOfWide(squares.map(({ start }) => start)),
    }
    return Object.fromEntries(
      [total, ...squares].map(({ name, traveled, start }) => [
        name,
        start.value === 0 ? rootOf(traveled) : rootOfRatio(traveled, start),
      ]),
    )
  },
})

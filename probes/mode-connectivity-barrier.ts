import { absent, every, isAbsent, type Absent } from '#src/vocabulary/index.ts'
import { defineProbe, scalars } from './define.ts'
import type { Objective, OtherNetwork } from './inputs.ts'
import { alignedWith } from './maths/chain/aligned.ts'
import { flattened, layersAt, placesOf } from './maths/chain/flat.ts'
import type { LinearAlgebra } from './maths/algebra/linear-algebra.ts'

/** How high the training loss rises on the straight way to another network: zero where both lie in one valley. */
export const modeConnectivityBarrier = defineProbe({
  id: 'mode-connectivity-barrier',
  name: 'Barrier to another network',
  symbol: 'B(θ₁, θ₂)',
  formula: String.raw`\max_{\alpha \in [0, 1]} \Bigl( L_{\mathrm{tr}}(\alpha\theta_1 + (1 - \alpha)\theta_2) - \bigl[\alpha L_{\mathrm{tr}}(\theta_1) + (1 - \alpha) L_{\mathrm{tr}}(\theta_2)\bigr] \Bigr)`,
  unit: '1',
  about:
    'Largest excess of the training loss, on the straight line between this network and the one given by --with, ' +
    'over the linear interpolation of their losses. Zero where training has settled into one valley; two seeds ' +
    'have a barrier, which shrinks or vanishes once the hidden neurons of one are permuted to match those of the ' +
    'other (part aligned)',
  caveat:
    'No barrier on the straight line does not mean that the functions are equal, and a barrier there does not ' +
    'exclude a curved path without one. The alignment permutes only: sign changes and rescalings of neurons are ' +
    'left. For two or more hidden layers it is a local optimum. Batch normalization would need its statistics ' +
    'recomputed at each point',
  estimator:
    'The loss of this run over its training split at evenly spaced α, ends included; the true maximum may lie between. ' +
    'Aligned: weight matching by linear assignment, exact for one hidden layer',
  edges:
    'At least 0, the value at the ends; 0 for a network and itself. Absent where the second network has different ' +
    'layers; aligned is absent where it is not a chain of dense layers. NaN and infinities are kept',
  reference: 'Frankle et al. 2020, arXiv:1912.05671; Ainsworth, Hayase & Srinivasa 2022, arXiv:2209.04836',
  needs: ['objective', 'other'],
  cost: 'passes',
  cadence: every(200),
  group: 'curvature',
  output: scalars({ headline: 'barrier' }),
  options: [
    { key: 'points', about: 'Points on the line, ends included', type: 'integer', default: 11, min: 3, max: 1001 },
  ],
  theory: [
    {
      label: 'Linearly connected',
      formula: 'B = 0',
      value: 0,
      reference: 'Frankle et al. 2020, arXiv:1912.05671',
    },
  ],
  measure: ({ objective, other }, { linalg, options }) => {
    const end = flatOf(objective, other)
    if (isAbsent(end)) return end
    const aligned = alignedEnd(objective, other, linalg)
    const points = Number(options.points)
    return {
      barrier: barrierBetween(objective, end, points),
      aligned: isAbsent(aligned) ? aligned : barrierBetween(objective, aligned, points),
    }
  },
})

function barrierBetween(objective: Objective, end: Float64Array, points: number): number {
  const start = objective.parameters
  const [here, there] = [objective.loss(start), objective.loss(end)]
  let barrier = 0
  for (let i = 1; i < points - 1; i++) {
    const alpha = i / (points - 1)
    const between = objective.loss(start.map((value, k) => alpha * value + (1 - alpha) * (end[k] as number)))
    // Not Math.max alone: it would answer NaN for NaN as well, and that is meant.
    barrier = Math.max(barrier, between - (alpha * here + (1 - alpha) * there))
  }
  return barrier
}

/** The other network's weights in the order of the objective's. */
function flatOf({ layers, parameters }: Objective, { name: other, weights }: OtherNetwork): Float64Array | Absent {
  const flat = new Float64Array(parameters.length)
  for (const { name, shape, from } of layers) {
    const layer = weights[name]
    if (layer === undefined) return absent(`${other} has no layer '${name}'`)
    if (layer.shape.join() !== shape.join()) {
      return absent(`Layer '${name}' of ${other} is [${layer.shape.join(', ')}], and here it is [${shape.join(', ')}]`)
    }
    flat.set(layer.values, from)
  }
  return flat
}

function alignedEnd({ layers, parameters }: Objective, { name, chain }: OtherNetwork, linalg: LinearAlgebra) {
  if (chain === null) return absent(`${name} is not a chain of dense layers on these inputs`)
  const places = placesOf(chain.layers).places.map((place) => `${place.name} ${place.shape.join()}`)
  if (places.join() !== layers.map((place) => `${place.name} ${place.shape.join()}`).join()) {
    return absent(`The layers of ${name} as a chain are not those of this network`)
  }
  return flattened(alignedWith(layersAt(chain.layers, parameters), chain.layers, linalg))
}

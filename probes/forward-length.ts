import { every } from '#src/vocabulary/index.ts'
import { defineProbe, scalars } from './define.ts'
import { probeForward } from './maths/chain/probe-forward.ts'
import { plain, squaresOf } from './maths/algebra/wide.ts'

/** How large preactivations are, layer by layer. At a good start they neither die out nor grow with depth. */
export const forwardLength = defineProbe({
  id: 'forward-length',
  name: 'Length of the forward signal',
  symbol: 'q',
  formula: String.raw`q^{\ell} = \frac{1}{N_\ell}\, \mathbb{E}_x \lVert z^{\ell} \rVert^2`,
  unit: '1',
  about:
    'The mean square of each layer’s preactivations. In a wide random network it reaches a fixed point within a ' +
    'few layers, at which theory evaluates the susceptibility; under ReLU above σ_w² = 2 it grows without bound',
  caveat:
    'A second moment about 0, not a variance: a bias or a mean of the activations adds to it. One outlying example ' +
    'can dominate the mean',
  estimator: 'Exact, in float64, on the whole probe batch',
  edges: 'Weights of zero without biases give 0, which is its true value; NaN gives NaN',
  reference: 'Poole et al. 2016, arXiv:1606.05340',
  needs: ['chain'],
  cost: 'pass',
  cadence: every(20),
  group: 'propagation',
  output: scalars({ scale: 'log' }),
  options: [],
  measure: ({ chain }, { linalg }) => {
    const { layers, z } = probeForward(chain, linalg)
    const lengths = z.map(({ data }, l) => [layers[l]?.name ?? '', meanSquareOf(data)] as const)
    return Object.fromEntries(lengths)
  },
})

function meanSquareOf(data: Float32Array | Float64Array): number {
  const { value, exponent } = squaresOf(data)
  return plain({ value: value / data.length, exponent })
}

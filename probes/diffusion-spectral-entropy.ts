import { absent, every } from '#src/vocabulary/index.ts'
import { defineProbe, scalars } from './define.ts'
import { diffusionEntropy, KERNEL_OPTIONS, kernelWidth } from './maths/geometry/diffusion-entropy.ts'
import { among, squaredDistances } from './maths/geometry/distances.ts'
import { eachOrdinaryRepresentation } from './maths/geometry/representations.ts'

/** How many clusters, on a logarithmic scale, a random walk finds in hidden activations: an entropy of their geometry. */
export const diffusionSpectralEntropy = defineProbe({
  id: 'diffusion-spectral-entropy',
  name: 'Diffusion spectral entropy',
  symbol: 'S_D',
  formula: String.raw`-\sum_i p_i \log_2 p_i, \qquad p_i = \frac{\lvert \lambda_i \rvert^t}{\sum_j \lvert \lambda_j \rvert^t}, \qquad \lambda = \operatorname{eig}\bigl(D^{-1/2} G D^{-1/2}\bigr),\; G_{ij} = e^{-\lVert h_i - h_j \rVert^2 / 2\sigma^2}`,
  unit: 'bit',
  about:
    'Entropy of the spectrum of diffusion on hidden activations: 0 where all examples coincide, log₂ k for k tight ' +
    'clusters far apart, log₂ n where all examples are far from one another. Rises as a layer separates its inputs',
  caveat:
    'With a fixed σ it depends on the scale of the activations: growing ones alone raise it. The median scale ' +
    'removes that, and with it any change of overall spread. At most log₂ of the number of examples',
  estimator:
    'Exact eigenvalues in float64, of the first examples of the batch; the normalization, σ = 10, t = 1 and base 2 ' +
    'of the released code',
  edges:
    'Needs 2 examples. With the median scale absent where half of all pairs coincide. Absent for layers that ' +
    'contain NaN or an infinity',
  reference: 'Liao et al. 2023, arXiv:2312.04823',
  needs: ['hidden'],
  cost: 'pass',
  cadence: every(100),
  group: 'information',
  output: scalars(),
  options: [
    ...KERNEL_OPTIONS,
    {
      key: 'examples',
      about:
        'Number of examples of the probe batch, from its first on; the time for the decomposition scales with its cube',
      type: 'integer',
      default: 256,
      min: 2,
      max: 2048,
    },
  ],
  measure: ({ hidden }, { linalg, options }) =>
    eachOrdinaryRepresentation<number>(hidden, (x, name, exponent) => {
      const n = Math.min(x.rows, Number(options.examples))
      if (n < 2) return absent('Needs 2 examples')
      const squared = among(squaredDistances(x), x.rows, [...Array(n).keys()])
      const sigma = kernelWidth(squared, n, options, exponent)
      if (sigma === 0) return absent(`Half of all pairs of examples coincide in '${name}'`)
      return diffusionEntropy(squared, n, sigma, Number(options.t), linalg)
    }),
})

import { absent, every } from '#src/vocabulary/index.ts'
import { defineProbe, spectra } from './define.ts'
import { eachOrdinaryGroup, groupPowers, sumOf } from './maths/algebra/frequency-powers.ts'

/** Which frequencies the weights are made of. Peaks grow out of a flat spectrum while a circuit forms. */
export const fourierPower = defineProbe({
  id: 'fourier-power',
  name: 'Fourier power',
  symbol: 'Pₖ',
  formula: String.raw`P_k = \frac{\sum_j d_k |F_{jk}|^2}{\sum_{k' \ge 1} \sum_j d_{k'} |F_{jk'}|^2}, \qquad F_{jk} = \sum_{n=0}^{p-1} w_{jn} e^{-2\pi i k n/p}`,
  unit: '1',
  about:
    'Share of the squared weights that lies at each frequency 1 … ⌊p/2⌋, over all neurons of a group: flat for ' +
    'random weights, a few peaks where a network adds by rotations',
  caveat:
    'Only for tasks on residues. Shares, so growth and decay of the weights do not show. A flat spectrum may hide ' +
    'neurons that each have one frequency: see neuron-frequency-fraction. For multiplication the frequencies are ' +
    'those of the discrete logarithm, and this spectrum stays flat',
  estimator: 'Exact: a product with the real Fourier basis in the precision of the weights, powers summed in float64',
  edges:
    'The constant is left out. dₖ is 2, and 1 at the Nyquist frequency of an even p, so that powers are squared ' +
    'lengths. Absent where every neuron is constant, and where a weight is NaN or infinite',
  reference: 'Nanda et al. 2023, arXiv:2301.05217',
  needs: ['residueWeights'],
  cost: 'free',
  cadence: every(50),
  group: 'structure',
  output: spectra({ range: [0, 1], axis: 'frequency' }),
  options: [],
  theory: [
    {
      label: 'Random weights, odd p',
      formula: String.raw`\frac{2}{p - 1}`,
      value: null,
      reference: 'White noise has a flat spectrum; Nanda et al. 2023, arXiv:2301.05217',
    },
  ],
  nulls: ['shuffled-weights', 'random-weights'],
  measure: ({ residueWeights }, { linalg }) =>
    eachOrdinaryGroup(residueWeights, (weights) => {
      const powers = groupPowers(weights, linalg)
      const total = sumOf(powers)
      return total === 0 ? absent('No neuron varies over the residues') : powers.map((power) => power / total)
    }),
})

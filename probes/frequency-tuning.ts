import { absent, every } from '#src/vocabulary/index.ts'
import { defineProbe, spectra } from './define.ts'
import { eachOrdinaryGroup, frequencyPowers, sumOf } from './maths/algebra/frequency-powers.ts'
import { strongestFrequency } from './maths/algebra/tuned-neurons.ts'

/** How much of the weights is neurons that each hold one frequency, frequency by frequency. Rows light up while a network groks. */
export const frequencyTuning = defineProbe({
  id: 'frequency-tuning',
  name: 'Neurons tuned to a frequency',
  symbol: 'Tₖ',
  formula: String.raw`T_k = \frac{\sum_{j : k_j = k} P_{jk}}{\sum_j \sum_{k' \ge 1} P_{jk'}}, \qquad k_j = \operatorname{argmax}_{k \ge 1} P_{jk}`,
  unit: '1',
  about:
    'Share of the squared weights that lies at frequency k in the neurons whose strongest frequency is k, for each group of weights. ' +
    'It is low everywhere while neurons are mixtures, and lights up as each of them settles on one frequency; all together come to ' +
    '1 when every neuron is a pure wave',
  caveat:
    'Only for tasks on residues. fourier-power stays flat in a wide network that uses all frequencies, where this one rises. Random ' +
    'weights have some too, since each neuron has a strongest frequency: compare it with the null. Shares, so that growth and decay of ' +
    'the weights do not show',
  estimator:
    'Exact: powers of the real Fourier basis, as in fourier-power; of equal powers the lowest frequency is the strongest',
  edges: 'The constant is left out. Absent where every neuron is constant, and where a weight is NaN or infinite',
  reference: 'Nanda et al. 2023, arXiv:2301.05217; Gromov 2023, arXiv:2301.02679',
  needs: ['residueWeights'],
  cost: 'free',
  cadence: every(20),
  group: 'structure',
  output: spectra({ range: [0, 1], axis: 'frequency' }),
  options: [],
  nulls: ['shuffled-weights', 'random-weights'],
  measure: ({ residueWeights }, { linalg }) =>
    eachOrdinaryGroup<Float64Array>(residueWeights, (weights) => {
      const powers = frequencyPowers(weights, linalg)
      const total = sumOf(powers.data)
      if (total === 0) return absent('No neuron varies over the residues')
      const shares = new Float64Array(powers.cols)
      strongestFrequency(powers).forEach((k, neuron) => {
        if (k !== null) shares[k - 1]! += (powers.data[neuron * powers.cols + k - 1] ?? 0) / total
      })
      return shares
    }),
})

import { absent, every } from '#src/vocabulary/index.ts'
import { defineProbe, scalars } from './define.ts'
import { eachOrdinaryGroup, frequencyPowers, sumOf } from './maths/algebra/frequency-powers.ts'

/** How much of each neuron one frequency explains. It rises from noise to 1 as neurons become pure tones. */
export const neuronFrequencyFraction = defineProbe({
  id: 'neuron-frequency-fraction',
  name: 'Neuron frequency fraction',
  symbol: 'φ',
  formula: String.raw`\Bigl\langle \max_{k \ge 1} \frac{d_k |F_{jk}|^2}{\sum_{k' \ge 1} d_{k'} |F_{jk'}|^2} \Bigr\rangle_j`,
  unit: '1',
  about:
    "Share of the variance of a neuron's weights over the residues that lies in the cosine and sine of its best " +
    'frequency, mean over neurons: 1 for pure tones, 0.09 for random weights at p = 97',
  caveat:
    'Of the weights on the residues, not of activations on pairs. A maximum over ⌊p/2⌋ frequencies is never near ' +
    '0. It does not show whether neurons share frequencies. Only for tasks on residues, with the structure of ' +
    'addition',
  estimator: 'Exact: powers of the real Fourier basis, as in fourier-power, in the precision of the weights',
  edges:
    'Constant neurons are left out; absent where no neuron remains, and where a weight is NaN or infinite. The ' +
    'best frequency of an even p may be the Nyquist frequency, which has a cosine only',
  reference: 'Nanda et al. 2023, arXiv:2301.05217',
  needs: ['residueWeights'],
  cost: 'free',
  cadence: every(10),
  group: 'structure',
  output: scalars({ range: [0, 1] }),
  options: [],
  theory: [
    {
      label: 'Pure tones',
      formula: '1',
      value: 1,
      reference: 'Gromov 2023, arXiv:2301.02679',
    },
    {
      label: 'Gaussian weights, odd p, K = (p − 1)/2',
      formula: String.raw`\frac{1}{K} \sum_{i=1}^{K} \frac{1}{i}`,
      value: null,
      reference: 'The largest of K exponentials over their sum; Rényi 1953, Acta Math. Hung. 4',
    },
  ],
  nulls: ['shuffled-weights', 'random-weights'],
  measure: ({ residueWeights }, { linalg }) =>
    eachOrdinaryGroup(residueWeights, (weights) => {
      const { rows, cols, data } = frequencyPowers(weights, linalg)
      const fractions: number[] = []
      for (let row = 0; row < rows; row++) {
        const powers = data.subarray(row * cols, (row + 1) * cols)
        const total = sumOf(powers)
        if (total > 0) fractions.push(Math.max(...powers) / total)
      }
      if (fractions.length === 0) return absent('No neuron varies over the residues')
      return sumOf(fractions) / fractions.length
    }),
})

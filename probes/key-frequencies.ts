import { absent, every } from '#src/vocabulary/index.ts'
import { defineProbe, scalars } from './define.ts'
import { eachOrdinaryGroup, groupPowers, sumOf } from './maths/algebra/frequency-powers.ts'

/** How many frequencies a group of weights is made of. It falls when a circuit settles on a few of them. */
export const keyFrequencies = defineProbe({
  id: 'key-frequencies',
  name: 'Key frequencies',
  symbol: 'K₉₀',
  formula: String.raw`\min \Bigl\{ K : \sum_{i=1}^{K} P_{(i)} \ge s \Bigr\}, \qquad P_{(1)} \ge P_{(2)} \ge \dots`,
  unit: '1',
  about:
    'The smallest number of frequencies that contain 90 % of the power of a group of weights: about 5 in a ' +
    'transformer that has learned modular addition, most of the ⌊p/2⌋ in random weights',
  caveat:
    'A count with a threshold, so it jumps. A wide network with one frequency per neuron may use all frequencies ' +
    'and still be perfectly periodic. Only for tasks on residues, with the structure of addition',
  estimator: 'Exact: powers of the real Fourier basis, as in fourier-power; the sorted shares are added up in float64',
  edges: 'The constant is left out. Absent where every neuron is constant, and where a weight is NaN or infinite',
  reference: 'Nanda et al. 2023, arXiv:2301.05217',
  needs: ['residueWeights'],
  cost: 'free',
  cadence: every(20),
  group: 'structure',
  output: scalars(),
  options: [
    {
      key: 'share',
      about: 'Share of the power that they contain',
      type: 'number',
      default: 0.9,
      min: 0.01,
      max: 0.999,
    },
  ],
  nulls: ['shuffled-weights', 'random-weights'],
  measure: ({ residueWeights }, { linalg, options }) =>
    eachOrdinaryGroup(residueWeights, (weights) => {
      const powers = groupPowers(weights, linalg).sort().reverse()
      const total = sumOf(powers)
      if (total === 0) return absent('No neuron varies over the residues')
      // A share that is met exactly is met: 9 of 10 equal powers hold 90 %, whatever the rounding.
      const wanted = (options.share as number) * total * (1 - 1e-6)
      let held = 0
      let count = 0
      while (held < wanted) held += powers[count++] as number
      return count
    }),
})

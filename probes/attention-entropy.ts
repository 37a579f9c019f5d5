import { absent, every } from '#src/vocabulary/index.ts'
import { defineProbe, scalars } from './define.ts'

/** Over how many positions each head spreads its attention. A collapse to 0 goes before instability of the training. */
export const attentionEntropy = defineProbe({
  id: 'attention-entropy',
  name: 'Attention entropy',
  symbol: 'H(a)',
  formula: String.raw`-\Bigl\langle \sum_j a_j \ln a_j \Bigr\rangle_x`,
  unit: 'nat',
  about:
    'The entropy of how a head divides its attention, averaged over the probe batch: the logarithm of the number ' +
    'of positions for a head that attends to all of them equally, 0 for one that attends to a single one. It falls ' +
    'for heads that become selective; a collapse of all heads accompanies unstable training',
  caveat:
    'A mean over examples: a head that attends to a single position, but to a different one for each example, also ' +
    'has entropy 0. Its maximum depends on how many positions are not masked',
  estimator: 'Exact, summed in float64, from the attention of the last position',
  edges: 'Positions with attention 0, such as masked ones, contribute 0; absent for an empty batch; NaN gives NaN',
  reference: 'Zhai et al. 2023, arXiv:2303.06296',
  needs: ['attention'],
  cost: 'free',
  cadence: every(20),
  group: 'propagation',
  output: scalars(),
  theory: [
    {
      label: 'Uniform attention',
      formula: String.raw`H = \ln T`,
      value: null,
      reference: 'Zhai et al. 2023, arXiv:2303.06296',
    },
  ],
  options: [],
  measure: ({ attention }) => {
    const entropies = Object.entries(attention).map(([head, { rows, data }]) => {
      if (rows === 0) return [head, absent('The probe batch is empty')] as const
      let sum = 0
      for (const share of data) if (share !== 0) sum -= share * Math.log(share)
      return [head, sum / rows] as const
    })
    return Object.fromEntries(entropies)
  },
})

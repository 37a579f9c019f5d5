import { absent, every, type Absent } from '#src/vocabulary/index.ts'
import { defineProbe, spectra } from './define.ts'
import { columnMeans } from './maths/algebra/column-means.ts'

/** Where each head looks. Heads of an adding circuit divide their attention evenly between the two numbers. */
export const attentionPatterns = defineProbe({
  id: 'attention-patterns',
  name: 'Attention patterns',
  symbol: '⟨A⟩',
  formula: String.raw`\bar A_{hj} = \frac{1}{n} \sum_{i=1}^{n} A_{hij}, \qquad \sum_j A_{hij} = 1`,
  unit: '1',
  about:
    'Mean share of the last position’s attention that each head gives to each position, over the probe batch: for ' +
    'a sum of two numbers those are a, b and the equals sign; the last but one is the previous token, the last is ' +
    'the position itself',
  caveat:
    'A mean over examples: a head that attends to a for some examples and to b for others shows ½ and ½ like one ' +
    'that always attends to both. Attention does not show that a position is used. Only the position that gives ' +
    'the answer is included, so prefix matching cannot be detected',
  estimator: 'Exact mean over the probe batch, in float64',
  edges: 'Absent for networks without heads, and without examples',
  reference: 'Olsson et al. 2022, arXiv:2209.11895; Nanda et al. 2023, arXiv:2301.05217',
  needs: ['attention'],
  cost: 'free',
  cadence: every(50),
  group: 'behavior',
  output: spectra({ range: [0, 1], axis: 'position' }),
  options: [],
  theory: [
    {
      label: 'Uniform attention to T positions',
      formula: String.raw`\frac{1}{T}`,
      value: null,
      reference: 'Olsson et al. 2022, arXiv:2209.11895',
    },
  ],
  measure: ({ attention }) => {
    const heads = Object.entries(attention).map(([head, shares]): [string, Float64Array | Absent] => [
      head,
      columnMeans(shares) ?? absent('There are no examples'),
    ])
    return heads.length === 0 ? absent('The network has no attention heads') : Object.fromEntries(heads)
  },
})

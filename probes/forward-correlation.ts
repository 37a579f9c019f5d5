import { absent, every } from '#src/vocabulary/index.ts'
import { defineProbe, scalars } from './define.ts'
import { probeForward } from './maths/chain/probe-forward.ts'
import type { Matrix } from './maths/algebra/linear-algebra.ts'
import { sumOfSquares } from './maths/algebra/norms.ts'
import { lengthOf } from './maths/algebra/wide.ts'

/** How alike two inputs look from each layer. In the ordered phase depth makes all inputs one, in the chaotic it tears them apart. */
export const forwardCorrelation = defineProbe({
  id: 'forward-correlation',
  name: 'Correlation of the forward signal',
  symbol: 'c',
  formula: String.raw`c^{\ell} = \mathbb{E}_{x \neq x'}\, \frac{z^{\ell}(x) \cdot z^{\ell}(x')}{\lVert z^{\ell}(x) \rVert\, \lVert z^{\ell}(x') \rVert}`,
  unit: '1',
  about:
    'The mean cosine between the preactivations of two inputs, over all pairs of the probe batch. With depth it ' +
    'tends to 1 in the ordered phase, where the network cannot distinguish inputs, and to a value below 1 in the ' +
    'chaotic phase',
  caveat:
    'Uncentered: a common bias raises it. A mean over pairs hides the classes: it can rise within classes while it ' +
    'falls between them',
  estimator: 'Exact over all pairs, in float64, from the length of the sum of the unit vectors',
  edges:
    'Examples whose preactivations are all 0 have no direction and are left out; absent where fewer than two are ' +
    'left. NaN gives NaN',
  reference: 'Poole et al. 2016, arXiv:1606.05340; Schoenholz et al. 2017, arXiv:1611.01232',
  needs: ['chain'],
  cost: 'pass',
  cadence: every(20),
  group: 'propagation',
  output: scalars({ range: [-1, 1] }),
  options: [],
  measure: ({ chain }, { linalg }) => {
    const { layers, z } = probeForward(chain, linalg)
    const correlations = z.map((signals, l) => {
      const name = layers[l]?.name ?? ''
      return [name, meanCosine(signals) ?? absent(`Fewer than two examples have a signal at '${name}'`)] as const
    })
    return Object.fromEntries(correlations)
  },
})

/** Over pairs of different rows: ‖Σ u‖² holds each pair twice, and each of the n unit vectors u with itself. */
function meanCosine({ rows, cols, data }: Matrix): number | null {
  const sum = new Float64Array(cols)
  let count = 0
  for (let row = 0; row < rows; row++) {
    const signal = data.subarray(row * cols, (row + 1) * cols)
    const length = lengthOf(signal)
    if (length === 0) continue
    count++
    for (let col = 0; col < cols; col++) sum[col] = (sum[col] ?? 0) + (signal[col] ?? 0) / length
  }
  if (count < 2) return null
  return (sumOfSquares(sum) - count) / (count * (count - 1))
}

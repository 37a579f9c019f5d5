import { absent, every, isAbsent } from '#src/vocabulary/index.ts'
import { defineProbe, scalar } from './define.ts'
import type { Table } from './inputs.ts'
import { dimensionsOf } from './maths/algebra/frequency-powers.ts'
import { ordinarySize } from './maths/algebra/ordinary-size.ts'
import type { SumWaves } from './maths/algebra/sum-waves.ts'
import { strongest } from './maths/algebra/sum-waves.ts'
import { wavesOrWhy } from './maths/chain/wave-losses.ts'

/** How much of the logits the trigonometric solution explains. Near 1, the network has been understood. */
export const logitExplainedVariance = defineProbe({
  id: 'logit-explained-variance',
  name: 'Explained variance of the logits',
  symbol: 'R²',
  formula: String.raw`\frac{\sum_{k \in \mathcal{K}} \lVert \Pi_{\cos w_k (a + b - c)} f \rVert^2}{\lVert f - \bar f \rVert^2}, \qquad w_k = \frac{2\pi k}{p}`,
  unit: '1',
  about:
    'Share of the variance of the logits, over all pairs and answers, that lies in cos wₖ(a + b − c), the solution ' +
    'of a network that adds by rotations: above 0.9 after grokking, near 0 before. Needs no labels',
  caveat:
    'A term that depends on the answer or on the pair alone counts as unexplained variance, although softmax ' +
    'ignores the latter. Phases are fixed at zero: a wave that is shifted relative to the answer is not explained. ' +
    'With all frequencies, any even function of a + b − c is explained',
  estimator:
    'Exact: least squares on orthogonal waves with an intercept, summed in float64. For a − b and for a · b modulo a ' +
    'prime by the difference and the sum of discrete logarithms, without pairs and answers of 0 in the latter',
  edges:
    'Absent for constant logits, for products modulo a composite number, and where a logit is NaN or infinite. An ' +
    'even order also has the Nyquist frequency',
  reference: 'Nanda et al. 2023, arXiv:2301.05217',
  needs: ['table'],
  cost: 'pass',
  cadence: every(50),
  group: 'behavior',
  output: scalar({ range: [0, 1] }),
  options: [
    {
      key: 'keys',
      about: 'Number of frequencies, the strongest ones in these logits; 0 for all of them',
      type: 'integer',
      default: 0,
      min: 0,
      max: 1024,
    },
  ],
  theory: [
    {
      label: 'Exact solution',
      formula: String.raw`f = \delta_{c,\, a + b}`,
      value: 1,
      reference: 'Gromov 2023, arXiv:2301.02679',
    },
  ],
  measure: ({ table: given }, { options }) => {
    const { matrix: logits, exponent } = ordinarySize(given.logits)
    const table = exponent === 0 ? given : { ...given, logits }
    const waves = wavesOrWhy(table)
    if (isAbsent(waves)) return waves
    const total = variation(table, waves)
    if (total === 0) return absent('The logits are constant')
    const powers = wavePowers(waves)
    const explained = strongest(powers, options.keys as number).reduce((sum, k) => sum + (powers[k - 1] as number), 0)
    // A perfect fit may pass 1 by a rounding.
    return Math.min(1, explained / total)
  },
})

/** Σ (f − f̄)² over the pairs and answers of the group, the first entry taken off first. */
function variation({ logits: { cols, data } }: Table, { group }: SumWaves): number {
  const { ofPair, ofAnswer } = group
  const first = data[ofPair.findIndex((s) => s >= 0) * cols + ofAnswer.findIndex((t) => t >= 0)] ?? 0
  let count = 0
  let sum = 0
  let squares = 0
  const each = (visit: (value: number) => void) => {
    for (const [row, s] of ofPair.entries()) {
      if (s < 0) continue
      for (let c = 0; c < cols; c++) if ((ofAnswer[c] ?? -1) >= 0) visit((data[row * cols + c] ?? 0) - first)
    }
  }
  each((value) => {
    count++
    sum += value
  })
  const mean = sum / count
  each((value) => void (squares += (value - mean) ** 2))
  return squares
}

/** ‖projection of f on cos w_k(s − t)‖² for k = 1 … ⌊n/2⌋, over n² pairs and n answers. */
function wavePowers({ group: { order, ofAnswer }, averages: { cols, data } }: SumWaves): Float64Array {
  // By the difference d = s − t first: the mean of f over the n² pairs and answers of each.
  const byDifference = new Float64Array(order)
  for (let s = 0; s < order; s++) {
    for (let c = 0; c < cols; c++) {
      const t = ofAnswer[c] ?? -1
      if (t < 0) continue
      const d = (s - t + order) % order
      byDifference[d] = (byDifference[d] ?? 0) + (data[s * cols + c] ?? 0) / order
    }
  }
  return Float64Array.from({ length: Math.floor(order / 2) }, (_, at) => {
    const k = at + 1
    let mean = 0
    for (let d = 0; d < order; d++) {
      mean += ((byDifference[d] ?? 0) * Math.cos((2 * Math.PI * ((k * d) % order)) / order)) / order
    }
    return dimensionsOf(k, order) * mean * mean * order ** 3
  })
}

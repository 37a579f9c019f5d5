import { absent, every } from '#src/vocabulary/index.ts'
import { defineProbe, scalar } from './define.ts'
import type { Predictions } from './inputs.ts'

/** How many training examples float32 holds for perfectly learned. They have no gradient left: softmax has collapsed. */
export const zeroLossFraction = defineProbe({
  id: 'zero-loss-fraction',
  name: 'Zero-loss fraction',
  symbol: 'P(ℓ = 0)',
  formula: String.raw`\frac{1}{P} \sum_\mu \mathbf{1}\bigl[\operatorname{fl}_{32}\bigl(\ln \textstyle\sum_c e^{f_c(x_\mu) - f_{\max}(x_\mu)} - f_{y_\mu}(x_\mu) + f_{\max}(x_\mu)\bigr) = 0\bigr]`,
  unit: '1',
  about:
    'Share of the training split whose cross-entropy is exactly 0 in float32. Without regularization logits grow until ' +
    'it nears 1, and learning stops before it generalizes; the classification margin shows how close that is',
  caveat:
    'Of the softmax of the logits, whatever loss the network is trained on; a temperature of the loss divides them ' +
    'first. The order of the sum matters for many classes, and an optimizer that computes its loss in a different ' +
    'order reaches 0 a little earlier or later',
  estimator: 'Each step rounded to float32, the sum in the order of the classes; the share in float64',
  edges: 'Absent for an empty split, and where a logit is NaN or +∞. A logit of −∞ is a class that is masked',
  reference: 'Prieto et al. 2025, arXiv:2501.04697',
  needs: ['predictions'],
  cost: 'free',
  cadence: every(10),
  group: 'gradients',
  output: scalar({ range: [0, 1] }),
  options: [],
  theory: [
    {
      label: 'Margin from which a loss of two classes is 0',
      formula: String.raw`24 \ln 2 = 16.64 \text{ nats}`,
      value: null,
      reference: 'Prieto et al. 2025, arXiv:2501.04697',
    },
  ],
  measure: ({ predictions: { train } }) => {
    const { rows } = train.logits
    if (rows === 0) return absent('The training split is empty')
    let zeros = 0
    for (let row = 0; row < rows; row++) if (singleLoss(train, row) === 0) zeros++
    return zeros / rows
  },
})

/** The cross-entropy of one example as float32 arithmetic has it. */
function singleLoss({ logits: { cols, data }, labels, temperature = 1 }: Predictions, row: number): number {
  const round = Math.fround
  const logits = data.subarray(row * cols, (row + 1) * cols).map((logit) => round(logit / temperature))
  let top = -Infinity
  for (let k = 0; k < cols; k++) top = Math.max(top, round(logits[k] ?? NaN))
  const behind = round(round(logits[labels[row] ?? -1] ?? NaN) - top)
  // Whoever is behind has a loss, whatever the others add to it.
  if (behind < 0) return -behind
  let sum = 0
  for (let k = 0; k < cols; k++) sum = round(sum + round(Math.exp(round(round(logits[k] ?? NaN) - top))))
  return round(round(Math.log(sum)) - behind)
}

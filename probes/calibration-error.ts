import { absent, every } from '#src/vocabulary/index.ts'
import { defineProbe, scalars } from './define.ts'
import { answersOf } from './maths/statistics/answers.ts'
import { exampleLosses } from './maths/chain/loss.ts'
import { oneHotRows } from './maths/algebra/one-hot.ts'

/** Whether the network's confidence can be believed. It is lost while data are memorized under cross-entropy. */
export const calibrationError = defineProbe({
  id: 'calibration-error',
  name: 'Calibration',
  symbol: 'ECE',
  formula: String.raw`\mathrm{ECE} = \sum_b \frac{n_b}{n}\,\bigl|\mathrm{acc}_b - \mathrm{conf}_b\bigr|, \qquad \mathrm{Brier} = \Bigl\langle \sum_c \bigl(p_c - \mathbf 1[c = y]\bigr)^2 \Bigr\rangle`,
  unit: '1',
  about:
    'Expected calibration error over bins of equally many examples, with the negative log-likelihood (in nats) and ' +
    'the Brier score, of the softmax of the logits at the temperature of the loss, on the test split',
  caveat:
    'Takes logits as log-probabilities, so it means nothing for a network trained on squared error. The error ' +
    'depends on the number of bins and is biased upwards by about √(p(1 − p)/n_b) where a network is calibrated',
  estimator: 'Exact over the split; bins of equal mass in the order of confidence, ties in the order of examples',
  edges: 'With fewer examples than bins some bins are empty and are left out',
  reference: 'Guo et al. 2017, arXiv:1706.04599; Brier 1950, Mon. Weather Rev. 78',
  needs: ['predictions'],
  cost: 'pass',
  cadence: every(50),
  group: 'generalization',
  output: scalars({ headline: 'ece' }),
  options: [
    { key: 'bins', about: 'Number of bins of equally many examples', type: 'integer', default: 15, min: 1, max: 1000 },
    { key: 'split', about: 'Which examples', type: 'choice', default: 'test', choices: ['test', 'train'] },
  ],
  measure: ({ predictions }, { options }) => {
    const { logits, labels, temperature = 1 } = options.split === 'train' ? predictions.train : predictions.test
    const n = labels.length
    if (n === 0) return absent('The split is empty')
    const targets = oneHotRows(labels, logits.cols)
    const nats = exampleLosses({ kind: 'cross-entropy', reduction: 'mean', temperature }, logits, targets)
    const answers = answersOf(logits)
    const confidence = new Float64Array(n)
    let brier = 0
    for (let row = 0; row < n; row++) {
      const shares = softmaxOf(logits.data.subarray(row * logits.cols, (row + 1) * logits.cols), temperature)
      confidence[row] = shares[answers[row] as number] as number
      shares.forEach((share, k) => (brier += (share - (k === labels[row] ? 1 : 0)) ** 2 / n))
    }
    const order = Array.from({ length: n }, (_, i) => i).sort(
      (a, b) => (confidence[a] as number) - (confidence[b] as number) || a - b,
    )
    const bins = Number(options.bins)
    let ece = 0
    for (let b = 0; b < bins; b++) {
      let excess = 0
      for (const i of order.slice(Math.floor((b * n) / bins), Math.floor(((b + 1) * n) / bins))) {
        excess += (answers[i] === labels[i] ? 1 : 0) - (confidence[i] as number)
      }
      ece += Math.abs(excess) / n
    }
    return { ece, nll: nats.reduce((sum, nat) => sum + nat, 0) / n, brier }
  },
})

function softmaxOf(logits: Float32Array | Float64Array, temperature: number): Float64Array {
  let top = -Infinity
  for (const logit of logits) top = Math.max(top, logit)
  const weights = Float64Array.from(logits, (logit) => Math.exp((logit - top) / temperature))
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  return weights.map((weight) => weight / total)
}

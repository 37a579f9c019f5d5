import { every, isAbsent } from '#src/vocabulary/index.ts'
import { defineProbe, scalar } from './define.ts'
import { keysOption, lossOfRows, lossOption, splitOption, wavesOrWhy } from './maths/chain/wave-losses.ts'
import { strongest, wavesAt } from './maths/algebra/sum-waves.ts'

/** The loss without the Fourier circuit. It rises from the training loss as the network comes to rely on the circuit. */
export const excludedLoss = defineProbe({
  id: 'excluded-loss',
  name: 'Excluded loss',
  symbol: 'L_excl',
  formula: String.raw`L\Bigl(f - \sum_{k \in \mathcal{K}} \Pi_{\cos w_k s} f - \Pi_{\sin w_k s} f\Bigr), \qquad s = a + b,\; w_k = \frac{2\pi k}{p}`,
  unit: '1',
  about:
    'Loss on the training pairs after the waves in the sum at the key frequencies are removed from the logits: ' +
    'near the training loss while the network memorizes, ln p once it uses only the circuit',
  caveat:
    'All frequencies are removed unless `keys` says how many: a wide network uses them all, so that removing five ' +
    'changes little; a transformer uses about five. Those are then the strongest in the logits of this step, not ' +
    'of the final network, and may change from step to step. In nats where the loss is cross-entropy; ln p applies ' +
    'to cross-entropy only',
  estimator:
    'Exact: logits averaged over the pairs of each sum and projected on cosines and sines, in float64. For a − b ' +
    'the sum is the difference; for a · b modulo a prime it is that of discrete logarithms, and pairs with a 0 are ' +
    'left out',
  edges:
    'Labels are those trained on, wrong ones included. Absent for products modulo a composite number, for a split ' +
    'without pairs, and where a logit is NaN or infinite. The Nyquist frequency, which an even order has, has a ' +
    'cosine only',
  reference: 'Nanda et al. 2023, arXiv:2301.05217',
  needs: ['table'],
  cost: 'pass',
  cadence: every(50),
  group: 'loss',
  output: scalar({ scale: 'log' }),
  options: [keysOption, splitOption('train'), lossOption],
  theory: [
    {
      label: 'Cross-entropy once all signal is removed',
      formula: String.raw`\ln p`,
      value: null,
      reference: 'Nanda et al. 2023, arXiv:2301.05217',
    },
  ],
  measure: ({ table }, { options }) => {
    const waves = wavesOrWhy(table)
    if (isAbsent(waves)) return waves
    const { cols, data } = wavesAt(waves, strongest(waves.powers, options.keys as number))
    const logits = table.logits.data
    return lossOfRows(table, waves, options, (into, row, s) => {
      for (let c = 0; c < cols; c++) into[c] = (logits[row * cols + c] ?? 0) - (data[s * cols + c] ?? 0)
    })
  },
})

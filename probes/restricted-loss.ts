import { every, isAbsent } from '#src/vocabulary/index.ts'
import { defineProbe, scalar } from './define.ts'
import { keysOption, lossOfRows, lossOption, splitOption, wavesOrWhy } from './maths/chain/wave-losses.ts'
import { strongest, wavesAt } from './maths/algebra/sum-waves.ts'

/** The loss of the Fourier circuit alone. It falls while test loss still stands: the circuit forms before it shows. */
export const restrictedLoss = defineProbe({
  id: 'restricted-loss',
  name: 'Restricted loss',
  symbol: 'L_trig',
  formula: String.raw`L\Bigl(\bar f + \sum_{k \in \mathcal{K}} \Pi_{\cos w_k s} f + \Pi_{\sin w_k s} f\Bigr), \qquad s = a + b,\; w_k = \frac{2\pi k}{p}`,
  unit: '1',
  about:
    'Loss on the test pairs when only the mean of the logits and their waves in the sum at the key frequencies are ' +
    'kept. Equals the full loss where the network computes nothing else, and falls earlier than it while the ' +
    'circuit forms',
  caveat:
    'All frequencies are kept unless `keys` says how many: a wide network uses them all, a transformer about five. ' +
    'Those are then the strongest in the logits of this step, not of the final network, and may change from step ' +
    'to step. Averaging over pairs of the same sum passes the answers of training pairs on to the others, so that ' +
    'it falls a little for a memorizing network too, and less so with fewer frequencies. In nats where the loss is ' +
    'cross-entropy. For a network trained on squared error, whose outputs are not scaled as logits, the ' +
    'cross-entropy means little',
  estimator:
    'Exact: logits averaged over the pairs of each sum and projected on cosines and sines, in float64. For a − b ' +
    'the sum is the difference; for a · b modulo a prime it is that of discrete logarithms, and pairs with a 0 are ' +
    'left out',
  edges:
    'Absent for products modulo a composite number, for a split without pairs, and where a logit is NaN or ' +
    'infinite. The Nyquist frequency, which an even order has, has a cosine only',
  reference: 'Nanda et al. 2023, arXiv:2301.05217',
  needs: ['table'],
  cost: 'pass',
  cadence: every(50),
  group: 'loss',
  output: scalar({ scale: 'log' }),
  options: [keysOption, splitOption('test'), lossOption],
  measure: ({ table }, { options }) => {
    const waves = wavesOrWhy(table)
    if (isAbsent(waves)) return waves
    const { cols, data } = wavesAt(waves, [0, ...strongest(waves.powers, options.keys as number)])
    return lossOfRows(table, waves, options, (into, _row, s) => into.set(data.subarray(s * cols, (s + 1) * cols)))
  },
})

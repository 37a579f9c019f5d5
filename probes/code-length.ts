import { absent, every, type Absent } from '#src/vocabulary/index.ts'
import { defineProbe, scalars } from './define.ts'
import type { Predictions } from './inputs.ts'
import { surprise } from './maths/chain/loss.ts'

/** No label costs more than this many bits: one probability of exactly 0 would make the code infinite. */
const MOST = -Math.log2(1e-12)

/** How many bits it takes to send the labels to somebody who has the inputs and the network. */
export const codeLength = defineProbe({
  id: 'code-length',
  name: 'Code length',
  symbol: 'L_code',
  formula: String.raw`-\sum_i \log_2 p(y_i \mid x_i), \qquad p = \operatorname{softmax} \frac{f(x_i)}{T}`,
  unit: 'bit',
  about:
    'Length of the labels coded with the predictions of the network, of each split in full and by label: n log₂ C ' +
    'for a network that predicts all classes equally, 0 for one that is certain and right. Test bits below those ' +
    'of chance show generalization',
  caveat:
    'Takes the logits as log-probabilities, which those of a network trained on squared error are not: there only ' +
    'order and trend have a meaning. Does not count the bits of the network itself, so training bits of 0 may mean ' +
    'memorization',
  estimator:
    'Exact, in float64, stable for large logits, at the temperature T of the loss. A label costs at most 39.9 ' +
    'bits: probabilities are clipped at 1e-12',
  edges: 'An empty split is absent. NaN logits give NaN. Labels are the training labels, corrupted ones included',
  reference: 'Blier & Ollivier 2018, arXiv:1802.07044; Delétang et al. 2023, arXiv:2309.10668',
  needs: ['predictions'],
  cost: 'free',
  cadence: every(20),
  group: 'information',
  output: scalars({ scale: 'log' }),
  nulls: ['shuffled-labels'],
  theory: [
    {
      label: 'Chance, by label',
      formula: String.raw`\log_2 C`,
      value: null,
      reference: 'Cover & Thomas 2006, Elements of Information Theory, ch. 5',
    },
  ],
  options: [],
  measure: ({ predictions }) => {
    const splits = (['train', 'test'] as const).flatMap((split): [string, number | Absent][] => {
      const count = predictions[split].labels.length
      if (count === 0) return [[split, absent(`The ${split} split is empty`)]]
      const bits = bitsOf(predictions[split])
      return [
        [split, bits],
        [`${split}.per-label`, bits / count],
      ]
    })
    return Object.fromEntries(splits)
  },
})

function bitsOf({ logits, labels, temperature = 1 }: Predictions): number {
  let bits = 0
  labels.forEach((label, row) => {
    bits += Math.min(surprise(logits, row * logits.cols, label, temperature) / Math.LN2, MOST)
  })
  return bits
}

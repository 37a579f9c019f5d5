import { absent, every } from '#src/vocabulary/index.ts'
import { defineProbe, scalar } from './define.ts'
import { probeForward } from './maths/chain/probe-forward.ts'

/** By how much training has moved a typical answer. Beside `coordinate-change` it is the last row of a coordinate check. */
export const logitChange = defineProbe({
  id: 'logit-change',
  name: 'Logit change',
  symbol: '⟨|f_t − f_0|⟩',
  formula: String.raw`\frac{1}{n C} \sum_{\mu, c} \bigl\lvert f_{t, c}(x_\mu) - f_{0, c}(x_\mu)\bigr\rvert`,
  unit: '1',
  about:
    'Mean absolute change of the logits since the start, on the fixed probe batch. As width grows it stays constant ' +
    'in µP, and grows as a power of the width in the standard parametrization at a fixed rate',
  caveat:
    'One width alone says nothing about the parametrization; the slope of its logarithm against log width, in the ' +
    'first steps, does. Not relative to the size of the logits',
  estimator: 'Exact over the probe batch; both passes and sums in float64',
  edges: 'Exactly 0 at step 0; NaN and infinities are kept; absent where the network of the start is of another shape',
  reference: 'Yang et al. 2022, arXiv:2203.03466',
  needs: ['chain', 'initialChain'],
  cost: 'pass',
  cadence: every(10),
  group: 'representations',
  output: scalar(),
  options: [],
  measure: ({ chain, initialChain }, { linalg }) => {
    const [now, then] = [chain, initialChain].map((one) => probeForward(one, linalg).h.at(-1)?.data ?? [])
    if (now!.length !== then!.length) return absent('The network of the start gives other numbers of answers')
    let sum = 0
    now!.forEach((value, i) => (sum += Math.abs(value - then![i]!)))
    return sum / now!.length
  },
})

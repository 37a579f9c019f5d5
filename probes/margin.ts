import { absent, every } from '#src/vocabulary/index.ts'
import { defineProbe, scalars } from './define.ts'
import { singularValuesByLayer } from './maths/algebra/layers.ts'
import { ordinaryNumbers } from './maths/algebra/ordinary-size.ts'
import { timesPowerOfTwo } from './maths/algebra/wide.ts'
import { quantile } from './maths/statistics/quantile.ts'

/** By how much the right class wins on the training split. Over the norms of the layers, it bounds the gap. */
export const margin = defineProbe({
  id: 'margin',
  name: 'Classification margin',
  symbol: 'γ',
  formula: String.raw`\gamma_\mu = f_{y_\mu}(x_\mu) - \max_{c \ne y_\mu} f_c(x_\mu), \qquad \bar\gamma = \frac{\min_\mu \gamma_\mu}{\prod_l \lVert W^{(l)}\rVert_\sigma}`,
  unit: '1',
  about:
    'Minimum, tenth percentile and median over the training split of the logit of the label minus the largest ' +
    'other logit, and the minimum divided by the product of spectral norms (normalized), which enters margin ' +
    'bounds on the generalization error',
  caveat:
    'Grows with the scale of the weights once the data are fitted: only the normalized margin can be compared. The ' +
    'product of spectral norms is a loose Lipschitz constant for deep networks, and is not one for attention',
  estimator: 'Exact; quantiles by linear interpolation between order statistics',
  edges:
    'Negative where an example is wrong. Absent for a single output. The normalized one is absent where a layer is zero or not finite',
  reference: 'Bartlett, Foster & Telgarsky 2017, arXiv:1706.08498',
  needs: ['predictions', 'weights'],
  cost: 'pass',
  cadence: every(50),
  group: 'generalization',
  output: scalars(),
  options: [],
  measure: ({ predictions: { train }, weights }, { linalg }) => {
    const { logits, labels } = train
    if (labels.length === 0) return absent('The training split is empty')
    if (logits.cols < 2) return absent('Needs 2 classes, and the network has one output')
    const margins = Float64Array.from(labels, (label, row) => {
      let best = -Infinity
      for (let k = 0; k < logits.cols; k++) {
        if (k !== label) best = Math.max(best, logits.data[row * logits.cols + k] as number)
      }
      return (logits.data[row * logits.cols + label] as number) - best
    })
    const sorted = margins.toSorted()
    const least = sorted[0] as number
    const spectra = Object.values(singularValuesByLayer(weights, linalg))
    // The product of many layers leaves the range of numbers long before its ratio to a logit does.
    let norms = 1
    let exponent = 0
    for (const spectrum of spectra) {
      const norm = ordinaryNumbers(Float64Array.of(spectrum instanceof Float64Array ? (spectrum[0] as number) : NaN))
      const product = ordinaryNumbers(Float64Array.of(norms * (norm.data[0] as number)))
      norms = product.data[0] as number
      exponent += norm.exponent + product.exponent
    }
    const isKnown = spectra.length > 0 && Number.isFinite(norms) && norms > 0
    return {
      minimum: least,
      tenth: quantile(sorted, 0.1),
      median: quantile(sorted, 0.5),
      normalized: isKnown
        ? timesPowerOfTwo(least / norms, -exponent)
        : absent('A layer is zero or not finite, or there is none'),
    }
  },
})

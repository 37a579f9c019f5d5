import { absent, every } from '#src/vocabulary/index.ts'
import { defineProbe, spectrum } from './define.ts'
import type { DenseLayer } from './maths/chain/chain.ts'
import { firstExamples } from './maths/chain/first-examples.ts'
import { forward } from './maths/chain/forward.ts'
import { examplesOption } from './maths/chain/kernel-options.ts'
import { identity, outputJacobians, rowsOf } from './maths/chain/output-jacobians.ts'

/** How unevenly the whole network stretches small changes of its input. All equal is dynamical isometry. */
export const jacobianSpectrum = defineProbe({
  id: 'jacobian-spectrum',
  name: 'Spectrum of the input–output Jacobian',
  symbol: 'σ(J)',
  formula: String.raw`\Bigl\langle \sigma_k\Bigl(\frac{\partial f(x)}{\partial x}\Bigr) \Bigr\rangle_x`,
  unit: '1',
  about:
    'The singular values of the derivative of the logits by the input, averaged rank by rank over examples. A ' +
    'critical network may still have a spectrum as wide as its depth; where all are near 1, learning is fast ' +
    'whatever the depth',
  caveat:
    'An average of sorted values: relative to the density the largest is biased up and the smallest down. One-hot ' +
    'inputs are varied in directions in which no input of the task varies',
  estimator: 'Exact Jacobians and singular values, in float64, of the first examples of the probe batch',
  edges:
    'Absent where a Jacobian holds NaN or an infinity; a network whose output does not depend on its input has ' +
    'zeros',
  reference: 'Pennington, Schoenholz & Ganguli 2017, arXiv:1711.04735',
  needs: ['chain'],
  cost: 'passes',
  cadence: every(100),
  group: 'propagation',
  output: spectrum({ scale: 'log' }),
  theory: [
    {
      label: 'Dynamical isometry',
      formula: String.raw`\sigma_k = 1`,
      value: 1,
      reference: 'Pennington, Schoenholz & Ganguli 2017, arXiv:1711.04735',
    },
  ],
  options: [examplesOption(8, 1)],
  measure: ({ chain }, { linalg, options }) => {
    const { layers, inputs } = firstExamples(chain, Number(options.examples))
    const n = inputs.rows
    const pass = forward(layers, inputs, linalg)
    const classes = (pass.h.at(-1) as { cols: number }).cols
    const [first] = outputJacobians(layers, pass, identity(classes), linalg)
    const { data } = linalg.product(rowsOf(first!, n), (layers[0] as DenseLayer).weight, { b: true })
    if (!data.every(Number.isFinite)) return absent('The Jacobian holds NaN or an infinity')
    const size = classes * inputs.cols
    const mean = new Float64Array(Math.min(classes, inputs.cols))
    for (let i = 0; i < n; i++) {
      const one = { rows: classes, cols: inputs.cols, data: data.subarray(i * size, (i + 1) * size) }
      linalg.singularValues(one).forEach((value, k) => (mean[k] = (mean[k] ?? 0) + value / n))
    }
    return mean
  },
})

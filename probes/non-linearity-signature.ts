import { absent, every, type Absent } from '#src/vocabulary/index.ts'
import { defineProbe, scalars } from './define.ts'
import { nonAffineShare } from './maths/geometry/affine-transport.ts'
import { forward } from './maths/chain/forward.ts'
import { inDouble } from './maths/algebra/double.ts'
import type { Matrix } from './maths/algebra/linear-algebra.ts'

/** How close to affine each layer's activation function acts on what it is given. A ReLU that sees one sign is linear. */
export const nonLinearitySignature = defineProbe({
  id: 'non-linearity-signature',
  name: 'Non-linearity signature',
  symbol: 'ρ_aff',
  formula: String.raw`1 - \frac{W_2\bigl(T_{\mathrm{aff}} \# z,\; \phi(z)\bigr)}{\sqrt{2 \operatorname{tr} \Sigma_{\phi(z)}}}`,
  unit: '1',
  about:
    'Affinity score of each activation function on the preactivations of the probe batch: 1 where it acts as an ' +
    'affine map, lower the more nonlinear it is. Lazy networks and networks near their initialization in scale ' +
    'stay close to 1',
  caveat:
    'Depends on the distribution of its inputs, not on the function alone. Compares distributions, not pairs: a ' +
    'permutation of points counts as affine. With fewer examples than neurons it fits the sample',
  estimator:
    'The Bures map of the two covariances, each with 1e-6 of its mean variance added, and the exact optimal pairing of ' +
    'examples, in float64. An affine function comes out at 1 to about 1e-6',
  edges:
    'Absent where preactivations or activations do not vary, and for layers that contain NaN or an infinity; the ' +
    'last layer is linear and is left out',
  reference: 'Bouniot et al. 2023, arXiv:2310.11439',
  needs: ['chain'],
  cost: 'pass',
  cadence: every(500),
  group: 'representations',
  output: scalars({ range: [0, 1] }),
  options: [
    {
      key: 'examples',
      about: 'Number of examples of the probe batch, from its first on; the time for the pairing scales with its cube',
      type: 'integer',
      default: 128,
      min: 2,
      max: 512,
    },
  ],
  theory: [
    {
      label: 'ReLU of a normal input',
      formula: String.raw`0.621`,
      value: 0.621,
      reference: 'Bouniot et al. 2023, arXiv:2310.11439',
    },
  ],
  measure: ({ chain }, { linalg, options }) => {
    const { inputs } = chain.probe
    const rows = Math.min(Number(options.examples), inputs.rows)
    const first = { ...inputs, rows, data: inputs.data.slice(0, rows * inputs.cols) }
    const { z, h } = forward(chain.layers, first, linalg)
    const signatures = chain.layers.slice(0, -1).map(({ name }, l): [string, number | Absent] => {
      const [before, after] = [z[l] as Matrix, h[l + 1] as Matrix]
      if (![before, after].every(({ data }) => data.every(Number.isFinite))) {
        return [name, absent(`'${name}' holds NaN or an infinity`)]
      }
      const share = nonAffineShare(inDouble(before), inDouble(after), linalg)
      return [name, share === null ? absent(`'${name}' does not vary over the probe batch`) : 1 - share]
    })
    return signatures.length === 0 ? absent('The network has no hidden layer') : Object.fromEntries(signatures)
  },
})

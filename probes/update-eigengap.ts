import { absent, every } from '#src/vocabulary/index.ts'
import { defineProbe, scalars } from './define.ts'
import type { Layers } from './inputs.ts'
import { matricesOf, sameLayer } from './maths/algebra/layers.ts'
import type { LinearAlgebra } from './maths/algebra/linear-algebra.ts'
import { ordinaryTogether } from './maths/algebra/ordinary-size.ts'
import { dot } from './maths/algebra/vectors.ts'

/** How many steps the memory holds. */
const WINDOW = 20

/** Whether the last updates lie in a plane. With quadratic activations the gap opens as features lock in. */
export const updateEigengap = defineProbe({
  id: 'update-eigengap',
  name: 'Update eigengap',
  symbol: 'σ₂/σ₃',
  formula: String.raw`\frac{\sigma_2}{\sigma_3}, \qquad \sigma_k \text{ the eigenvalues of } \Delta^{\mathsf{T}}\Delta, \quad \Delta = \bigl[\Delta W_{t-19}, \dots, \Delta W_t\bigr]`,
  unit: '1',
  about:
    'Ratio of the second to the third eigenvalue of the Gram matrix of the last 20 updates of each weight matrix: ' +
    'large where the updates lie mostly in two directions. Reported to rise in every run of modular addition that ' +
    'groks with quadratic neurons',
  caveat:
    'Reported for quadratic activations only: with ReLU it stays small, grokking or not. Eigenvalues of the Gram ' +
    'matrix, so the square of the ratio of singular values. Any smooth path has a gap, since neighboring updates ' +
    'are similar',
  estimator:
    'Inner products of the updates and eigenvalues in float64; updates of float32 weights leave a floor of about ' +
    '(ε‖W‖/10‖ΔW‖)² of σ₁, 1e-10 where an update is a thousandth of the weights',
  edges: 'Absent before three updates have been seen, and where σ₃ is zero to rounding',
  reference: 'Xu 2026, arXiv:2605.08119; Tian 2025, arXiv:2509.21519',
  needs: ['updates'],
  cost: 'pass',
  cadence: every(20),
  group: 'spectra',
  output: scalars({ scale: 'log' }),
  options: [
    {
      key: 'window',
      about: 'Number of last updates that are compared',
      type: 'integer',
      default: WINDOW,
      min: 3,
      max: WINDOW,
    },
  ],
  memory: {
    initial: [] as readonly Layers[],
    next: (seen, { updates }) => (updates === null ? seen : [...seen, updates].slice(-WINDOW)),
  },
  measure: (_inputs, { memory, linalg, options }) => {
    const seen = memory.slice(-Number(options.window))
    const last = seen.at(-1)
    if (last === undefined || seen.length < 3) return absent(`Needs 3 updates, and has seen ${seen.length}`)
    const names = matricesOf(last).map(([name]) => name)
    if (names.length === 0) return absent('No layer is two-dimensional')
    return Object.fromEntries(names.map((name) => [name, eigengap(seen, name, linalg)]))
  },
})

function eigengap(seen: readonly Layers[], name: string, linalg: LinearAlgebra) {
  // Only a ratio is asked for: one unit for all, so that no square leaves the range of numbers.
  const { lists: updates } = ordinaryTogether(seen.map((layers) => sameLayer(layers, name, 'updates').values))
  const count = updates.length
  const data = new Float64Array(count * count)
  updates.forEach((a, i) => {
    for (let j = 0; j <= i; j++) data[i * count + j] = data[j * count + i] = dot(a, updates[j] as typeof a)
  })
  if (!data.every(Number.isFinite)) return absent(`An update of '${name}' holds NaN or an infinity`)
  const [first = 0, second = 0, third = 0] = linalg.eigenvaluesSymmetric({ rows: count, cols: count, data })
  if (third <= count * Number.EPSILON * first)
    return absent(`The updates of '${name}' span fewer than three directions`)
  return second / third
}

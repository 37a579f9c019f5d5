import { absent, every, type Absent } from '#src/vocabulary/index.ts'
import { allFinite } from './maths/algebra/finite.ts'
import { defineProbe, spectra } from './define.ts'
import type { Matrices } from './inputs.ts'
import type { Examples } from './maths/chain/chain.ts'
import { forward } from './maths/chain/forward.ts'
import { roundingOf } from './maths/algebra/double.ts'
import { binsOf, fourierCoefficients } from './maths/algebra/fourier.ts'
import type { LinearAlgebra, Matrix } from './maths/algebra/linear-algebra.ts'
import { participationRatios } from './maths/algebra/participation.ts'
import { sureAnswers } from './maths/statistics/sure-answers.ts'
import { chosenRows } from './maths/algebra/chosen-rows.ts'

/** Shares of the neurons that are pruned, 0 to 1. */
const GRID = Array.from({ length: 21 }, (_, i) => i / 20)

/** Accuracy as neurons are taken away, the least periodic first: which neurons memorize, and which have the rule. */
export const pruningCurve = defineProbe({
  id: 'pruning-curve',
  name: 'Pruning curve',
  symbol: 'a(s)',
  formula: String.raw`a(s) = P\Bigl( \arg\max_c \sum_{j \notin S_s} h_j W_{jc} + b_c = y \Bigr), \qquad S_s = \text{the } sN \text{ neurons of lowest IPR}`,
  unit: '1',
  about:
    'Accuracy on the training and on the test split when a share of the neurons is removed in the order of their ' +
    'inverse participation ratio. Where training accuracy falls first and test accuracy stays or even rises, the ' +
    'pruned neurons only memorize',
  caveat:
    'Neurons are removed one after the other, without retraining. The effect of neurons that work in pairs is not ' +
    'separated. On the training split the labels are those trained on, wrong ones included. With all neurons ' +
    'pruned every answer is the first class, or that of the largest bias',
  estimator:
    'Exact: logits are added up neuron by neuron, in the precision of the weights. The inverse participation ratio ' +
    'of a neuron is the mean over its groups of weights, the constant counted as a frequency',
  edges:
    'For chains of two layers whose hidden neurons are the rows of every group of residue weights; absent for others, ' +
    'and where a logit is NaN. Neurons of zero weights, which have no ratio, count as the lowest',
  reference: 'Doshi et al. 2024, arXiv:2310.13061',
  needs: ['chain', 'residueWeights'],
  cost: 'passes',
  cadence: every(200),
  group: 'behavior',
  output: spectra({ range: [0, 1], axis: 'share of neurons pruned', grid: GRID }),
  options: [
    {
      key: 'order',
      about: 'Whether the least periodic neurons go first (low) or the most periodic (high)',
      type: 'choice',
      default: 'low',
      choices: ['low', 'high'],
    },
  ],
  measure: ({ chain: { layers, train, test }, residueWeights }, { linalg, options }) => {
    const [first, second] = layers
    const width = first?.weight.cols
    if (first === undefined || second === undefined || layers.length !== 2) {
      return absent(`Needs a chain of 2 layers; this one has ${layers.length}`)
    }
    const groups = Object.values(residueWeights)
    if (groups.length === 0 || groups.some(({ rows }) => rows !== width)) {
      return absent('The weights on the residues are not those of the hidden neurons')
    }
    const diverged = Object.entries(residueWeights).find(([, { data }]) => !allFinite(data))
    if (diverged !== undefined) return absent(`The weights of '${diverged[0]}' hold NaN or an infinity`)
    const ascending = ascendingPeriodicity(residueWeights, linalg)
    const order = options.order === 'low' ? ascending : ascending.reverse()
    const curveOn = ({ inputs, labels }: Examples): Float64Array | Absent => {
      if (labels === null) return absent('The task has no classes')
      const hidden = forward([first], inputs, linalg).h[1] as Matrix
      return accuracies(hidden, second.weight, second.bias?.values ?? null, order, labels, linalg)
    }
    return { train: curveOn(train), test: test === null ? absent('There is no test split') : curveOn(test) }
  },
})

/** Neurons from the least to the most periodic; of equal ones the first comes first. */
function ascendingPeriodicity(residueWeights: Matrices, linalg: LinearAlgebra): number[] {
  const byGroup = Object.values(residueWeights).map((weights) =>
    participationRatios(fourierCoefficients(weights, linalg).data, binsOf(weights.cols), 0, roundingOf(weights)),
  )
  const ratio = (neuron: number) => byGroup.reduce((sum, ratios) => sum + (ratios[neuron] ?? 0), 0)
  return Array.from(byGroup[0]?.keys() ?? []).sort((a, b) => ratio(a) - ratio(b) || a - b)
}

/** At each share of the grid, from all pruned down to none: each block of neurons that comes back adds its logits. */
function accuracies(
  hidden: Matrix,
  weight: Matrix,
  bias: ArrayLike<number> | null,
  order: readonly number[],
  labels: Int32Array,
  linalg: LinearAlgebra,
): Float64Array | Absent {
  const { rows } = hidden
  const { cols } = weight
  const sums = Float64Array.from({ length: rows * cols }, (_, i) => bias?.[i % cols] ?? 0)
  const curve = new Float64Array(GRID.length)
  let kept = order.length
  for (let at = GRID.length - 1; at >= 0; at--) {
    const pruned = Math.round((GRID[at] as number) * order.length)
    const back = order.slice(pruned, kept)
    kept = pruned
    if (back.length > 0) {
      const { data } = linalg.product(columnsOf(hidden, back), chosenRows(weight, back))
      for (let i = 0; i < sums.length; i++) sums[i] = (sums[i] as number) + (data[i] as number)
    }
    const answers = sureAnswers({ rows, cols, data: sums.slice() })
    if (!(answers instanceof Int32Array)) return answers
    curve[at] = answers.filter((answer, i) => answer === labels[i]).length / rows
  }
  return curve
}

function columnsOf({ rows, cols, data }: Matrix, chosen: readonly number[]): Matrix {
  const part = data.slice(0, rows * chosen.length)
  for (let row = 0; row < rows; row++) {
    for (const [place, col] of chosen.entries()) part[row * chosen.length + place] = data[row * cols + col] as number
  }
  return { rows, cols: chosen.length, data: part }
}

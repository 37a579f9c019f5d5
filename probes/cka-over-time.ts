import { absent, every } from '#src/vocabulary/index.ts'
import { defineProbe, matrices } from './define.ts'
import type { Matrices } from './inputs.ts'
import { cka, ESTIMATORS, type Estimator } from './maths/algebra/cka.ts'
import { inDouble } from './maths/algebra/double.ts'
import { centeredColumns } from './maths/algebra/gram.ts'
import { oncePerArray } from './maths/algebra/once-per-array.ts'
import type { Matrix } from './maths/algebra/linear-algebra.ts'
import { ordinarySize } from './maths/algebra/ordinary-size.ts'
import { NONE_KEPT, thinned, type Thinned } from './maths/statistics/thinned-history.ts'
import { dot, type Vector } from './maths/algebra/vectors.ts'
import { firstRows } from './maths/chain/first-examples.ts'

/** Of how many examples Gram matrices are kept: 32 kB each. */
const EXAMPLES = 64

type Grams = Readonly<Record<string, Float64Array>>

/** Between which steps the representation changed. Blocks along the diagonal are phases, their borders transitions. */
export const ckaOverTime = defineProbe({
  id: 'cka-over-time',
  name: 'CKA between steps',
  symbol: 'CKA(t, t′)',
  formula: String.raw`\mathrm{CKA}(t, t') = \frac{\mathrm{HSIC}_1(K_t, K_{t'})}{\sqrt{\mathrm{HSIC}_1(K_t, K_t)\,\mathrm{HSIC}_1(K_{t'}, K_{t'})}}, \qquad t, t' \in \{0, s, 2s, \dots\} \cup \{\text{now}\}`,
  unit: '1',
  about:
    'Similarity of the geometry of each hidden layer between any two of the steps so far. Blocks of high similarity are ' +
    'stretches in which the representation stood still, a border between blocks is when it changed; in grokking it ' +
    'lies long after the training set is fitted',
  caveat:
    'Row and column i stand for step i · s after the probe was attached, the last of both for now; s is the smallest power of two with ' +
    'now/s < 32, so that the axis of later frames is coarser. On 64 examples the noise of a single value is about 0.02',
  estimator:
    'Exact Gram matrices of the centered activations on the first 64 examples of the probe batch, in float64. At ' +
    'most 32 of them are kept for each layer: when there is one more, every other one goes and s doubles',
  edges:
    'Needs 4 examples. NaN in the rows and columns of steps at which activations did not vary or held NaN or an infinity; absent where that ' +
    'is so now. Values slightly below 0 are kept',
  reference: 'Kornblith et al. 2019, arXiv:1905.00414; Nguyen, Raghu & Kornblith 2021, arXiv:2010.15327',
  needs: ['hidden'],
  cost: 'pass',
  cadence: every(200),
  group: 'similarity',
  output: matrices({ range: [-1 - 1e-9, 1 + 1e-9] }),
  options: [
    {
      key: 'estimator',
      about: 'The unbiased HSIC of Song et al. (debiased), or the plug-in one of Kornblith et al. (biased)',
      type: 'choice',
      default: 'debiased',
      choices: ESTIMATORS,
    },
  ],
  memory: {
    initial: NONE_KEPT as Thinned<Grams>,
    next: (memory, inputs) => thinned(memory, () => gramsOf(inputs.hidden)),
  },
  measure: ({ hidden }, { memory, options }) => {
    const { age, stride, kept } = memory
    const now = gramsOf(hidden)
    const states = age >= 0 && age % stride === 0 ? kept : [...kept, now]
    return Object.fromEntries(
      Object.entries(hidden).map(([name, { rows }]) => {
        const n = Math.min(rows, EXAMPLES)
        if (n < 4) return [name, absent(`Needs 4 examples, and the probe batch has ${rows}`)]
        const own = now[name] as Float64Array
        if (!own.every(Number.isFinite)) return [name, absent(`The activations of '${name}' hold NaN or an infinity`)]
        const between = (a: Float64Array | undefined, b: Float64Array | undefined) =>
          a === undefined || b === undefined ? NaN : (cka(a, b, n, options.estimator as Estimator) ?? NaN)
        if (Number.isNaN(between(own, own)))
          return [name, absent(`The activations of '${name}' do not vary over the probe batch`)]
        const grams = states.map((state) => state[name])
        const data = Float64Array.from(grams.flatMap((a) => grams.map((b) => between(a, b))))
        return [name, { rows: grams.length, cols: grams.length, data }]
      }),
    )
  },
})

const gramsOf = (hidden: Matrices): Grams =>
  Object.fromEntries(Object.entries(hidden).map(([name, matrix]) => [name, gramOf(matrix.data, matrix)]))

/** X Xᵀ of the centered columns, in units of its scale, which a ratio does not see. Without a backend: a memory has none. */
const gramOf = oncePerArray((_data: object, matrix: Matrix): Float64Array => {
  const { rows, cols, data } = ordinarySize(centeredColumns(inDouble(firstRows(matrix, EXAMPLES)))).matrix
  const examples = Array.from({ length: rows }, (_, i) => data.subarray(i * cols, (i + 1) * cols))
  const gram = new Float64Array(rows * rows)
  examples.forEach((a, i) => {
    for (let j = 0; j <= i; j++) gram[i * rows + j] = gram[j * rows + i] = dot(a, examples[j] as Vector)
  })
  return gram
})

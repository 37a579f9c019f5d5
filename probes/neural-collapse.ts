import { absent, every, type Absent } from '#src/vocabulary/index.ts'
import { defineProbe, scalars } from './define.ts'
import type { Head } from './inputs.ts'
import { answersOf } from './maths/statistics/answers.ts'
import { classesIn, classMeans, emptyClass, membersOf } from './maths/statistics/classes.ts'
import { inDouble, roundingOf } from './maths/algebra/double.ts'
import { centeredColumns } from './maths/algebra/gram.ts'
import type { LinearAlgebra, Matrix } from './maths/algebra/linear-algebra.ts'
import { sumOfSquares } from './maths/algebra/norms.ts'
import { ordinarySize } from './maths/algebra/ordinary-size.ts'
import { energyFloor } from './maths/algebra/spectra.ts'
import { lengthOf } from './maths/algebra/wide.ts'

/** Eigenvalues of the between-class covariance below this share of the largest are taken as zero. */
const TOLERANCE = 1e-6

/** How far the last layer is from neural collapse: one point a class, points at a simplex, and a head that mirrors them. */
export const neuralCollapse = defineProbe({
  id: 'neural-collapse',
  name: 'Neural collapse',
  symbol: 'NC₁…NC₄',
  formula: String.raw`\tfrac{1}{C} \operatorname{tr} \Sigma_W \Sigma_B^{\dagger},\quad \frac{\operatorname{std}_c \lVert \mu_c \rVert}{\operatorname{mean}_c \lVert \mu_c \rVert},\quad \overline{\Bigl| \cos(\mu_c, \mu_{c'}) + \tfrac{1}{C - 1} \Bigr|},\quad \Bigl\lVert \tfrac{W}{\lVert W \rVert} - \tfrac{M}{\lVert M \rVert} \Bigr\rVert_F,\quad P\bigl(\operatorname{argmax} f \ne \operatorname{argmin}_c \lVert h - \mu_c \rVert\bigr)`,
  unit: '1',
  about:
    'Four signs of the last hidden layer that all go to 0 in the terminal phase of training: nc1 the variability ' +
    'within classes, nc2-norms and nc2-angles the deviation of the class means from equal lengths and angles (a ' +
    'simplex), nc3 the distance between the head and the class means, nc4 the share of answers that are not the ' +
    'nearest class mean',
  caveat:
    'Of one batch: with few examples per class nc1 is small in any case, since each class mean is then close to ' +
    'its own examples. C classes in fewer than C − 1 neurons cannot form a simplex. Compare nc1 with the null of ' +
    'shuffled labels',
  estimator:
    'Exact, in float64; Σ_W averages over examples, Σ_B over classes, the deviation over C. Class means are taken ' +
    'relative to the mean of the class means, which equals the mean of all examples (Papyan et al.) where classes ' +
    "have equal size. Σ_B's pseudoinverse drops eigenvalues below 1e-6 of the largest, or below (8 ε)² of it for activations that " +
    'were stored in a type coarser than float32',
  edges:
    'Absent for one class, an empty class, equal class means, or NaN; nc2-angles where a class mean is at the ' +
    'center; nc3 and nc4 where the network has no such head, nc3 where its shape is not neurons × classes',
  reference: 'Papyan, Han & Donoho 2020, arXiv:2008.08186',
  needs: ['hidden', 'labels', 'head'],
  cost: 'pass',
  cadence: every(100),
  group: 'representations',
  output: scalars({ scale: 'log' }),
  nulls: ['shuffled-labels'],
  options: [
    {
      key: 'center',
      about: 'Origin of the class means: the mean of the class means, or the mean of all examples',
      type: 'choice',
      default: 'classes',
      choices: ['classes', 'examples'],
    },
  ],
  tellsDivergence: true,
  measure: ({ hidden, labels, head }, { linalg, options }) => {
    const [name, last] = Object.entries(hidden).at(-1) ?? []
    if (name === undefined || last === undefined) return absent('The network has no hidden layer')
    if (!last.data.every(Number.isFinite)) return absent(`'${name}' holds NaN or an infinity`)
    const classes = Math.max(classesIn(labels), head.weight?.cols ?? 0, head.logits?.cols ?? 0)
    if (classes < 2) return absent('Needs 2 classes, and there is one')
    const empty = emptyClass(labels, classes)
    if (empty !== undefined) return absent(`Class ${empty} has no example in the probe batch`)
    const members = membersOf(labels, classes)

    const h = ordinarySize(inDouble(last)).matrix
    const means = classMeans(h, members)
    const centered = centeredColumns(means)
    const m = options.center === 'examples' ? from(means, classMeans(h, [[...labels.keys()]])) : centered
    if (centered.data.every((value) => value === 0)) return absent(`The class means of '${name}' are equal`)
    return {
      nc1: withinToBetween(h, means, m, labels, linalg),
      'nc2-norms': spreadOfNorms(m),
      'nc2-angles': meanAngle(m, linalg),
      nc3: headBesideMeans(head, m),
      nc4: answersBesideMeans(head, h, means),
    }
  },
})

/** tr(Σ_W Σ_B†)/C. With M = U S Vᵀ, Σ_B† = C V S⁻² Vᵀ: the variance along each v within classes, over s². */
function withinToBetween(h: Matrix, means: Matrix, m: Matrix, labels: Int32Array, linalg: LinearAlgebra): number {
  const { s, v } = linalg.svd(m)
  const own = h.data.map(
    (value, at) => value - (means.data[(labels[Math.floor(at / h.cols)] ?? 0) * h.cols + (at % h.cols)] ?? 0),
  )
  const along = linalg.product({ ...h, data: own }, v)
  const largest = (s[0] ?? 0) ** 2
  const tolerance = Math.max(TOLERANCE, energyFloor(roundingOf(h)))
  let ratio = 0
  s.forEach((value, k) => {
    if (value ** 2 <= tolerance * largest) return
    let variance = 0
    for (let i = 0; i < along.rows; i++) variance += (along.data[i * along.cols + k] ?? 0) ** 2 / along.rows
    ratio += variance / value ** 2
  })
  return ratio
}

function spreadOfNorms(m: Matrix): number {
  const norms = normsOf(m)
  const mean = norms.reduce((sum, norm) => sum + norm, 0) / norms.length
  const variance = norms.reduce((sum, norm) => sum + (norm - mean) ** 2, 0) / norms.length
  return Math.sqrt(variance) / mean
}

function meanAngle(m: Matrix, linalg: LinearAlgebra): number | Absent {
  const norms = normsOf(m)
  const central = norms.findIndex((norm) => norm === 0)
  if (central >= 0) return absent(`The mean of class ${central} is at the center`)
  const { data } = linalg.product(m, m, { b: true })
  const classes = m.rows
  let sum = 0
  for (let c = 0; c < classes; c++) {
    for (let d = 0; d < c; d++) {
      const cosine = (data[c * classes + d] ?? 0) / ((norms[c] ?? 0) * (norms[d] ?? 0))
      sum += Math.abs(cosine + 1 / (classes - 1))
    }
  }
  return (2 * sum) / (classes * (classes - 1))
}

function headBesideMeans({ weight }: Head, m: Matrix): number | Absent {
  if (weight === null) return absent('The network has no last layer of weights')
  if (weight.rows !== m.cols || weight.cols !== m.rows) {
    return absent(`The head is ${weight.rows} × ${weight.cols}, and the class means ${m.cols} × ${m.rows}`)
  }
  const [wNorm, mNorm] = [lengthOf(weight.data), lengthOf(m.data)]
  if (wNorm === 0) return absent('The weights of the head are all zero')
  let sum = 0
  for (let j = 0; j < m.cols; j++) {
    for (let c = 0; c < m.rows; c++) {
      sum += ((weight.data[j * m.rows + c] ?? 0) / wNorm - (m.data[c * m.cols + j] ?? 0) / mNorm) ** 2
    }
  }
  return Math.sqrt(sum)
}

function answersBesideMeans({ logits }: Head, h: Matrix, means: Matrix): number | Absent {
  if (logits === null) return absent('The network has no logits')
  if (!logits.data.every(Number.isFinite)) return absent('The logits hold NaN or an infinity')
  const answers = answersOf(logits)
  let differ = 0
  for (let i = 0; i < h.rows; i++) if (answers[i] !== nearestMean(h, i, means)) differ++
  return differ / h.rows
}

function nearestMean({ data, cols }: Matrix, row: number, means: Matrix): number {
  let best = 0
  let least = Infinity
  for (let c = 0; c < means.rows; c++) {
    let squared = 0
    for (let j = 0; j < cols; j++) squared += ((data[row * cols + j] ?? 0) - (means.data[c * cols + j] ?? 0)) ** 2
    if (squared < least) [best, least] = [c, squared]
  }
  return best
}

function normsOf({ rows, cols, data }: Matrix): number[] {
  return Array.from({ length: rows }, (_, row) => Math.sqrt(sumOfSquares(data.subarray(row * cols, (row + 1) * cols))))
}

/** Every row less one row. */
function from(means: Matrix, center: Matrix): Matrix {
  return { ...means, data: means.data.map((value, at) => value - (center.data[at % means.cols] ?? 0)) }
}

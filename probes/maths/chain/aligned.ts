import { greatestAssignment } from '#probes/maths/geometry/assignment.ts'
import type { LinearAlgebra, Matrix } from '#probes/maths/algebra/linear-algebra.ts'
import type { DenseLayer } from './chain.ts'

/**
 * The second network with its hidden neurons reordered, which leaves its function as it is, to be as near as it can in
 * weights to the first: weight matching of Ainsworth et al. 2022. With one hidden layer the order is the best there is;
 * with more, layers take turns until none gains.
 */
export function alignedWith(
  first: readonly DenseLayer[],
  second: readonly DenseLayer[],
  linalg: LinearAlgebra,
): DenseLayer[] {
  let now = [...second]
  for (let isBetter = true; isBetter;) {
    isBetter = false
    for (let l = 0; l + 1 < now.length; l++) {
      const likeness = likenessOf(first, now, l, linalg)
      // No order is nearer than another where a weight is NaN or an infinity.
      if (!likeness.data.every(Number.isFinite)) continue
      // order[i] is the neuron of the second that goes with neuron i of the first.
      const order = greatestAssignment(likeness)
      // A gain below the rounding of the sum that it is a difference of is none.
      if (gainOf(likeness, order) <= ROUNDING * sizeOf(likeness)) continue
      now = reordered(now, l, order)
      isBetter = true
    }
  }
  return now
}

/** Σ of weights into, bias of, and weights out of neuron i of the first times those of neuron j of the second. */
function likenessOf(first: readonly DenseLayer[], second: readonly DenseLayer[], l: number, linalg: LinearAlgebra) {
  const [a, b] = [first[l] as DenseLayer, second[l] as DenseLayer]
  const [outOfA, outOfB] = [first[l + 1] as DenseLayer, second[l + 1] as DenseLayer]
  const into = linalg.product(a.weight, b.weight, { a: true })
  const out = linalg.product(outOfA.weight, outOfB.weight, { b: true })
  const n = into.rows
  const data = Float64Array.from(into.data, (value, at) => {
    const [i, j] = [Math.floor(at / n), at % n]
    return value + (out.data[at] ?? 0) + (a.bias?.values[i] ?? 0) * (b.bias?.values[j] ?? 0)
  })
  return { rows: n, cols: n, data }
}

const ROUNDING = 1e-9

/** What the likeness of neurons in their places adds up to, signs aside. */
function sizeOf({ rows, data }: Matrix): number {
  let sum = 0
  for (let row = 0; row < rows; row++) {
    let largest = 0
    for (let col = 0; col < rows; col++) largest = Math.max(largest, Math.abs(data[row * rows + col] ?? 0))
    sum += largest
  }
  return sum
}

/** How much likeness an order gains over leaving the neurons in place; that of leaving them, for null. */
function gainOf({ rows, data }: Matrix, order: Int32Array | null): number {
  let gain = 0
  for (let i = 0; i < rows; i++) {
    const inPlace = data[i * rows + i] ?? 0
    gain += order === null ? inPlace : (data[i * rows + (order[i] ?? 0)] ?? 0) - inPlace
  }
  return gain
}

function reordered(layers: readonly DenseLayer[], l: number, order: Int32Array): DenseLayer[] {
  return layers.map((layer, k) => {
    const { weight, bias } = layer
    if (k === l + 1) {
      const data = weight.data.slice()
      order.forEach((from, i) =>
        data.set(weight.data.subarray(from * weight.cols, (from + 1) * weight.cols), i * weight.cols),
      )
      return { ...layer, weight: { ...weight, data } }
    }
    if (k !== l) return layer
    const data = weight.data.map((_, at) => {
      const column = at % weight.cols
      return weight.data[at - column + (order[column] as number)] as number
    })
    const values = bias?.values.map((_, i) => bias.values[order[i] as number] as number)
    return { ...layer, weight: { ...weight, data }, bias: bias && { ...bias, values: values ?? bias.values } }
  })
}

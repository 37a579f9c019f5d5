import type { Matrix } from '#probes/maths/algebra/linear-algebra.ts'
import type { LossKind } from './chain.ts'

/** The loss of a batch, summed in float64. */
export function lossOf(kind: LossKind, logits: Matrix, targets: Matrix): number {
  const { share } = scaleOf(kind, logits)
  return share * exampleLosses(kind, logits, targets).reduce((sum, loss) => sum + loss, 0)
}

/**
 * Each example's own loss, [n]: the loss of the batch is their mean, or their sum where the reduction is `sum`.
 * Cross-entropy is in nats, and exact where 1 − probability is below the rounding of float32.
 */
export function exampleLosses(kind: LossKind, logits: Matrix, targets: Matrix): Float64Array {
  const { factor } = scaleOf(kind, logits)
  const { temperature = 1 } = kind
  const { rows, cols } = logits
  const losses = new Float64Array(rows)
  for (let row = 0; row < rows; row++) {
    const from = row * cols
    let sum = 0
    if (kind.kind === 'mse') {
      for (let at = from; at < from + cols; at++) sum += ((logits.data[at] ?? 0) - (targets.data[at] ?? 0)) ** 2
    } else {
      // Σ_k t_k (log Σ_j e^{(f_j − f_k)/T}): each term from differences to its own class, so that no digits cancel.
      for (let k = 0; k < cols; k++) {
        const weight = targets.data[from + k] ?? 0
        if (weight !== 0) sum += weight * surprise(logits, from, k, temperature)
      }
    }
    losses[row] = factor * sum
  }
  return losses
}

/** ∂loss/∂logits, reduction included, [n, C] */
export function lossSlope(kind: LossKind, logits: Matrix, targets: Matrix): Matrix {
  return scaled(exampleSlopes(kind, logits, targets), scaleOf(kind, logits).share)
}

/** ∂ of each example's own loss, [n, C] */
export function exampleSlopes(kind: LossKind, logits: Matrix, targets: Matrix): Matrix {
  const { factor } = scaleOf(kind, logits)
  const { rows, cols } = logits
  const data = logits.data.slice()
  if (kind.kind === 'mse') {
    for (let i = 0; i < data.length; i++) data[i] = 2 * factor * ((logits.data[i] ?? 0) - (targets.data[i] ?? 0))
    return { rows, cols, data }
  }
  const { temperature = 1 } = kind
  const shares = softmax(logits, temperature)
  for (let row = 0; row < rows; row++) {
    const from = row * cols
    let weight = 0
    for (let k = 0; k < cols; k++) weight += targets.data[from + k] ?? 0
    for (let at = from; at < from + cols; at++) {
      data[at] = ((shares[at] ?? 0) * weight - (targets.data[at] ?? 0)) / temperature
    }
  }
  return { rows, cols, data }
}

/** What an answer is off by, [n, C]: f − y under the squared error, softmax f − y under cross-entropy. */
export function residualOf(kind: LossKind, logits: Matrix, targets: Matrix): Matrix {
  const { rows, cols } = logits
  const answers = kind.kind === 'mse' ? logits.data : softmax(logits, kind.temperature ?? 1)
  const data = Float64Array.from(answers, (answer, i) => answer - (targets.data[i] ?? 0))
  return { rows, cols, data }
}

/** ∂²loss/∂logits² · direction, reduction included, [n, C]: what a change of the logits does to the slope. */
export function lossCurvature(kind: LossKind, logits: Matrix, targets: Matrix, direction: Matrix): Matrix {
  const { factor, share } = scaleOf(kind, logits)
  if (kind.kind === 'mse') return scaled(direction, 2 * factor * share)
  const { rows, cols } = logits
  const { temperature = 1 } = kind
  const shares = softmax(logits, temperature)
  const scale = share / temperature ** 2
  const data = direction.data.slice()
  for (let row = 0; row < rows; row++) {
    const from = row * cols
    let weight = 0
    let mean = 0
    for (let at = from; at < from + cols; at++) {
      weight += targets.data[at] ?? 0
      mean += (shares[at] ?? 0) * (direction.data[at] ?? 0)
    }
    for (let at = from; at < from + cols; at++) {
      data[at] = scale * weight * (shares[at] ?? 0) * ((direction.data[at] ?? 0) - mean)
    }
  }
  return { rows, cols, data }
}

/** `factor` makes an example's loss of its sum over outputs, `share` makes the batch's loss of the examples'. */
function scaleOf({ kind, reduction }: LossKind, { rows, cols }: Matrix): { factor: number; share: number } {
  const share = reduction === 'sum' ? 1 : 1 / rows
  if (kind === 'cross-entropy') return { factor: 1, share }
  if (reduction === 'mean') return { factor: 1 / cols, share }
  return { factor: reduction === 'half-batch-mean' ? 0.5 : 1, share }
}

/** −log softmax_k of one row divided by the temperature, in nats. */
export function surprise({ data, cols }: Matrix, from: number, k: number, temperature: number): number {
  const own = data[from + k] ?? 0
  let top = 0
  for (let at = from; at < from + cols; at++) top = Math.max(top, ((data[at] ?? 0) - own) / temperature)
  let others = 0
  for (let j = 0; j < cols; j++) if (j !== k) others += Math.exp(((data[from + j] ?? 0) - own) / temperature - top)
  return top === 0 ? Math.log1p(others) : top + Math.log(others + Math.exp(-top))
}

/** Of every row divided by the temperature, in float64. */
function softmax({ rows, cols, data }: Matrix, temperature: number): Float64Array {
  const shares = new Float64Array(data.length)
  for (let row = 0; row < rows; row++) {
    const from = row * cols
    let top = -Infinity
    for (let at = from; at < from + cols; at++) top = Math.max(top, data[at] ?? 0)
    let sum = 0
    for (let at = from; at < from + cols; at++) sum += shares[at] = Math.exp(((data[at] ?? 0) - top) / temperature)
    for (let at = from; at < from + cols; at++) shares[at] = (shares[at] ?? 0) / sum
  }
  return shares
}

function scaled({ rows, cols, data }: Matrix, factor: number): Matrix {
  const result = data.slice()
  for (let i = 0; i < result.length; i++) result[i] = factor * (data[i] as number)
  return { rows, cols, data: result }
}

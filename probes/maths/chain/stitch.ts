import { affineFit, type AffineMap } from '#probes/maths/algebra/affine-fit.ts'
import { inDouble } from '#probes/maths/algebra/double.ts'
import type { LinearAlgebra, Matrix } from '#probes/maths/algebra/linear-algebra.ts'
import { deltas } from './backward.ts'
import type { DenseLayer, LossKind } from './chain.ts'
import { forward } from './forward.ts'
import { lossSlope } from './loss.ts'

/** What a stitch is fitted to: hidden activations of two networks on the same examples, and what lies above. */
export interface Stitched {
  /** Of the network below, [n, p] */
  readonly from: Matrix
  /** Of the network above at the same place, [n, q] */
  readonly to: Matrix
  /** The layers above, which stay as they are. */
  readonly top: readonly DenseLayer[]
  readonly loss: LossKind
  /** [n, C] */
  readonly targets: Matrix
}

/** The rate of Adam that a stitch is trained with; its other numbers are the usual ones. */
export const STITCH_RATE = 1e-3

/**
 * The affine map by which one network's activations stand in for another's: least squares between the two, then so many
 * steps of Adam on the loss behind the layers above, all examples in each. In float64.
 */
export function fittedStitch(stitched: Stitched, steps: number, linalg: LinearAlgebra): AffineMap {
  const { to, top, loss, targets } = stitched
  const from = inDouble(stitched.from)
  const start = affineFit(from, to, linalg)
  if (steps === 0) return start
  const weight = { ...start.weight, data: Float64Array.from(start.weight.data) }
  const bias = Float64Array.from(start.bias)
  const [moveWeight, moveBias] = [adam(weight.data), adam(bias)]
  const layers: DenseLayer[] = [
    { name: 'stitch', weight, bias: { name: 'stitch.bias', values: bias }, activation: 'linear' },
    ...top,
  ]
  for (let step = 1; step <= steps; step++) {
    const pass = forward(layers, from, linalg)
    const [slopes] = deltas(layers, pass, lossSlope(loss, pass.h.at(-1) as Matrix, targets), linalg) as [Matrix]
    moveWeight(linalg.product(from, slopes, { a: true }).data, step)
    moveBias(columnSums(slopes), step)
  }
  return { weight, bias }
}

/** Moves these values in place, by gradients that come one after the other (Kingma and Ba 2015). */
function adam(values: Float64Array): (gradient: ArrayLike<number>, step: number) => void {
  const [beta1, beta2] = [0.9, 0.999]
  const [first, second] = [new Float64Array(values.length), new Float64Array(values.length)]
  return (gradient, step) => {
    const [size, unbias] = [STITCH_RATE / (1 - beta1 ** step), 1 / (1 - beta2 ** step)]
    for (let i = 0; i < values.length; i++) {
      const slope = gradient[i] as number
      const mean = beta1 * (first[i] as number) + (1 - beta1) * slope
      const square = beta2 * (second[i] as number) + (1 - beta2) * slope * slope
      first[i] = mean
      second[i] = square
      values[i] = (values[i] as number) - (size * mean) / (Math.sqrt(square * unbias) + 1e-8)
    }
  }
}

function columnSums({ cols, data }: Matrix): Float64Array {
  const sums = new Float64Array(cols)
  data.forEach((value: number, at: number) => (sums[at % cols] = (sums[at % cols] as number) + value))
  return sums
}

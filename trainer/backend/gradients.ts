import type { Tensor } from '@tensorflow/tfjs-core'
import type { Tf } from './load-native.ts'

/**
 * Puts two gradients right that tfjs-core 4.22 has wrong on every backend.
 * The product of a batch with one matrix (each linear layer on [batch, position, width]) throws in its gradient, and so does
 * a cumulative sum over any axis but the last.
 */
export function mendGradients(tf: Tf): void {
  replaceGradient(tf, 'BatchMatMul', ['a', 'b'], (dy, [a, b], attrs) => {
    const { transposeA, transposeB } = attrs as { transposeA: boolean; transposeB: boolean }
    return {
      a: () => {
        if (!transposeA) return productInto(tf, a!.shape, dy, b!, false, !transposeB)
        return productInto(tf, a!.shape, b!, dy, transposeB, true)
      },
      b: () => {
        if (!transposeB) return productInto(tf, b!.shape, a!, dy, !transposeA, false)
        return productInto(tf, b!.shape, dy, a!, true, transposeA)
      },
    }
  })
  replaceGradient(tf, 'Cumsum', ['x'], (dy, _saved, attrs) => {
    const { axis, exclusive, reverse } = attrs as { axis: number; exclusive: boolean; reverse: boolean }
    return { x: () => tf.cumsum(dy, axis, exclusive, !reverse) }
  })
}

/** The product, added up over the batch axes that `shape` was broadcast along. */
function productInto(
  tf: Tf,
  shape: number[],
  left: Tensor,
  right: Tensor,
  transposeLeft: boolean,
  transposeRight: boolean,
): Tensor {
  const single = tf.util.sizeFromShape(shape.slice(0, -2)) === 1
  if (single && transposeLeft && !transposeRight && sameBatch(left, right)) {
    // One matrix that served a whole batch: as one long product, not as a batch of products to be added up.
    const rows = (x: Tensor) => tf.reshape(x, [-1, x.shape.at(-1)!])
    return tf.reshape(tf.matMul(rows(left), rows(right), true), shape)
  }
  const product = tf.matMul(left, right, transposeLeft, transposeRight)
  const axes = tf.broadcast_util.getReductionAxes(shape, product.shape)
  return tf.reshape(axes.length > 0 ? tf.sum(product, axes) : product, shape)
}

function sameBatch(left: Tensor, right: Tensor): boolean {
  return left.rank === right.rank && left.shape.slice(0, -1).every((side, axis) => side === right.shape[axis])
}

type GradientFunction = (dy: Tensor, saved: Tensor[], attrs: object) => Record<string, () => Tensor>

function replaceGradient(tf: Tf, kernelName: string, inputsToSave: string[], gradFunc: GradientFunction): void {
  tf.unregisterGradient(kernelName)
  tf.registerGradient({ kernelName, inputsToSave, gradFunc: gradFunc as never })
}

import type { Tensor, Tensor2D } from '@tensorflow/tfjs-core'
import { runtimeError } from '#src/vocabulary/index.ts'
import type { Tf } from '#trainer/tensors/index.ts'
import { examplesIn, matrix, type NetworkLayer } from './layer.ts'
import type { InitialDraw } from './weights.ts'

export interface Convolution {
  readonly name: string
  /** Of the images, whose pixels are the positions, row by row. */
  readonly height: number
  readonly width: number
  /** Channels that come in and that go out. */
  readonly from: number
  readonly to: number
  /** Pixels along a side of the kernel, an odd number; beyond the edge everything is 0. */
  readonly side: number
  readonly begins: InitialDraw
}

/**
 * One kernel for every place of an image, which keeps its size. The weights are [side · side · from, to], and what they
 * meet is written out as one matrix: for small images that is as fast as any, and it has its Hessian products.
 */
export function convolution({ name, height, width, from, to, side, begins }: Convolution): NetworkLayer {
  const reach = (side - 1) / 2
  if (!Number.isInteger(reach)) throw runtimeError(`${name}: expected a kernel with an odd side, got ${side}`)
  const places = Array.from({ length: side * side }, (_, i) => [Math.floor(i / side), i % side] as const)

  /** What each kernel sees, [examples · pixels, side · side · from]. */
  function seen(tf: Tf, rows: Tensor2D, examples: number): Tensor2D {
    const images = tf.reshape(rows, [examples, height, width, from])
    const framed = tf.pad(images, [[0, 0], [reach, reach], [reach, reach], [0, 0]]) // prettier-ignore
    const shifted = places.map(([y, x]): Tensor => tf.slice(framed, [0, y, x, 0], [examples, height, width, from]))
    return tf.reshape(tf.concat(shifted, 3), [examples * height * width, side * side * from])
  }

  /** From the slopes of what the kernels see to those of the pixels, each of which several kernels saw. */
  function unseen(tf: Tf, slopes: Tensor2D, examples: number): Tensor2D {
    const apart = tf.reshape(slopes, [examples, height, width, side * side * from])
    const framed = places.map(([y, x], i): Tensor => {
      const own: Tensor = tf.slice(apart, [0, 0, 0, i * from], [examples, height, width, from])
      return tf.pad(own, [[0, 0], [y, 2 * reach - y], [x, 2 * reach - x], [0, 0]]) // prettier-ignore
    })
    const pixels = tf.slice(tf.addN(framed), [0, reach, reach, 0], [examples, height, width, from])
    return tf.reshape(pixels, [examples * height * width, from])
  }

  return {
    from,
    to,
    weights: [{ name, shape: [side * side * from, to], begins }],
    through(tf, weights, { rows, positions }) {
      if (positions !== height * width)
        throw runtimeError(`${name}: expected ${height} × ${width} pixels, got ${positions} positions`)
      const examples = examplesIn({ rows, positions })
      const patches = seen(tf, rows, examples)
      return {
        y: { rows: tf.matMul(patches, matrix(weights, name)), positions },
        back: (slope) => ({
          x: () => unseen(tf, tf.matMul(slope, matrix(weights, name), false, true), examples),
          weights: { [name]: tf.matMul(patches, slope, true, false) },
        }),
      }
    },
  }
}

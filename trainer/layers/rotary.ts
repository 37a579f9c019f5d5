import type { Tensor } from '@tensorflow/tfjs-core'
import type { Tf } from '#trainer/tensors/index.ts'

/**
 * Positions by rotation (Su et al. 2021, arXiv:2104.09864): queries and keys are turned, plane by plane, by an angle in
 * proportion to where they stand, so that their products know of distances only. Takes and gives [examples, heads,
 * positions, size]; the planes are those of entry i and entry i + size / 2.
 */
export function rotated(tf: Tf, x: Tensor, base: number): Tensor {
  return turned(tf, x, base, 1)
}

/** ∂loss/∂x from that of what was rotated: back by the same angles. */
export function rotatedBack(tf: Tf, slope: Tensor, base: number): Tensor {
  return turned(tf, slope, base, -1)
}

function turned(tf: Tf, x: Tensor, base: number, sense: 1 | -1): Tensor {
  const [examples, heads, positions, size] = x.shape as [number, number, number, number]
  const half = size / 2
  const table = (of: (angle: number) => number) =>
    tf.tensor2d(
      Float32Array.from({ length: positions * half }, (_, i) =>
        of(Math.floor(i / half) * base ** (-(i % half) / half)),
      ),
      [positions, half],
    )
  const part = (from: number) => tf.slice(x, [0, 0, 0, from], [examples, heads, positions, half])
  const [left, right] = [part(0), part(half)]
  const [cos, sin] = [table(Math.cos), table((angle) => sense * Math.sin(angle))]
  return tf.concat([tf.sub(tf.mul(left, cos), tf.mul(right, sin)), tf.add(tf.mul(left, sin), tf.mul(right, cos))], 3)
}

import type { Backend } from './open-backend.ts'

/** How fast this backend multiplies two 1024 × 1024 float32 matrices, in GFLOP/s: the best of several, after one to warm up. */
export function measureGflops({ tf }: Pick<Backend, 'tf'>, repeats = 8): number {
  const size = 1024
  return tf.tidy(() => {
    const left = tf.randomUniform([size, size], -1, 1, 'float32', 1)
    const right = tf.randomUniform([size, size], -1, 1, 'float32', 2)
    let bestMs = Infinity
    for (let repeat = 0; repeat <= repeats; repeat++) {
      const start = performance.now()
      tf.tidy(() => tf.max(tf.matMul(left, right)).dataSync()) // reading a number waits for a GPU to be done
      if (repeat > 0) bestMs = Math.min(bestMs, performance.now() - start)
    }
    return (2 * size ** 3) / bestMs / 1e6
  })
}

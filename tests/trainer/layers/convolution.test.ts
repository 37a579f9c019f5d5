import type { Tensor4D } from '@tensorflow/tfjs-core'
import { describe, expect, it } from 'vitest'
import { openStream } from '#src/vocabulary/random.ts'
import { convolution } from '#trainer/layers/convolution.ts'
import { recurrent } from '#trainer/layers/recurrent.ts'
import { normal } from '#trainer/layers/weights.ts'
import { workbenchOf } from '#trainer/tensors/workbench.ts'
import { backend } from '../runs.ts'

const { tf } = workbenchOf(await backend())
const drawn = (seed: number, size: number) => {
  const stream = openStream(seed, 'numbers')
  return Float32Array.from({ length: size }, () => stream.normal())
}

describe('a convolution', () => {
  const [examples, height, width, from, to] = [2, 4, 5, 3, 2]
  const rows = tf.tensor2d(drawn(1, examples * height * width * from), [examples * height * width, from])

  it.each([1, 3, 5])('is that of TensorFlow, and goes back as the tape does: a kernel of side %i', (side) => {
    const layer = convolution({ name: 'kernel', height, width, from, to, side, begins: normal(1) })
    const kernel = tf.tensor2d(drawn(2, side * side * from * to), [side * side * from, to])
    const slope = tf.tensor2d(drawn(3, examples * height * width * to), [examples * height * width, to])
    const { y, back } = layer.through(tf, { kernel }, { rows, positions: height * width })
    const theirs = (x: typeof rows, w: typeof kernel) =>
      tf.reshape(
        tf.conv2d(
          tf.reshape(x, [examples, height, width, from]) as Tensor4D,
          tf.reshape(w, [side, side, from, to]) as Tensor4D,
          1,
          'same',
        ),
        [examples * height * width, to],
      )
    const wanted = theirs(rows, kernel).dataSync()
    y.rows.dataSync().forEach((value, i) => expect(Math.abs(value - wanted[i]!)).toBeLessThan(2e-5))
    const [toRows, toKernel] = tf.grads((x, w) => theirs(x as typeof rows, w as typeof kernel))([rows, kernel], slope)
    const slopes = back(slope)
    for (const [ours, taped] of [
      [slopes.x!(), toRows!],
      [slopes.weights.kernel!, toKernel!],
    ] as const) {
      expect(ours.shape).toEqual(taped.shape)
      const right = taped.dataSync()
      ours.dataSync().forEach((value, i) => expect(Math.abs(value - right[i]!)).toBeLessThan(1e-4))
    }
  })

  it('refuses a kernel without a middle, and images of another size', () => {
    const card = { name: 'kernel', height, width, from, to, begins: normal(1) }
    expect(() => convolution({ ...card, side: 2 })).toThrow('kernel: expected a kernel with an odd side, got 2')
    const layer = convolution({ ...card, side: 1 })
    const kernel = tf.zeros([from, to])
    expect(() => layer.through(tf, { kernel }, { rows, positions: 10 })).toThrow(
      'kernel: expected 4 × 5 pixels, got 10 positions',
    )
  })
})

describe('a recurrent cell', () => {
  it('is its recursion, position by position', () => {
    const layer = recurrent({ name: 'cell', from: 2, to: 3, activation: 'tanh', begins: { in: normal(1), state: normal(1) } }) // prettier-ignore
    const [u, w, x] = [drawn(4, 6), drawn(5, 9), drawn(6, 2 * 4 * 2)]
    const weights = { 'cell.in': tf.tensor2d(u, [2, 3]), 'cell.state': tf.tensor2d(w, [3, 3]) }
    const { y } = layer.through(tf, weights, { rows: tf.tensor2d(x, [8, 2]), positions: 4 })
    const got = y.rows.arraySync()
    for (let example = 0; example < 2; example++) {
      let state = [0, 0, 0]
      for (let t = 0; t < 4; t++) {
        const at = (example * 4 + t) * 2
        state = [0, 1, 2].map((j) =>
          Math.tanh(x[at]! * u[j]! + x[at + 1]! * u[3 + j]! + state.reduce((sum, h, k) => sum + h * w[k * 3 + j]!, 0)),
        )
        state.forEach((value, j) => expect(Math.abs(got[example * 4 + t]![j]! - value)).toBeLessThan(1e-5))
      }
    }
  })
})

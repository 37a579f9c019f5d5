import { describe, expect, it } from 'vitest'
import { measureGflops } from '../../../trainer/backend/index.ts'
import { obeysLinearAlgebraLaws } from './linear-algebra-laws.ts'
import { nativeIfAvailable } from './native-available.ts'
import { pseudoRandom } from './pseudo-random.ts'
import { mostApart } from './rounding.ts'
import { trainStep, startingPoint } from './twenty-steps.ts'

const native = await nativeIfAvailable()

describe.skipIf(native === undefined)('native TensorFlow', () => {
  const { tf, linalg, describe: describeBackend } = native ?? ({} as NonNullable<typeof native>)
  const tensors = () => [tf.memory().numTensors, handles()]
  const handles = () =>
    (tf.backend() as unknown as { binding: { getNumOfTensors(): number } }).binding.getNumOfTensors()

  describe('its linear algebra', () => {
    if (native !== undefined) obeysLinearAlgebraLaws(linalg)

    it.each([3e200, 3e-200])('finds the length of a column of %d, whose square is no number', (size) => {
      const column = { rows: 2, cols: 1, data: Float64Array.of(size, (size / 3) * 4) }
      const { u, s, v } = linalg.svd(column)
      expect(s[0]! / size).toBeCloseTo(5 / 3, 14)
      expect(linalg.singularValues(column)).toEqual(s)
      const sign = v.data[0]!
      expect(sign * u.data[0]!).toBeCloseTo(0.6, 14)
      expect(sign * u.data[1]!).toBeCloseTo(0.8, 14)
    })

    it('keeps no tensor, not even of a failed call', () => {
      const matrix = {
        rows: 12,
        cols: 12,
        data: Float64Array.from({ length: 144 }, (_, index) => Number(index % 13 === 0)),
      }
      const once = () => {
        linalg.svd(matrix)
        linalg.eigenSymmetric(matrix)
        linalg.singularValues({ ...matrix, data: Float32Array.from(matrix.data) })
        expect(() => linalg.svd({ ...matrix, rows: 3 })).toThrow()
      }
      once()
      const before = tensors()
      for (let repeat = 0; repeat < 20; repeat++) once()
      expect(tensors()).toEqual(before)
    })
  })

  it('describes itself in plain JSON', () => {
    const description = describeBackend()
    expect(JSON.parse(JSON.stringify(description))).toEqual(description)
    expect(description).toMatchObject({ name: 'tensorflow', napi: expect.any(Number) })
    expect(description.threads).toBeGreaterThan(0)
  })

  it('multiplies matrices at a speed worth having', () => {
    expect(measureGflops({ tf }, 2)).toBeGreaterThan(1)
  })

  it('keeps the number of tensors flat over training steps', () => {
    let state = startingPoint(tf)
    state = trainStep(tf, state)
    const before = tensors()
    for (let step = 0; step < 10; step++) state = trainStep(tf, state)
    expect(tensors()).toEqual(before)
    tf.dispose([state.weights, state.moments])
  })

  it('differentiates the product of a batch with one matrix, and a sum along the first axis', () => {
    const [batch, matrix] = [tf.tensor(pseudoRandom(60), [3, 4, 5]), tf.tensor(pseudoRandom(30), [5, 6])]
    const product = tf.grads((a, b) => tf.matMul(a, b))
    const gradients = product([batch, matrix], tf.ones([3, 4, 6]))
    const flat = tf.grads((a, b) => tf.matMul(tf.reshape(a, [12, 5]), b))([batch, matrix], tf.ones([12, 6]))
    // Another computation of the same sums, over 6 columns and over 12 rows: other kernels, other bits.
    const sizes = product([tf.abs(batch), tf.abs(matrix)], tf.ones([3, 4, 6])).map((all) => all.dataSync())
    gradients.forEach((gradient, index) => {
      const [sums, others] = [gradient.dataSync(), flat[index]!.dataSync()]
      expect(gradient.shape).toEqual([batch, matrix][index]!.shape)
      expect(sums).toHaveLength(others.length)
      sums.forEach((sum, i) => {
        const bound = mostApart([6, 12][index]!, sizes[index]![i]!)
        expect(Math.abs(sum - others[i]!), `gradient ${index} at ${i}`).toBeLessThanOrEqual(bound)
      })
    })
    const running = tf.grad((x) => tf.cumsum(x, 0))(tf.tensor2d(pseudoRandom(6), [3, 2]))
    expect(running.arraySync()).toEqual([[3, 3], [2, 2], [1, 1]]) // prettier-ignore
  })

  it('sums unsorted segments as the definition says, rows of negative segments left out', () => {
    const x = tf.tensor2d(pseudoRandom(600), [200, 3])
    const ids = Array.from({ length: 200 }, (_, row) => ((row * 37) % 12) - 1)
    const sum = tf.unsortedSegmentSum(x, tf.tensor1d(ids, 'int32'), 13)
    const values = x.dataSync()
    const expected = new Float64Array(39)
    ids.forEach((id, row) => id >= 0 && [0, 1, 2].forEach((col) => (expected[id * 3 + col]! += values[row * 3 + col]!)))
    sum.dataSync().forEach((value, index) => expect(value).toBeCloseTo(expected[index]!, 5))
  })

  // On a GPU, TensorFlow's own kernel leaves such rows out without a word.
  it.skipIf(native?.describe().gpu !== undefined)('refuses to sum a segment that there is not', () => {
    const sum = () => tf.unsortedSegmentSum(tf.ones([200, 3]), tf.fill([200], 13, 'int32') as never, 13)
    expect(sum).toThrow('segment 13 is not below 13')
  })

  it('multiplies float32 matrices in float32, whatever a GPU would rather do', () => {
    const n = 256
    const [a, b] = [pseudoRandom(n * n), pseudoRandom(2 * n * n).slice(n * n)].map((all) => Float32Array.from(all))
    const product = tf.tidy(() => tf.matMul(tf.tensor2d(a!, [n, n]), tf.tensor2d(b!, [n, n])).dataSync())
    let [error, size] = [0, 0]
    for (let row = 0; row < n; row++) {
      for (let col = 0; col < n; col++) {
        let exact = 0
        for (let k = 0; k < n; k++) exact += a![row * n + k]! * b![k * n + col]!
        error += (product[row * n + col]! - exact) ** 2
        size += exact ** 2
      }
    }
    expect(Math.sqrt(error / size)).toBeLessThan(2e-6) // the 10 bits of TF32 would leave some 3e-4
  })
})

import type { Tensor } from '@tensorflow/tfjs-core'
import { describe, expect, it } from 'vitest'
import { measureGflops, openBackend } from '../../../trainer/backend/index.ts'
import { operations, type Operation } from './operations.ts'
import { pseudoRandom } from './pseudo-random.ts'
import { startingPoint, trainStep } from './twenty-steps.ts'

const { tf, linalg, describe: describeBackend } = await openBackend('wasm')
const cases = operations(tf)

describe('WebAssembly against the plain JavaScript backend', () => {
  for (const [name, { shapes, of, positive, forwardOnly }] of Object.entries(cases)) {
    const inputs = () =>
      shapes.map((shape, index) => {
        const values = pseudoRandom(1000)
          .slice(index * 100)
          .slice(0, tf.util.sizeFromShape(shape))
        while (values.length < tf.util.sizeFromShape(shape)) values.push(...values.map((value) => -value / 2))
        return tf.tensor(
          (positive ? values.map((value) => Math.abs(value) + 0.1) : values).slice(0, tf.util.sizeFromShape(shape)),
          shape,
        )
      })
    /** The result and the gradients for every input, as plain numbers. */
    const computeOn = async (backend: 'wasm' | 'cpu') => {
      await tf.setBackend(backend)
      return tf.tidy(() => {
        const result = of(...inputs())
        const direction = tf.tensor(pseudoRandom(3000).slice(0, result.size), result.shape)
        const gradients = forwardOnly ? [] : tf.grads(of)(inputs(), direction)
        return [result, ...gradients].map((tensor) => ({
          shape: tensor.shape,
          dtype: tensor.dtype,
          values: [...tensor.dataSync()],
        }))
      })
    }

    it(`${name}${forwardOnly ? '' : ', forward and gradient'}`, async () => {
      const before = tf.memory().numTensors
      const expected = await computeOn('cpu')
      const found = await computeOn('wasm')
      expect(found.map(({ shape, dtype }) => ({ shape, dtype }))).toEqual(
        expected.map(({ shape, dtype }) => ({ shape, dtype })),
      )
      found.forEach(({ values }, which) =>
        values.forEach((value, index) => {
          const other = expected[which]!.values[index]!
          expect(
            Math.abs(value - other),
            `output ${which}, element ${index}: expected ${other}, got ${value}`,
          ).toBeLessThan(2e-5 * Math.max(1, Math.abs(other)))
        }),
      )
      expect(tf.memory().numTensors).toBe(before)
    })

    it.skipIf(forwardOnly)(`${name}: its gradient is the slope`, async () => {
      await tf.setBackend('wasm')
      const { predicted, measured, scale } = tf.tidy(() => slopes(of, inputs()))
      expect(Math.abs(predicted - measured)).toBeLessThan(5e-3 * scale)
    })
  }
})

/** The slope of ⟨result, a direction⟩ along a direction in the inputs: by the gradient, and by a central difference. */
function slopes(of: Operation['of'], inputs: Tensor[]) {
  const like = (tensor: Tensor, from: number) =>
    tf.tensor(pseudoRandom(4000).slice(from, from + tensor.size), tensor.shape)
  const weights = like(of(...inputs), 500)
  const along = inputs.map((input, index) => like(input, 1500 + 300 * index))
  const inner = (x: Tensor, y: Tensor) =>
    [...x.dataSync()].reduce((sum, value, index) => sum + value * y.dataSync()[index]!, 0)
  const moved = (step: number) =>
    inner(of(...inputs.map((input, index) => tf.add(input, tf.mul(along[index]!, step)))), weights)
  const parts = tf
    .grads(of)(inputs, weights)
    .map((gradient, index) => inner(gradient, along[index]!))
  const predicted = parts.reduce((sum, part) => sum + part, 0)
  const scale = Math.max(1, ...along.map((direction) => Math.sqrt(inner(direction, direction))))
  return { predicted, measured: (moved(1e-3) - moved(-1e-3)) / 2e-3, scale }
}

describe('WebAssembly', () => {
  const memory = () => [
    tf.memory().numTensors,
    tf.memory().numDataBuffers,
    (tf.backend() as unknown as { numDataIds(): number }).numDataIds(),
  ]

  it('keeps the number of tensors flat over training steps and decompositions', async () => {
    await tf.setBackend('wasm')
    const tensor = tf.tensor2d(pseudoRandom(60), [10, 6])
    let state = trainStep(tf, startingPoint(tf))
    const before = memory()
    for (let step = 0; step < 4; step++) {
      state = trainStep(tf, state)
      linalg.singularValues({ rows: 10, cols: 6, data: tensor.dataSync<'float32'>() })
    }
    expect(memory()).toEqual(before)
  })

  it('multiplies with a transposed operand about as fast as without', () => {
    const [a, b] = [tf.randomNormal([1000, 300]), tf.randomNormal([1000, 200])]
    const turned = tf.transpose(a)
    const fastest = (of: () => Tensor) =>
      Math.min(...Array.from({ length: 5 }, () => {
        const start = process.cpuUsage()
        of().dispose()
        const { user, system } = process.cpuUsage(start) // others may have the processor meanwhile
        return user + system
      })) // prettier-ignore
    const plain = fastest(() => tf.matMul(turned, b))
    expect(fastest(() => tf.matMul(a, b, true))).toBeLessThan(plain * 8) // tfjs alone: 25 times slower
  })

  it('says which index is out of range', () => {
    expect(() => tf.gather(tf.zeros([3, 2]), tf.tensor1d([0, 3], 'int32'))).toThrow('index 3 is not in 0 … 2')
    expect(() => tf.unsortedSegmentSum(tf.zeros([2, 2]), tf.tensor1d([0, 3], 'int32'), 3)).toThrow(
      'segment 3 is not below 3',
    )
    expect(() => tf.matMul(tf.zeros([2, 3]), tf.zeros([2, 3]))).toThrow('nner')
  })

  it('multiplies batches that broadcast both ways', () => {
    const [a, b] = [tf.tensor(pseudoRandom(40), [2, 1, 4, 5]), tf.tensor(pseudoRandom(90), [1, 3, 5, 6])]
    const repeated = tf.matMul(tf.tile(a, [1, 3, 1, 1]), tf.tile(b, [2, 1, 1, 1]))
    expect([...tf.matMul(a, b).dataSync()]).toEqual([...repeated.dataSync()]) // the JavaScript backend has this wrong
  })

  it('takes empty products', () => {
    expect(tf.matMul(tf.zeros([2, 0]), tf.zeros([0, 3])).arraySync()).toEqual([[0, 0, 0], [0, 0, 0]]) // prettier-ignore
  })

  it('describes itself in plain JSON and can be measured', () => {
    expect(JSON.parse(JSON.stringify(describeBackend()))).toMatchObject({
      name: 'wasm',
      obtained: 'wasm',
      threads: 1,
    })
    expect(measureGflops({ tf }, 1)).toBeGreaterThan(0.5)
  })

  it('is the one backend of its process', async () => {
    expect((await openBackend('wasm')).tf).toBe(tf)
    await expect(openBackend('tensorflow')).rejects.toThrow('already uses the backend wasm')
  })
})

import type { Tensor } from '@tensorflow/tfjs-core'
import { describe, expect, it } from 'vitest'
import type { Outputs } from '../../../trainer/backend/programs/record.ts'
import { loadPrograms, programOf } from '../../../trainer/backend/programs/program-module.ts'
import type { NativeInstall } from '../../../trainer/backend/native.ts'
import { areAlike, readLastBy, workOf, type Recording } from '../../../trainer/backend/programs/recording.ts'
import { openRoutine, type Divisible, type Work } from '../../../trainer/backend/programs/routine.ts'
import { pseudoRandom } from './pseudo-random.ts'
import { nativeIfAvailable } from './native-available.ts'

const native = await nativeIfAvailable()
const isOnGpu = native !== undefined && 'gpu' in native.describe()

const FLOAT = { dtype: 1, shape: [2, 3] }
const plain: Recording = {
  inputs: [FLOAT, FLOAT],
  constants: [{ ...FLOAT, data: new Float32Array(6) }],
  operations: [
    { name: 'Add', attributes: [], inputs: [0, 2], gives: [FLOAT] },
    { name: 'Mul', attributes: [], inputs: [3, 1], gives: [FLOAT] },
    { name: 'Neg', attributes: [], inputs: [3], gives: [FLOAT] },
  ],
  outputs: [4],
}

describe('what was recorded', () => {
  it('needs each result until the last operation that reads it, and an output for good', () => {
    expect(readLastBy(plain)).toEqual([[], [], [3, 5]])
  })

  it('is work of one for each number, and of 2mnk for a product, of a batch for each of it', () => {
    expect(workOf(plain)).toBe(18)
    const product = (...shapes: [number[], number[], number[]]): Recording => {
      const [left, right, result] = shapes.map((shape) => ({ dtype: 1, shape }))
      const operations = [{ name: 'BatchMatMulV2', attributes: [], inputs: [0, 1], gives: [result!] }]
      return { inputs: [left!, right!], constants: [], operations, outputs: [2] }
    }
    expect(workOf(product([5, 7], [7, 11], [5, 11]))).toBeCloseTo(2 * 5 * 7 * 11)
    expect(workOf(product([3, 5, 7], [3, 7, 11], [3, 5, 11]))).toBeCloseTo(3 * 2 * 5 * 7 * 11)
  })

  it('is the same only where constants are the same to the bit', () => {
    const withZero = (zero: number): Recording => {
      const data = new Float32Array(6).fill(zero)
      return { ...plain, constants: [{ ...FLOAT, data }] }
    }
    expect(areAlike(plain, withZero(0))).toBe(true)
    expect(areAlike(plain, withZero(-0))).toBe(false)
    expect(areAlike(plain, { ...plain, outputs: [3] })).toBe(false)
  })
})

/** Where a test has operations round in ways of their own, one by one they give other bits than in a program. */
const isRoundedOtherwise = 'roundOtherwise' in globalThis

describe.skipIf(native === undefined || isOnGpu)('a program', () => {
  const open = () => loadPrograms(native!.describe() as unknown as NativeInstall)!
  const one = (name: string, inputs: number[]) => ({
    inputs: [{ dtype: 1, shape: [2] }],
    ...{ constants: [], outputs: [1] },
    operations: [{ name, attributes: [], inputs, gives: [{ dtype: 1, shape: [2] }] }],
  })

  it('says what TensorFlow says where an operation cannot be run', () => {
    const module = open()
    const program = programOf(module, one('NoSuchOperation', [0]), 1)
    expect(() => module.run([program], [new Float32Array(2)], [1], [false], 1)).toThrow(/NoSuchOperation/)
  })

  it('refuses a place that holds nothing, and arrays of another length', () => {
    const module = open()
    expect(() => programOf(module, one('Neg', [1]), 1)).toThrow('a value that is not there')
    const attributes = [{ name: 'T', type: 4, value: 1 }]
    const [operation] = one('Neg', [0]).operations
    const program = programOf(module, { ...one('Neg', [0]), operations: [{ ...operation!, attributes }] }, 1)
    expect(() => module.run([program], [new Float32Array(3)], [1], [false], 1)).toThrow('as long as its shape')
  })
})

describe.skipIf(native === undefined || isOnGpu)('a routine', () => {
  const tf = native!.tf
  const matrix = (rows: number, cols: number, seed = 1) =>
    tf.tensor2d(pseudoRandom(rows * cols * seed).slice(-rows * cols), [rows, cols])
  const bitsOf = (outputs: Outputs) =>
    Object.fromEntries(
      Object.entries(outputs).map(([name, tensor]) => [name, [...new Int32Array(tensor.dataSync().slice().buffer)]]),
    )
  /** A small network there and back; `x` is what changes, where it is an input. */
  const network = (weights: readonly Tensor[], x: Tensor, isInput = true): Work => ({
    inputs: isInput ? [...weights, x] : weights,
    compute() {
      const [w1, w2, b] = weights as [Tensor, Tensor, Tensor]
      const hidden = tf.tanh(tf.add(tf.matMul(x as never, w1 as never), b))
      const logits = tf.matMul(hidden as never, w2 as never)
      const slope = tf.matMul(hidden as never, tf.mul(logits, 2) as never, true, false)
      return { logits, slope, guesses: tf.argMax(logits, 1), shares: tf.softmax(logits) }
    },
  })
  const weightsOf = (seed: number) => [matrix(5, 7, seed), matrix(7, 3, seed + 1), tf.tensor1d(pseudoRandom(7))]

  it.skipIf(isRoundedOtherwise)('gives what operations give one by one, to the bit, on whatever it is run', () => {
    const routine = openRoutine(tf)
    for (const seed of [1, 2, 3]) {
      const work = network(weightsOf(seed), matrix(4, 5, seed + 5))
      const another = () => network(weightsOf(seed + 10), matrix(4, 5, seed + 7))
      expect(bitsOf(routine.run(work, { another }))).toEqual(bitsOf(work.compute()))
    }
    routine.close()
  })

  it.skipIf(isRoundedOtherwise)('takes inputs of other shapes as they come', () => {
    const routine = openRoutine(tf)
    for (const rows of [4, 2, 4]) {
      const work = network(weightsOf(rows), matrix(rows, 5))
      expect(bitsOf(routine.run(work))).toEqual(bitsOf(work.compute()))
    }
  })

  it('runs as it is what reads a number of its inputs on the way', () => {
    const scaled = (x: Tensor): Work => ({
      inputs: [x],
      compute: () => ({ y: tf.mul(x, x.dataSync()[0] as number) }),
    })
    const routine = openRoutine(tf)
    for (const first of [2, 3]) {
      const found = routine.run(scaled(tf.tensor1d([first, 1])))
      expect([...found.y!.dataSync()]).toEqual([first * first, first])
    }
  })

  it('runs as it is what has something of these inputs alone as a constant', () => {
    const hidden = (seed: number): Work => {
      const x = matrix(2, 2, seed)
      return { inputs: [x], compute: () => ({ y: tf.add(x, tf.scalar(seed)) }) }
    }
    const routine = openRoutine(tf)
    for (const seed of [1, 2]) {
      const work = hidden(seed)
      expect(bitsOf(routine.run(work, { another: () => hidden(seed + 1) }))).toEqual(bitsOf(work.compute()))
    }
  })

  it('leaves no tensor behind but what it gives', () => {
    const work = network(weightsOf(1), matrix(4, 5))
    const routine = openRoutine(tf)
    tf.dispose(routine.run(work) as never)
    const before = tf.memory().numTensors
    const outputs = routine.run(work)
    expect(tf.memory().numTensors - before).toBe(Object.keys(outputs).length)
  })

  it('gives what does not depend on the inputs too', () => {
    const work: Work = { inputs: [matrix(2, 2)], compute: () => ({ y: tf.add(tf.tensor1d([1, 2]), 3) }) }
    expect([...openRoutine(tf).run(work).y!.dataSync()]).toEqual([4, 5])
  })

  describe('on many examples', () => {
    const EXAMPLES = 640
    const WIDTH = 700
    const inputs = matrix(EXAMPLES, WIDTH, 2)
    const weights = matrix(WIDTH, WIDTH, 3)
    const on = (from: number, to: number, ofAll = (x: Tensor) => x): Work => {
      const x = tf.slice(inputs, [from, 0], [to - from, WIDTH])
      return {
        inputs: [weights],
        compute() {
          const y = ofAll(tf.matMul(x as never, weights))
          return { y, slope: tf.div(tf.matMul(x as never, y as never, true, false), to - from) }
        },
      }
    }
    const nature = (between: Divisible['between']): { divisible: Divisible } => ({
      divisible: {
        examples: EXAMPLES,
        forward: forward(),
        between,
        overExamples: (name) => (name === 'slope' ? 'mean' : null),
      },
    })
    const forward = (): Work => ({ inputs: [weights], compute: () => ({ y: tf.matMul(inputs, weights) }) })
    const closeTo = (found: Outputs, expected: Outputs) =>
      Object.entries(expected).map(([name, tensor]) => {
        const difference = tf.max(tf.abs(tf.sub(found[name] as Tensor, tensor))).dataSync()[0] as number
        return difference / (tf.max(tf.abs(tensor)).dataSync()[0] as number)
      })

    it('does them in parts, and comes to the same but for rounding', () => {
      const parts: [number, number][] = []
      const between = (from: number, to: number) => {
        parts.push([from, to])
        return on(from, to)
      }
      const whole = on(0, EXAMPLES)
      const routine = openRoutine(tf)
      const found = routine.run(whole, nature(between))
      expect(parts).toEqual(Array.from({ length: 8 }, (_, part) => [80 * part, 80 * part + 80]))
      for (const difference of closeTo(found, whole.compute())) expect(difference).toBeLessThan(1e-5)
      expect(bitsOf(routine.run(whole, nature(between))).slope).toEqual(bitsOf(found).slope)
    })

    it('does not where examples see each other', () => {
      const centered = (x: Tensor) => tf.sub(x, tf.mean(x, 0, true))
      const whole = on(0, EXAMPLES, centered)
      const found = openRoutine(tf).run(
        whole,
        nature((from, to) => on(from, to, centered)),
      )
      for (const difference of closeTo(found, whole.compute())) expect(difference).toBeLessThan(1e-5)
    })
  })
})

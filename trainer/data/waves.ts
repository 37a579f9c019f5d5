import { openStream, type RandomStream } from '#src/vocabulary/random.ts'
import { normals } from './points.ts'
import type { Task, ValueExamples } from './task.ts'
import { valuesWhenRead } from './when-read.ts'

export interface Waves {
  readonly examples: number
  readonly testExamples: number
}

/** Of a point only three coordinates count. */
const DIMENSIONS = 5

/** sin 3x₁ + sin(x₂ + x₃) on normal points of five dimensions: a smooth function that a few neurons begin to fit. */
export function waves({ examples, testExamples }: Waves, seed: number): Task<ValueExamples> {
  const drawn = (stream: RandomStream, size: number): ValueExamples => {
    const data = normals(stream, size * DIMENSIONS)
    const values = Float32Array.from({ length: size }, (_, row) => {
      const [x1 = 0, x2 = 0, x3 = 0] = data.subarray(row * DIMENSIONS, row * DIMENSIONS + 3)
      return Math.sin(3 * x1) + Math.sin(x2 + x3)
    })
    return { inputs: { rows: size, cols: DIMENSIONS, data }, targets: { rows: size, cols: 1, data: values } }
  }
  return {
    train: valuesWhenRead(() => drawn(openStream(seed, 'inputs'), examples)),
    test: valuesWhenRead(() => drawn(openStream(seed, 'test inputs'), testExamples)),
    table: null,
    isRegression: true,
    draw: drawn,
  }
}

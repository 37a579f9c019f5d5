import type { Matrix } from '#probes/maths/algebra/linear-algebra.ts'
import { openStream } from '#src/vocabulary/random.ts'

/** Normal inputs with the answers of a linear teacher of length `scale`. */
export interface LinearTask {
  readonly train: Questions
  readonly test: Questions
}

export interface Questions {
  /** [n, d] */
  readonly inputs: Matrix
  /** [n] */
  readonly answers: Float64Array
}

/** Questions that the error is averaged over; theory and sampling are asked the same. */
const TEST = 400

export function linearTask(dimensions: number, examples: number, scale: number, seed: number): LinearTask {
  const ofTeacher = openStream(seed, 'teacher')
  const direction = Float64Array.from({ length: dimensions }, () => ofTeacher.normal())
  const length = Math.sqrt(direction.reduce((sum, value) => sum + value * value, 0))
  const teacher = direction.map((value) => (scale * value) / length)
  const drawn = (name: string, rows: number): Questions => {
    const stream = openStream(seed, name)
    const data = Float64Array.from({ length: rows * dimensions }, () => stream.normal())
    const answers = Float64Array.from({ length: rows }, (_, n) =>
      teacher.reduce((sum, weight, i) => sum + weight * (data[n * dimensions + i] as number), 0),
    )
    return { inputs: { rows, cols: dimensions, data }, answers }
  }
  return { train: drawn('train', examples), test: drawn('test', TEST) }
}

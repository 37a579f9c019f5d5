import { openStream, type RandomStream } from '#src/vocabulary/random.ts'
import type { Matrix } from '#probes/maths/algebra/linear-algebra.ts'
import { lazily } from '#trainer/tensors/index.ts'
import { classPoints, normals } from './points.ts'
import type { PointExamples, Task } from './task.ts'
import { pointsWhenRead } from './when-read.ts'

export interface ReluTeacher {
  readonly inputs: number
  /** Hidden neurons of the teacher. */
  readonly hidden: number
  readonly classes: number
  readonly examples: number
  readonly testExamples: number
}

/**
 * Normal points in the classes that a random network of two layers puts them in: the largest of its outputs W₂ ReLU(W₁ x),
 * whose weights are standard normal. It has no biases, so that no scale of its weights matters. More examples are those
 * of fewer and others.
 */
export function reluTeacher(settings: ReluTeacher, seed: number): Task<PointExamples> {
  const { inputs, classes, examples, testExamples } = settings
  const teacher = lazily(() => drawTeacher(settings, openStream(seed, 'teacher')))
  const drawn = (stream: RandomStream, size: number): PointExamples => {
    const points = normals(stream, size * inputs)
    const labels = answersOf(teacher(), { rows: size, cols: inputs, data: points })
    return classPoints(points, inputs, classes, { labels, trueLabels: labels })
  }
  return {
    train: pointsWhenRead(() => drawn(openStream(seed, 'inputs'), examples)),
    test: pointsWhenRead(() => drawn(openStream(seed, 'test inputs'), testExamples)),
    table: null,
    draw: drawn,
  }
}

interface Teacher {
  /** [hidden, inputs] and [classes, hidden] */
  readonly first: Matrix
  readonly second: Matrix
}

function drawTeacher({ inputs, hidden, classes }: ReluTeacher, stream: RandomStream): Teacher {
  const first = { rows: hidden, cols: inputs, data: normals(stream, hidden * inputs) }
  return { first, second: { rows: classes, cols: hidden, data: normals(stream, classes * hidden) } }
}

/** In float64. Of equal outputs the first class counts. */
function answersOf({ first, second }: Teacher, points: Matrix): Int32Array {
  const at = ({ data, cols }: Matrix, row: number) => data.subarray(row * cols, (row + 1) * cols)
  return Int32Array.from({ length: points.rows }, (_, row) => {
    const point = at(points, row)
    const hidden = Float64Array.from({ length: first.rows }, (_, unit) => Math.max(0, inner(at(first, unit), point)))
    const outputs = Float64Array.from({ length: second.rows }, (_, label) => inner(at(second, label), hidden))
    return outputs.indexOf(Math.max(...outputs))
  })
}

function inner(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0
  for (let i = 0; i < a.length; i++) sum += (a[i] as number) * (b[i] as number)
  return sum
}

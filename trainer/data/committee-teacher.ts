import { openStream, type RandomStream } from '#src/vocabulary/random.ts'
import { erf } from '#probes/maths/statistics/erf.ts'
import type { Matrix } from '#probes/maths/algebra/linear-algebra.ts'
import { lazily } from '#trainer/tensors/index.ts'
import { normals } from './points.ts'
import type { Task, ValueExamples } from './task.ts'
import { valuesWhenRead } from './when-read.ts'

export interface CommitteeTeacher {
  readonly inputs: number
  /** Hidden units of the teacher. */
  readonly units: number
  readonly examples: number
  readonly testExamples: number
  /** `shuffled` gives each training example the answer to another: nothing is left of the teacher but how answers are spread. */
  readonly answers: 'teacher' | 'shuffled'
}

/**
 * What a soft committee answers on normal inputs: the sum over its units of erf(w · x/√(2N)), whose weights are standard
 * normal (Saad & Solla 1995). Test answers are always the teacher's own.
 */
export function committeeTeacher(settings: CommitteeTeacher, seed: number): Task<ValueExamples> {
  const { inputs, units, examples, testExamples } = settings
  const teacher = lazily(
    (): Matrix => ({ rows: units, cols: inputs, data: normals(openStream(seed, 'teacher'), units * inputs) }),
  )
  const drawn = (stream: RandomStream, size: number): ValueExamples => {
    const points = { rows: size, cols: inputs, data: normals(stream, size * inputs) }
    return { inputs: points, targets: answersOf(teacher(), points) }
  }
  return {
    train: valuesWhenRead(() => {
      const split = drawn(openStream(seed, 'inputs'), examples)
      if (settings.answers === 'teacher') return split
      const order = openStream(seed, 'shuffled answers').shuffled(Array(examples).keys())
      const { data } = split.targets
      return { ...split, targets: { ...split.targets, data: Float32Array.from(order, (row) => data[row] as number) } }
    }),
    test: valuesWhenRead(() => drawn(openStream(seed, 'test inputs'), testExamples)),
    table: null,
    isRegression: true,
    teacher,
    draw: drawn,
  }
}

/** In float64, rounded once. */
function answersOf(teacher: Matrix, { rows, cols, data }: Matrix): Matrix {
  const scale = 1 / Math.sqrt(2 * cols)
  const sums = Float32Array.from({ length: rows }, (_, row) => {
    let sum = 0
    for (let unit = 0; unit < teacher.rows; unit++) {
      let field = 0
      for (let i = 0; i < cols; i++)
        field += (teacher.data[unit * cols + i] as number) * (data[row * cols + i] as number)
      sum += erf(field * scale)
    }
    return sum
  })
  return { rows, cols: 1, data: sums }
}

import type { RandomStream } from '#src/vocabulary/random.ts'
import type { PointExamples } from './task.ts'

/** Points of classes: the targets are one-hot rows of the labels that are trained on. */
export function classPoints(inputs: Float32Array, dimensions: number, classes: number, answers: Answers): PointExamples {
  const rows = answers.labels.length
  return {
    ...answers,
    inputs: { rows, cols: dimensions, data: inputs },
    targets: { rows, cols: classes, data: oneHot(answers.labels, classes) },
  }
}
type Answers = Pick<PointExamples, 'labels' | 'trueLabels'>

/** In float32 on the host: TensorFlow.js 4.22 on WebAssembly writes float32 one-hots as the bits of integers. */
export function oneHot(labels: Int32Array, classes: number): Float32Array {
  const rows = new Float32Array(labels.length * classes)
  labels.forEach((label, row) => (rows[row * classes + label] = 1))
  return rows
}

export function normals(stream: RandomStream, count: number): Float32Array {
  return Float32Array.from({ length: count }, () => stream.normal())
}

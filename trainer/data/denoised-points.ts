import { openStream, type RandomStream } from '#src/vocabulary/random.ts'
import { rowsOf, sizeOf, type PointExamples, type Task, type ValueExamples } from './task.ts'
import { valuesWhenRead } from './when-read.ts'

/**
 * The same points, of which noise is to be taken away: what can be learned of them without their labels. New examples are
 * old points, drawn with replacement, under new noise.
 */
export function denoisedPoints(task: Task<PointExamples>, noise: number, seed: number): Task<ValueExamples> {
  const noisy = ({ inputs }: PointExamples, stream: RandomStream): ValueExamples => ({
    inputs: { ...inputs, data: inputs.data.map((value: number) => value + noise * stream.normal()) as Float32Array },
    targets: inputs,
  })
  const { train, test } = task
  return {
    train: valuesWhenRead(() => noisy(train, openStream(seed, 'noise'))),
    test: test === null ? null : valuesWhenRead(() => noisy(test, openStream(seed, 'test noise'))),
    table: null,
    isRegression: true,
    draw(stream, size) {
      const rows = Int32Array.from({ length: size }, () => stream.integer(sizeOf(train)))
      return noisy(rowsOf(train, rows) as PointExamples, stream)
    },
  }
}

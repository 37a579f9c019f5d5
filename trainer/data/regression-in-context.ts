import { openStream, type RandomStream } from '#src/vocabulary/random.ts'
import { lazily, lazyProperties } from '#trainer/tensors/index.ts'
import type { Task, ValueExamples } from './task.ts'

export interface RegressionInContext {
  /** d, of each input. */
  readonly dimensions: number
  /** N, questions with their answers that come before the one to be answered. */
  readonly shots: number
  readonly testContexts: number
  /** Standard deviation of the inputs out of the distribution; it is 1 in it. */
  readonly shift: number
}

/** Contexts of the training split, by which a run that sees new ones at every update is watched. */
const WATCHED = 1000

/**
 * Linear regression in context: each example is a task of its own, w ~ N(0, 1), shown by inputs x ~ N(0, 1) with their
 * answers w·x, and then asked. Positions are rows (x, w·x), the last of them the question, (x, 0). Out of the distribution the
 * inputs are wider, and the tasks are as before.
 */
export function regressionInContext({ dimensions, shots, testContexts, shift }: RegressionInContext, seed: number): Task<ValueExamples> {
  const draw = (stream: RandomStream, count: number) => contexts(stream, count, dimensions, shots)
  const drawnWhenRead = (name: string, count: number, spread?: number): ValueExamples => {
    const drawn = lazily(() => contexts(openStream(seed, name), count, dimensions, shots, spread))
    return lazyProperties<Pick<ValueExamples, 'inputs' | 'targets'>>({
      inputs: () => drawn().inputs,
      targets: () => drawn().targets,
    })
  }
  return {
    train: drawnWhenRead('training contexts', WATCHED),
    test: drawnWhenRead('test contexts', testContexts),
    outOfDistribution: drawnWhenRead('shifted contexts', testContexts, shift),
    table: null,
    isRegression: true,
    draw,
  }
}

function contexts(stream: RandomStream, count: number, dimensions: number, shots: number, spread = 1): ValueExamples {
  const perPosition = dimensions + 1
  const cols = (shots + 1) * perPosition
  const inputs = new Float32Array(count * cols)
  const targets = new Float32Array(count)
  const task = new Float64Array(dimensions)
  for (let one = 0; one < count; one++) {
    for (let k = 0; k < dimensions; k++) task[k] = stream.normal()
    for (let position = 0; position <= shots; position++) {
      const from = one * cols + position * perPosition
      let answer = 0
      for (let k = 0; k < dimensions; k++) {
        const x = spread * stream.normal()
        inputs[from + k] = x
        answer += x * (task[k] as number)
      }
      if (position < shots) inputs[from + dimensions] = answer
      else targets[one] = answer
    }
  }
  return { inputs: { rows: count, cols, data: inputs }, targets: { rows: count, cols: 1, data: targets } }
}

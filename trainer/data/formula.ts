import { openStream, type RandomStream } from '#src/vocabulary/random.ts'
import { lazily, lazyProperties } from '#trainer/tensors/index.ts'
import type { Task, ValueExamples } from './task.ts'

export interface Formula {
  /** Variables, each drawn evenly from [−1, 1]. */
  readonly variables: number
  readonly value: (x: Float64Array) => number
  readonly trainExamples: number
  readonly testExamples: number
}

/** A function of a few variables, to be learned from its values at random points, without noise. */
export function formulaValues({ variables, value, trainExamples, testExamples }: Formula, seed: number): Task<ValueExamples> {
  const drawn = (name: string, count: number) => {
    const examples = lazily(() => valuesAt(openStream(seed, name), count, variables, value))
    return lazyProperties<Pick<ValueExamples, 'inputs' | 'targets'>>({
      inputs: () => examples().inputs,
      targets: () => examples().targets,
    })
  }
  return {
    train: drawn('training points', trainExamples),
    test: drawn('test points', testExamples),
    table: null,
    isRegression: true,
  }
}

function valuesAt(
  stream: RandomStream,
  count: number,
  variables: number,
  value: Formula['value'],
): ValueExamples {
  const inputs = Float32Array.from({ length: count * variables }, () => 2 * stream.uniform() - 1)
  const targets = Float32Array.from({ length: count }, (_, i) =>
    value(Float64Array.from(inputs.subarray(i * variables, (i + 1) * variables))),
  )
  return {
    inputs: { rows: count, cols: variables, data: inputs },
    targets: { rows: count, cols: 1, data: targets },
  }
}

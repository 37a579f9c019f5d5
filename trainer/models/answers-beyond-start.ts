import type { Matrix } from '#probes/maths/algebra/linear-algebra.ts'
import { transposed } from '#probes/maths/algebra/transposed.ts'
import type { DenseLayer, Examples } from '#probes/maths/chain/chain.ts'
import { logitsOf } from '#probes/maths/chain/forward.ts'
import { valuesWhenRead, type Task, type ValueExamples } from '#trainer/data/index.ts'
import { firstWeights } from './first-weights.ts'
import type { Model, WeightsByLayer } from './model.ts'

/**
 * A task whose answers are added to what the network of this seed says at its start. Under a squared loss that is to center its
 * output, f − f₀: it learns the answers themselves, and begins at 0 however large its first outputs are.
 */
export function answersBeyondStart(task: Task<ValueExamples>, model: Chained, seed: number): Task<ValueExamples> {
  const beyond = (split: ValueExamples) =>
    valuesWhenRead(() => {
      const { rows, cols, data } = split.targets
      const start = logitsOf(model.chain(firstWeights(model, seed)), inDouble(model.examples(split).inputs), {
        product,
      })
      return { inputs: split.inputs, targets: { rows, cols, data: data.map((value, i) => value + start.data[i]!) } }
    })
  return { ...task, train: beyond(task.train), test: task.test === null ? null : beyond(task.test) }
}

/** A network that is a chain of dense layers, so that its answers can be computed here. */
interface Chained extends Pick<Model, 'initialWeights'> {
  chain(weights: WeightsByLayer): readonly DenseLayer[]
  examples(split: ValueExamples): Pick<Examples, 'inputs'>
}

function inDouble(matrix: Matrix): Matrix {
  return { ...matrix, data: Float64Array.from(matrix.data) }
}

/** In float64, sum by sum: no backend is there when a task is drawn. */
function product(a: Matrix, b: Matrix): Matrix {
  const { rows: cols, data: columns } = transposed(b)
  const data = new Float64Array(a.rows * cols)
  for (let i = 0; i < a.rows; i++)
    for (let j = 0; j < cols; j++) {
      let sum = 0
      for (let k = 0; k < a.cols; k++) sum += (a.data[i * a.cols + k] ?? 0) * (columns[j * a.cols + k] ?? 0)
      data[i * cols + j] = sum
    }
  return { rows: a.rows, cols, data }
}

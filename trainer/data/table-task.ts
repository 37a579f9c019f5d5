import type { Matrix } from '#probes/maths/algebra/linear-algebra.ts'
import { chosenRows } from '#probes/maths/algebra/chosen-rows.ts'
import { openStream } from '#src/vocabulary/random.ts'
import { classPoints } from './points.ts'
import type { Table } from './table.ts'
import type { PointExamples, Task, ValueExamples } from './task.ts'

/** How the examples of a table become a task. */
export interface TableSplit {
  /** Share of the examples that are learned from; the others are the test split. Each has at least one. */
  readonly trainFraction: number
  /** Whether each input has mean 0 and variance 1 over the training split; it has if nothing is said. */
  readonly isStandardized?: boolean
}

/** A task of the examples of a table: which of them are learned from is drawn by the seed. */
export function tableTask(
  table: Table,
  { trainFraction, isStandardized = true }: TableSplit,
  seed: number,
): Task<PointExamples | ValueExamples> {
  const { rows } = table.inputs
  const order = openStream(seed, 'split of the table').shuffled(Array(rows).keys())
  const size = Math.min(rows - 1, Math.max(1, Math.round(trainFraction * rows)))
  const [train, test] = [order.slice(0, size), order.slice(size)]
  const inputs = isStandardized ? standardized(table.inputs, train) : table.inputs
  const split = (chosen: readonly number[]) => examplesOf(table, chosenRows(inputs, chosen), chosen)
  const task = { train: split(train), test: split(test), table: null }
  return 'classes' in table ? task : { ...task, isRegression: true }
}

function examplesOf(table: Table, inputs: Matrix, rows: readonly number[]): PointExamples | ValueExamples {
  if (!('classes' in table)) return { inputs, targets: chosenRows(table.targets, rows) }
  const labels = Int32Array.from(rows, (row) => table.labels[row]!)
  return classPoints(inputs.data as Float32Array, inputs.cols, table.classes.length, { labels, trueLabels: labels })
}

/** Each column by the mean and the standard deviation of the training rows; one that is the same in all of them becomes 0. */
function standardized({ rows, cols, data }: Matrix, train: readonly number[]): Matrix {
  const means = new Float64Array(cols)
  const scales = new Float64Array(cols)
  for (let col = 0; col < cols; col++) {
    const column = train.map((row) => data[row * cols + col]!)
    const mean = column.reduce((sum, value) => sum + value, 0) / column.length
    means[col] = mean
    scales[col] = Math.sqrt(column.reduce((sum, value) => sum + (value - mean) ** 2, 0) / column.length)
  }
  const scaled = Float32Array.from(data, (value, i) => {
    const scale = scales[i % cols]!
    return scale === 0 ? 0 : (value - means[i % cols]!) / scale
  })
  return { rows, cols, data: scaled }
}

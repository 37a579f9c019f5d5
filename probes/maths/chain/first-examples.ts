import type { Matrix } from '#probes/maths/algebra/linear-algebra.ts'
import type { Chain, DenseLayer, Examples } from './chain.ts'
import { inDouble } from '#probes/maths/algebra/double.ts'
import { flattened, layersAt } from './flat.ts'

/** What kernels and Jacobians are computed from: the layers, and the first examples of the probe batch, in float64. */
export interface FirstExamples {
  readonly layers: readonly DenseLayer[]
  /** [k, in] */
  readonly inputs: Matrix
}

/** The first `count` of the probe batch, or all of it where it has fewer. */
export function firstExamples({ layers, probe }: Chain, count: number): FirstExamples {
  return { layers: layersAt(layers, flattened(layers)), inputs: inDouble(firstRows(probe.inputs, count)) }
}

/** The first `count` examples of a split, in float64. */
export function firstOf({ inputs, targets }: Examples, count: number): { inputs: Matrix; targets: Matrix } {
  return { inputs: inDouble(firstRows(inputs, count)), targets: inDouble(firstRows(targets, count)) }
}

/** The first rows of a matrix, or all where it has fewer; they look into it and copy nothing. */
export function firstRows(matrix: Matrix, count: number): Matrix {
  const { rows, cols, data } = matrix
  const taken = Math.min(rows, count)
  return { ...matrix, rows: taken, data: data.subarray(0, taken * cols) }
}

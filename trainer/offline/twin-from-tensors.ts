import type { Inputs } from '#probes/inputs.ts'
import type { Matrix } from '#probes/maths/algebra/linear-algebra.ts'
import { numberFact, type Given } from './given.ts'
import type { TensorName } from './tensor-names.ts'
import { layerIn, matrixIn, misshapen, vectorIn } from './wanted.ts'

/** States with and without a field, one row for each replica; a field of one row is that of all. */
export function twinOf(given: Given): Inputs['twin'] {
  const start = rowsIn(given, 'start')
  const alike = (name: TensorName, rows: readonly number[]) => {
    const matrix = rowsIn(given, name)
    if (matrix.cols !== start.cols || !rows.includes(matrix.rows)) throw misshapen(given.input, name)
    return matrix
  }
  return {
    start,
    now: alike('now', [start.rows]),
    perturbed: alike('perturbed', [start.rows]),
    field: alike('field', [1, start.rows]),
    strength: numberFact(given, 'strength', null, -Infinity),
    temperature: numberFact(given, 'temperature', null),
  }
}

/** A vector is one row. */
function rowsIn({ input }: Given, name: TensorName): Matrix {
  if (layerIn(input, name).shape.length !== 1) return matrixIn(input, name)
  const data = vectorIn(input, name)
  return { rows: 1, cols: data.length, data }
}

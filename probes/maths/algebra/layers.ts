import { absent, runtimeError, type Absent } from '#src/vocabulary/index.ts'
import type { Layer, Layers } from '#probes/inputs.ts'
import type { LinearAlgebra, Matrix } from './linear-algebra.ts'
import { oncePerArray } from './once-per-array.ts'
import { transposed } from './transposed.ts'

/** The layer of the same name in another snapshot: every snapshot of a run has the same layers. */
export function sameLayer<T>(layers: Readonly<Record<string, T>>, name: string, snapshot: string): T {
  const layer = layers[name]
  if (layer === undefined) {
    throw runtimeError(`${snapshot} has no layer '${name}'; it has ${Object.keys(layers).join(', ') || 'none'}`)
  }
  return layer
}

/** The layers that are matrices, under their names. Biases and other vectors are left out. */
export function matricesOf(layers: Layers): [string, Matrix][] {
  return Object.entries(layers).flatMap(([name, layer]) => {
    const matrix = matrixOf(layer)
    return matrix === null ? [] : [[name, matrix] as [string, Matrix]]
  })
}

/** The same numbers as a matrix; null for anything but two dimensions, unless the layer says how it is one. */
export function matrixOf(layer: Layer): Matrix | null {
  const { shape, asMatrix } = layer
  const [rows, cols] = shape
  const view = asMatrix !== undefined || shape.length !== 2 ? asMatrix : { rows, cols, isTurned: false }
  if (view?.rows === undefined || view.cols === undefined) return null
  const { epsilon } = layer
  const data = view.isTurned ? turned(layer.values, view.rows, view.cols) : layer.values
  return { rows: view.rows, cols: view.cols, data, ...(epsilon !== undefined && { epsilon }) }
}

/** Of numbers column by column, those row by row. */
const turned = oncePerArray((data: Layer['values'], rows: number, cols: number) => {
  return transposed({ rows: cols, cols: rows, data }).data
})

/** What a function makes of every matrix, by layer; layers that hold NaN or an infinity say so instead. */
export function eachMatrix<R>(layers: Layers, compute: (matrix: Matrix, name: string) => R | Absent) {
  const matrices = matricesOf(layers)
  if (matrices.length === 0) return absent('No layer is two-dimensional')
  return Object.fromEntries(
    matrices.map(([name, matrix]) => [
      name,
      isFiniteMatrix(matrix) ? compute(matrix, name) : absent(`Layer '${name}' holds NaN or an infinity`),
    ]),
  )
}

/** The singular values, descending, of every two-dimensional layer; computed once for all probes of a step. */
export function singularValuesByLayer(layers: Layers, linalg: LinearAlgebra) {
  return eachMatrix<Float64Array>(layers, (matrix) => singularValuesOf(matrix.data, matrix, linalg).slice())
}

const singularValuesOf = oncePerArray((_data: object, matrix: Matrix, linalg: LinearAlgebra) =>
  linalg.singularValues(matrix),
)

const isFiniteMatrix = ({ data }: Matrix) => data.every(Number.isFinite)

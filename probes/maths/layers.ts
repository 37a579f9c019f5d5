import type * as tfjs from '@tensorflow/tfjs-core'
import { absent, troubleError, type Absent } from '#src/vocabulary/index.ts'
import type { ByLayer } from '../define.ts'
import type { LinearAlgebra } from './linear-algebra.ts'
import { onceATensor } from './once-a-tensor.ts'

/** The layer of the same name in another snapshot: every snapshot of a run has the same layers. */
export function sameLayer<T extends tfjs.Tensor>(layers: ByLayer<T>, name: string, snapshot: string): T {
  const layer = layers[name]
  if (layer === undefined) {
    throw troubleError(`${snapshot} has no layer '${name}'; it has ${Object.keys(layers).join(', ') || 'none'}`)
  }
  return layer
}

/**
 * The singular values, descending, of every two-dimensional layer. Biases and other vectors have none and are left
 * out; a layer that holds NaN or an infinity says so instead.
 */
export function singularValuesByLayer(
  layers: ByLayer,
  linalg: LinearAlgebra,
): Record<string, Float64Array | Absent> | Absent {
  const matrices = Object.entries(layers).filter(([, tensor]) => tensor.rank === 2)
  if (matrices.length === 0) return absent('No layer is two-dimensional')
  return Object.fromEntries(
    matrices.map(([name, tensor]) => [
      name,
      singularValuesOf(tensor, linalg)?.slice() ?? absent(`Layer '${name}' holds NaN or an infinity`),
    ]),
  )
}

/** Null where a number is not finite: the decompositions refuse such a matrix. */
const singularValuesOf = onceATensor((tensor: tfjs.Tensor, linalg: LinearAlgebra) => {
  const [rows = 0, cols = 0] = tensor.shape
  const data = tensor.dataSync<'float32'>()
  return data.every(Number.isFinite) ? linalg.singularValues({ rows, cols, data }) : null
})

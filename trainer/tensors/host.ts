import type { Tensor, Tensor2D } from '@tensorflow/tfjs-core'
import type { Layer, Layers, Matrices } from '#probes/inputs.ts'
import type { Matrix } from '#probes/maths/algebra/linear-algebra.ts'
import type { ByLayer, Tf } from './tensors.ts'

/** The way between the backend's tensors and plain numbers, which is all that probes and optimizers see. */
export function uploaded(tf: Tf, layers: Layers): ByLayer {
  return Object.fromEntries(
    Object.entries(layers).map(([layer, { values, shape }]) => [layer, tf.tensor(values, [...shape], 'float32')]),
  )
}

export function layersOf(tensors: ByLayer): Readonly<Record<string, Layer & { readonly values: Float32Array }>> {
  return Object.fromEntries(
    Object.entries(tensors).map(([layer, tensor]) => [layer, { shape: tensor.shape, values: valuesOf(tensor) }]),
  )
}

export function matricesOf(tensors: ByLayer<Tensor2D>): Matrices {
  return Object.fromEntries(Object.entries(tensors).map(([name, tensor]) => [name, matrixOf(tensor)]))
}

/** The same numbers, row by row. */
export function matrixOf(tensor: Tensor2D): Matrix {
  const [rows, cols] = tensor.shape
  return { rows, cols, data: valuesOf(tensor) }
}

function valuesOf(tensor: Tensor): Float32Array {
  return tensor.dataSync() as Float32Array
}

import type { LinearAlgebra, Matrix } from '#probes/maths/algebra/linear-algebra.ts'
import { activationFunctions, type ActivationFunction } from './activations.ts'
import type { DenseLayer } from './chain.ts'

/** One pass through a chain: everything that a way back, a kernel or a Jacobian is made of. */
export interface Forward {
  /** Preactivations, one matrix a layer, [n, out] */
  readonly z: readonly Matrix[]
  /** Activations: the inputs first, then one matrix a layer; the last are the logits. */
  readonly h: readonly Matrix[]
}

export function forward(
  layers: readonly DenseLayer[],
  inputs: Matrix,
  linalg: Pick<LinearAlgebra, 'product'>,
): Forward {
  const z: Matrix[] = []
  const h = [inputs]
  for (const layer of layers) {
    const preactivations = withBias(linalg.product(h.at(-1) as Matrix, layer.weight), layer.bias?.values ?? null)
    z.push(preactivations)
    h.push(ofNeurons(layer, 'of', preactivations))
  }
  return { z, h }
}

/** [n, C] */
export function logitsOf(
  layers: readonly DenseLayer[],
  inputs: Matrix,
  linalg: Pick<LinearAlgebra, 'product'>,
): Matrix {
  return forward(layers, inputs, linalg).h.at(-1) as Matrix
}

/** gain · φ(z), or with its first or second derivative in place of φ, [n, out]. */
export function ofNeurons({ activation, gain = 1 }: DenseLayer, which: keyof ActivationFunction, z: Matrix): Matrix {
  const of = activationFunctions[activation][which]
  return mapped(z, gain === 1 ? of : (value) => gain * of(value))
}

/** A function of every entry, in the matrix's own element type. */
function mapped({ rows, cols, data }: Matrix, of: (value: number) => number): Matrix {
  const result = data.slice()
  for (let i = 0; i < result.length; i++) result[i] = of(data[i] as number)
  return { rows, cols, data: result }
}

/** The product of entries, in the element type of the first. */
export function entrywise(a: Matrix, b: Matrix): Matrix {
  const data = a.data.slice()
  for (let i = 0; i < data.length; i++) data[i] = (a.data[i] as number) * (b.data[i] as number)
  return { ...a, data }
}

/** Adds the bias to every row, in place: the product is this file's own. */
function withBias(product: Matrix, bias: Float32Array | Float64Array | null): Matrix {
  if (bias === null) return product
  const { data, cols } = product
  for (let i = 0; i < data.length; i++) data[i] = (data[i] as number) + (bias[i % cols] as number)
  return product
}

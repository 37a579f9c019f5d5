import type { LinearAlgebra, Matrix } from '#probes/maths/algebra/linear-algebra.ts'
import { isIdentity, type DenseLayer } from './chain.ts'
import { entrywise, ofNeurons, type Forward } from './forward.ts'

/**
 * The way back: from ∂/∂logits, [n, C], to δ = ∂/∂z of every layer, [n, out]. A layer's weight gradient is then
 * h′ᵀδ, and that of example i alone is the outer product of row i of h′ and row i of δ.
 */
export function deltas(
  layers: readonly DenseLayer[],
  { z }: Pick<Forward, 'z'>,
  upstream: Matrix,
  linalg: LinearAlgebra,
): Matrix[] {
  const found: Matrix[] = []
  let arriving = upstream
  for (let l = layers.length - 1; l >= 0; l--) {
    const layer = layers[l] as DenseLayer
    const delta = isIdentity(layer) ? arriving : entrywise(arriving, slopes(layer, z[l] as Matrix))
    found.unshift(delta)
    if (l > 0) arriving = linalg.product(delta, layer.weight, { b: true })
  }
  return found
}

/** gain · φ′(z), [n, out] */
export function slopes(layer: DenseLayer, z: Matrix): Matrix {
  return ofNeurons(layer, 'slope', z)
}

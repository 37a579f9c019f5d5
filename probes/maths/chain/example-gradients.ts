import { inDouble } from '#probes/maths/algebra/double.ts'
import type { LinearAlgebra, Matrix } from '#probes/maths/algebra/linear-algebra.ts'
import { sumOfSquares } from '#probes/maths/algebra/norms.ts'
import { deltas } from './backward.ts'
import type { DenseLayer, Examples, LossKind } from './chain.ts'
import { entrywise, forward } from './forward.ts'
import { exampleSlopes } from './loss.ts'
import { parameterGradient } from './tangent.ts'

/**
 * The gradient of each example's own loss, as it is before anything is averaged: that of example i at a weight matrix is
 * the outer product of row i of what enters the layer and row i of δ, and at its bias row i of δ itself. Float64.
 */
export interface ExampleGradients {
  readonly layers: readonly DenseLayer[]
  /** What enters each layer, [n, in]. */
  readonly entering: readonly Matrix[]
  /** ∂(own loss)/∂z of each layer, [n, out]. */
  readonly delta: readonly Matrix[]
}

export function exampleGradients(
  layers: readonly DenseLayer[],
  { inputs, targets }: Pick<Examples, 'inputs' | 'targets'>,
  kind: LossKind,
  linalg: LinearAlgebra,
): ExampleGradients {
  const fine = layers.map((layer) => ({ ...layer, weight: inDouble(layer.weight) }))
  const pass = forward(fine, inDouble(inputs), linalg)
  const slopes = exampleSlopes(kind, pass.h.at(-1) as Matrix, targets)
  return { layers: fine, entering: pass.h.slice(0, -1), delta: deltas(fine, pass, slopes, linalg) }
}

/** ⟨g_i, g_j⟩ of all pairs, [n, n]: Σ_l (h_i · h_j + [bias]) (δ_i · δ_j), without any gradient being formed. */
export function gradientGram({ layers, entering, delta }: ExampleGradients, linalg: LinearAlgebra): Matrix {
  const n = delta[0]?.rows ?? 0
  const gram = new Float64Array(n * n)
  layers.forEach(({ bias }, l) => {
    const own = bias === null ? 0 : 1
    const [h, d] = [entering[l] as Matrix, delta[l] as Matrix]
    const before = linalg.product(h, h, { b: true }).data
    const after = linalg.product(d, d, { b: true }).data
    for (let i = 0; i < gram.length; i++) gram[i] = (gram[i] ?? 0) + ((before[i] ?? 0) + own) * (after[i] ?? 0)
  })
  return { rows: n, cols: n, data: gram }
}

/** ‖g_i‖² of every example, [n] */
export function squaredGradientNorms({ layers, entering, delta }: ExampleGradients): Float64Array {
  const norms = new Float64Array(delta[0]?.rows ?? 0)
  layers.forEach(({ bias }, l) => {
    const own = bias === null ? 0 : 1
    const [h, d] = [entering[l] as Matrix, delta[l] as Matrix]
    for (let i = 0; i < norms.length; i++) norms[i] = (norms[i] ?? 0) + (squareOfRow(h, i) + own) * squareOfRow(d, i)
  })
  return norms
}

/** The mean gradient, flat: weight, then bias, layer after layer. */
export function meanGradient({ layers, entering, delta }: ExampleGradients, linalg: LinearAlgebra): Float64Array {
  const n = delta[0]?.rows ?? 0
  return parameterGradient(layers, entering, delta, linalg).map((sum) => sum / n)
}

/** The mean over examples of the square of each entry, flat like the mean: (h ∘ h)ᵀ(δ ∘ δ) at a weight matrix. */
export function meanSquareGradient({ layers, entering, delta }: ExampleGradients, linalg: LinearAlgebra): Float64Array {
  const squared = (matrices: readonly Matrix[]) => matrices.map((matrix) => entrywise(matrix, matrix))
  return meanGradient({ layers, entering: squared(entering), delta: squared(delta) }, linalg)
}

/** Tr Σ of the gradients over the examples: mean ‖g_i‖² − ‖mean g_i‖². */
export function gradientVariance(gradients: ExampleGradients, linalg: LinearAlgebra): number {
  const norms = squaredGradientNorms(gradients)
  const mean = norms.reduce((sum, norm) => sum + norm, 0) / norms.length
  return mean - sumOfSquares(meanGradient(gradients, linalg))
}

function squareOfRow({ cols, data }: Matrix, row: number): number {
  return sumOfSquares(data.subarray(row * cols, (row + 1) * cols))
}

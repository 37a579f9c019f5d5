import { inDouble } from '#probes/maths/algebra/double.ts'
import type { LinearAlgebra, Matrix } from '#probes/maths/algebra/linear-algebra.ts'
import { sumOfSquares } from '#probes/maths/algebra/norms.ts'
import { ordinarySize } from '#probes/maths/algebra/ordinary-size.ts'
import { timesPowerOfTwo } from '#probes/maths/algebra/wide.ts'
import { deltas } from './backward.ts'
import type { DenseLayer, Examples, LossKind } from './chain.ts'
import { entrywise, forward } from './forward.ts'
import { exampleSlopes } from './loss.ts'
import { layersAt } from './flat.ts'
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
  /**
   * Gradients are 2^exponent times what these say: 0 but where their squares would leave the range of numbers. What enters
   * layer l has then been divided by 2^enteringExponents[l], and with it what a bias is multiplied by.
   */
  readonly exponent: number
  readonly enteringExponents: readonly number[]
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
  return ofOrdinarySize(fine, pass.h.slice(0, -1), deltas(fine, pass, slopes, linalg))
}

/** Squares of products of both are safe beyond this, which is where a bias alone decides. */
const LEAST = -500

function ofOrdinarySize(
  layers: readonly DenseLayer[],
  entering: readonly Matrix[],
  delta: readonly Matrix[],
): ExampleGradients {
  const h = entering.map((matrix) => ordinarySize(matrix))
  const d = delta.map((matrix) => ordinarySize(matrix))
  const enteringExponents = h.map(({ exponent }) => Math.max(LEAST, exponent))
  const reached = layers.flatMap(({ bias }, l) => {
    if ((delta[l] as Matrix).data.every((value) => value === 0)) return []
    const own = d[l]?.exponent ?? 0
    const above = own + (enteringExponents[l] ?? 0)
    return [bias === null ? above : Math.max(above, own)]
  })
  const exponent = reached.length === 0 ? 0 : Math.max(...reached)
  const isOrdinary = exponent === 0 && [...h, ...d].every((matrix) => matrix.exponent === 0)
  if (isOrdinary) return { layers, entering, delta, exponent: 0, enteringExponents }
  return {
    layers,
    entering: entering.map((matrix, l) => times(matrix, -(enteringExponents[l] ?? 0))),
    delta: delta.map((matrix, l) => times(matrix, (enteringExponents[l] ?? 0) - exponent)),
    exponent,
    enteringExponents,
  }
}

function times(matrix: Matrix, exponent: number): Matrix {
  return { ...matrix, data: matrix.data.map((value) => timesPowerOfTwo(value, exponent)) }
}

/** ⟨g_i, g_j⟩/4^exponent of all pairs, [n, n]: Σ_l (h_i · h_j + [bias]) (δ_i · δ_j), without any gradient being formed. */
export function gradientGram(gradients: ExampleGradients, linalg: LinearAlgebra): Matrix {
  const { layers, entering, delta } = gradients
  const n = delta[0]?.rows ?? 0
  const gram = new Float64Array(n * n)
  layers.forEach(({ bias }, l) => {
    const own = bias === null ? 0 : squareOfBias(gradients, l)
    const [h, d] = [entering[l] as Matrix, delta[l] as Matrix]
    const before = linalg.product(h, h, { b: true }).data
    const after = linalg.product(d, d, { b: true }).data
    for (let i = 0; i < gram.length; i++) gram[i] = (gram[i] ?? 0) + ((before[i] ?? 0) + own) * (after[i] ?? 0)
  })
  return { rows: n, cols: n, data: gram }
}

/** ‖g_i‖²/4^exponent of every example, [n] */
export function squaredGradientNorms(gradients: ExampleGradients): Float64Array {
  const { layers, entering, delta } = gradients
  const norms = new Float64Array(delta[0]?.rows ?? 0)
  layers.forEach(({ bias }, l) => {
    const own = bias === null ? 0 : squareOfBias(gradients, l)
    const [h, d] = [entering[l] as Matrix, delta[l] as Matrix]
    for (let i = 0; i < norms.length; i++) norms[i] = (norms[i] ?? 0) + (squareOfRow(h, i) + own) * squareOfRow(d, i)
  })
  return norms
}

/** The square of what a bias is multiplied by, where an input of its layer is divided by 2^exponent. */
function squareOfBias({ enteringExponents }: ExampleGradients, l: number): number {
  return timesPowerOfTwo(1, -2 * (enteringExponents[l] ?? 0))
}

/** The mean gradient over 2^exponent, flat: weight, then bias, layer after layer. */
export function meanGradient(gradients: ExampleGradients, linalg: LinearAlgebra): Float64Array {
  return meanOf(gradients, 1, linalg)
}

/** Of the gradients, or of their squares where what is given are squares. */
function meanOf(
  { layers, entering, delta, enteringExponents }: ExampleGradients,
  power: 1 | 2,
  linalg: LinearAlgebra,
): Float64Array {
  const n = delta[0]?.rows ?? 0
  const flat = parameterGradient(layers, entering, delta, linalg).map((sum) => sum / n)
  layersAt(layers, flat).forEach(({ bias }, l) => {
    const exponent = -power * (enteringExponents[l] ?? 0)
    if (exponent !== 0) bias?.values.forEach((value, i) => (bias.values[i] = timesPowerOfTwo(value, exponent)))
  })
  return flat
}

/** The mean over examples of the square of each entry, over 4^exponent, flat like the mean: (h ∘ h)ᵀ(δ ∘ δ) at a weight matrix. */
export function meanSquareGradient(gradients: ExampleGradients, linalg: LinearAlgebra): Float64Array {
  const squared = (matrices: readonly Matrix[]) => matrices.map((matrix) => entrywise(matrix, matrix))
  const { entering, delta } = gradients
  return meanOf({ ...gradients, entering: squared(entering), delta: squared(delta) }, 2, linalg)
}

/** Tr Σ of the gradients over the examples: mean ‖g_i‖² − ‖mean g_i‖²; 0 or an infinity where it leaves the range of numbers. */
export function gradientVariance(gradients: ExampleGradients, linalg: LinearAlgebra): number {
  const norms = squaredGradientNorms(gradients)
  const mean = norms.reduce((sum, norm) => sum + norm, 0) / norms.length
  return timesPowerOfTwo(mean - sumOfSquares(meanGradient(gradients, linalg)), 2 * gradients.exponent)
}

function squareOfRow({ cols, data }: Matrix, row: number): number {
  return sumOfSquares(data.subarray(row * cols, (row + 1) * cols))
}

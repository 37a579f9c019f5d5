import type { LinearAlgebra, Matrix } from '#probes/maths/algebra/linear-algebra.ts'
import { oncePerArray } from '#probes/maths/algebra/once-per-array.ts'
import { ordinarySize } from '#probes/maths/algebra/ordinary-size.ts'
import { timesPowerOfTwo } from '#probes/maths/algebra/wide.ts'
import type { Chain, DenseLayer } from './chain.ts'
import { firstExamples } from './first-examples.ts'
import { forward } from './forward.ts'
import { identity, jacobianGram, outputJacobians } from './output-jacobians.ts'

/** All outputs, K = Σ_c ∇f_c · ∇f_c, or that of their sum, K = ∇Σf_c · ∇Σf_c. */
export const KERNEL_OUTPUTS = ['all', 'sum'] as const
export type KernelOutputs = (typeof KERNEL_OUTPUTS)[number]

/** A kernel over 2^exponent, which is 1 but where the kernel would leave the range of numbers. */
export interface ScaledKernel {
  readonly matrix: Matrix
  readonly exponent: number
}

/**
 * The empirical neural tangent kernel, [n, n]: K_ij = Σ_l (h_i · h_j + [bias]) Σ_c δ^c_i · δ^c_j over the layers. The
 * gradient of a dense layer is an outer product, so that inner products of gradients are products of inner products, and
 * no gradient is ever written down. In the precision of what it is given.
 */
function kernelOfAnySize(
  layers: readonly DenseLayer[],
  inputs: Matrix,
  linalg: LinearAlgebra,
  outputs: KernelOutputs,
): ScaledKernel {
  const n = inputs.rows
  const pass = forward(layers, inputs, linalg)
  const classes = (pass.h.at(-1) as Matrix).cols
  const combination = outputs === 'all' ? identity(classes) : { rows: 1, cols: classes, data: ones(classes) }
  const jacobians = outputJacobians(layers, pass, combination, linalg)
  const parts = layers.map(({ bias }, l) => {
    const { matrix: h, exponent } = ordinarySize(pass.h[l] as Matrix)
    const features = linalg.product(h, h, { b: true }).data
    const gram = jacobianGram(jacobians[l]!, n, linalg)
    const shift = bias === null ? 0 : timesPowerOfTwo(1, -2 * exponent)
    const data = features.map((feature, at) => (feature + shift) * (gram.matrix.data[at] ?? 0))
    return { matrix: { rows: n, cols: n, data }, exponent: 2 * exponent + gram.exponent }
  })
  return sumOfKernels(parts)
}

/** Kernels of layers, added over one power of two, that of the largest. */
export function sumOfKernels(parts: readonly ScaledKernel[]): ScaledKernel {
  const exponents = parts
    .filter(({ matrix }) => matrix.data.some((value) => value !== 0))
    .map(({ exponent }) => exponent)
  const exponent = exponents.length === 0 ? 0 : Math.max(...exponents)
  const { rows = 0, cols = 0 } = parts[0]?.matrix ?? {}
  const kernel = new Float64Array(rows * cols)
  for (const part of parts) {
    for (let at = 0; at < kernel.length; at++)
      kernel[at] = (kernel[at] ?? 0) + timesPowerOfTwo(part.matrix.data[at] ?? 0, part.exponent - exponent)
  }
  return { matrix: { rows, cols, data: kernel }, exponent }
}

/** Two kernels over one power of two, that of the larger: for what compares their sizes. */
export function inOneUnit(a: ScaledKernel, b: ScaledKernel): [Matrix, Matrix] {
  const exponent = Math.max(a.exponent, b.exponent)
  return [plainly({ ...a, exponent: a.exponent - exponent }), plainly({ ...b, exponent: b.exponent - exponent })]
}

/** As float64 has it: 0 or an infinity where it has none. */
export function plainly({ matrix, exponent }: ScaledKernel): Matrix {
  if (exponent === 0) return matrix
  return { ...matrix, data: matrix.data.map((value) => timesPowerOfTwo(value, exponent)) }
}

/** The kernel on the first examples of the probe batch, in float64; computed once for all probes of a step. */
export function probeKernel(chain: Chain, count: number, outputs: KernelOutputs, linalg: LinearAlgebra): Matrix {
  return plainly(scaledProbeKernel(chain, count, outputs, linalg))
}

/** The same over a power of two where it would leave the range of numbers, for what does not depend on its scale. */
export function scaledProbeKernel(
  chain: Chain,
  count: number,
  outputs: KernelOutputs,
  linalg: LinearAlgebra,
): ScaledKernel {
  const known = kernelsOf(chain.layers)(chain.probe.inputs.data)
  const key = `${outputs} ${count}`
  const kernel = known.get(key) ?? fromFirst(chain, count, outputs, linalg)
  known.set(key, kernel)
  return kernel
}

/** By the weights and by the inputs, since a null model may change either. */
const kernelsOf = oncePerArray((_layers: object) => oncePerArray((_inputs: object) => new Map<string, ScaledKernel>()))

function fromFirst(chain: Chain, count: number, outputs: KernelOutputs, linalg: LinearAlgebra): ScaledKernel {
  const { layers, inputs } = firstExamples(chain, count)
  return kernelOfAnySize(layers, inputs, linalg, outputs)
}

const ones = (count: number) => new Float64Array(count).fill(1)

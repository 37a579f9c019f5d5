import type { LinearAlgebra, Matrix } from '#probes/maths/algebra/linear-algebra.ts'
import { oncePerArray } from '#probes/maths/algebra/once-per-array.ts'
import type { Chain, DenseLayer } from './chain.ts'
import { firstExamples } from './first-examples.ts'
import { forward } from './forward.ts'
import { identity, jacobianGram, outputJacobians } from './output-jacobians.ts'

/** All outputs, K = Σ_c ∇f_c · ∇f_c, or that of their sum, K = ∇Σf_c · ∇Σf_c. */
export const KERNEL_OUTPUTS = ['all', 'sum'] as const
export type KernelOutputs = (typeof KERNEL_OUTPUTS)[number]

/**
 * The empirical neural tangent kernel, [n, n]: K_ij = Σ_l (h_i · h_j + [bias]) Σ_c δ^c_i · δ^c_j over the layers. The
 * gradient of a dense layer is an outer product, so that inner products of gradients are products of inner products, and
 * no gradient is ever written down. In the precision of what it is given.
 */
export function tangentKernel(
  layers: readonly DenseLayer[],
  inputs: Matrix,
  linalg: LinearAlgebra,
  outputs: KernelOutputs = 'all',
): Matrix {
  const n = inputs.rows
  const pass = forward(layers, inputs, linalg)
  const classes = (pass.h.at(-1) as Matrix).cols
  const combination = outputs === 'all' ? identity(classes) : { rows: 1, cols: classes, data: ones(classes) }
  const jacobians = outputJacobians(layers, pass, combination, linalg)
  const kernel = new Float64Array(n * n)
  layers.forEach(({ bias }, l) => {
    const h = pass.h[l] as Matrix
    const features = linalg.product(h, h, { b: true }).data
    const gram = jacobianGram(jacobians[l]!, n, linalg).data
    const shift = bias === null ? 0 : 1
    for (let at = 0; at < kernel.length; at++) {
      kernel[at] = (kernel[at] ?? 0) + ((features[at] ?? 0) + shift) * (gram[at] ?? 0)
    }
  })
  return { rows: n, cols: n, data: kernel }
}

/** The kernel on the first examples of the probe batch, in float64; computed once for all probes of a step. */
export function probeKernel(chain: Chain, count: number, outputs: KernelOutputs, linalg: LinearAlgebra): Matrix {
  const known = kernelsOf(chain.layers)(chain.probe.inputs.data)
  const key = `${outputs} ${count}`
  const kernel = known.get(key) ?? fromFirst(chain, count, outputs, linalg)
  known.set(key, kernel)
  return kernel
}

/** By the weights and by the inputs, since a null model may change either. */
const kernelsOf = oncePerArray((_layers: object) => oncePerArray((_inputs: object) => new Map<string, Matrix>()))

function fromFirst(chain: Chain, count: number, outputs: KernelOutputs, linalg: LinearAlgebra): Matrix {
  const { layers, inputs } = firstExamples(chain, count)
  return tangentKernel(layers, inputs, linalg, outputs)
}

const ones = (count: number) => new Float64Array(count).fill(1)

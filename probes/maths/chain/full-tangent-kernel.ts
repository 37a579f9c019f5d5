import type { LinearAlgebra, Matrix } from '#probes/maths/algebra/linear-algebra.ts'
import { oncePerArray } from '#probes/maths/algebra/once-per-array.ts'
import { ordinarySize } from '#probes/maths/algebra/ordinary-size.ts'
import { timesPowerOfTwo } from '#probes/maths/algebra/wide.ts'
import { absent, type Absent } from '#src/vocabulary/index.ts'
import type { Chain, DenseLayer } from './chain.ts'
import { firstExamples } from './first-examples.ts'
import { forward } from './forward.ts'
import { identity, outputJacobians, rowsOf } from './output-jacobians.ts'
import { sumOfKernels, type ScaledKernel } from './tangent-kernel.ts'

/**
 * The empirical tangent kernel between all outputs of all examples, [n · C, n · C], row i · C + c:
 * K_(ic)(jc′) = Σ_l (h_i · h_j + [bias]) δ^c_i · δ^c′_j over the layers, without any gradient being written down.
 */
export function fullTangentKernel(layers: readonly DenseLayer[], inputs: Matrix, linalg: LinearAlgebra): ScaledKernel {
  const n = inputs.rows
  const pass = forward(layers, inputs, linalg)
  const classes = (pass.h.at(-1) as Matrix).cols
  const jacobians = outputJacobians(layers, pass, identity(classes), linalg)
  const side = n * classes
  const parts = layers.map(({ bias }, l) => {
    const h = ordinarySize(pass.h[l] as Matrix)
    const rows = ordinarySize(rowsOf(jacobians[l]!, n))
    const features = linalg.product(h.matrix, h.matrix, { b: true }).data
    const gram = linalg.product(rows.matrix, rows.matrix, { b: true }).data
    const shift = bias === null ? 0 : timesPowerOfTwo(1, -2 * h.exponent)
    const data = Float64Array.from(gram, (inner, at) => {
      const [i, j] = [Math.floor(at / side / classes), Math.floor((at % side) / classes)]
      return ((features[i * n + j] ?? 0) + shift) * inner
    })
    return { matrix: { rows: side, cols: side, data }, exponent: 2 * (h.exponent + rows.exponent) }
  })
  return sumOfKernels(parts)
}

/** That of the first examples of the probe batch, as many as asked for and as fit into `side` rows; once for all probes of a step. */
export function boundedFullKernel(
  chain: Chain,
  count: number,
  side: number,
  linalg: LinearAlgebra,
): ScaledKernel | Absent {
  const classes = chain.layers.at(-1)?.weight.cols ?? 0
  const fitting = Math.min(count, Math.floor(side / classes))
  if (fitting < 1)
    return absent(`The kernel of one example has ${classes} rows, one for each output, and ${side} is the most`)
  const known = kernelsOf(chain.layers)(chain.probe.inputs.data)
  const kernel = known.get(fitting) ?? ofFirst(chain, fitting, linalg)
  known.set(fitting, kernel)
  return kernel
}

const kernelsOf = oncePerArray((_layers: object) => oncePerArray((_inputs: object) => new Map<number, ScaledKernel>()))

function ofFirst(chain: Chain, count: number, linalg: LinearAlgebra): ScaledKernel {
  const { layers, inputs } = firstExamples(chain, count)
  return fullTangentKernel(layers, inputs, linalg)
}

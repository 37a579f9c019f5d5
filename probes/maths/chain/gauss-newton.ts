import { estimate, type Estimate } from '#src/vocabulary/index.ts'
import type { RandomStream } from '#src/vocabulary/random.ts'
import type { Operator } from '#probes/maths/algebra/lanczos.ts'
import type { LinearAlgebra, Matrix } from '#probes/maths/algebra/linear-algebra.ts'
import { meanEstimate } from '#probes/maths/statistics/mean-estimate.ts'
import { ordinarySize } from '#probes/maths/algebra/ordinary-size.ts'
import { timesPowerOfTwo } from '#probes/maths/algebra/wide.ts'
import { signVector } from '#probes/maths/algebra/vectors.ts'
import type { Chain } from './chain.ts'
import { layersAt } from './flat.ts'
import { forward } from './forward.ts'
import { lossCurvature } from './loss.ts'
import { parameterGradient, pulledBack, slopesOf, tangentOf } from './tangent.ts'

/** The Gauss–Newton matrix G = Σ_i J_iᵀ H_i J_i over the training split, J_i the Jacobian and H_i the curvature at logits i. */
export interface GaussNewton {
  readonly times: Operator
  /** Exact where `draws` suffice for one way back from each output, else estimated from random signs at the outputs. */
  trace(draws: number, random: RandomStream): Estimate
}

/** In the precision of the chain. */
export function gaussNewtonOf({ layers, loss, train }: Chain, linalg: LinearAlgebra): GaussNewton {
  const pass = forward(layers, train.inputs, linalg)
  const logits = pass.h.at(-1) as Matrix
  const steep = slopesOf(layers, pass)
  const back = (upstream: Matrix) => pulledBack(layers, steep, upstream, linalg)
  const bent = (direction: Matrix) => lossCurvature(loss, logits, train.targets, direction)
  const entering = layers.map((_, l) => ordinarySize(pass.h[l] as Matrix))
  const lengths = layers.map(({ bias }, l) => {
    const { matrix, exponent } = entering[l]!
    return squaredRows(matrix, bias === null ? 0 : timesPowerOfTwo(1, -2 * exponent))
  })

  /** Σ_i (J_iᵀ v_i) · (J_iᵀ H_i v_i): an example's gradients are outer products, and their inner products factor. */
  const curvatureAlong = (v: Matrix): number => {
    const [plain, curved] = [back(v), back(bent(v))]
    let sum = 0
    const exponent = Math.max(...entering.map((matrix) => 2 * matrix.exponent))
    layers.forEach((_, l) => {
      const [a, b, length] = [plain[l] as Matrix, curved[l] as Matrix, lengths[l] as Float64Array]
      const unit = 2 * entering[l]!.exponent - exponent
      for (let i = 0; i < a.data.length; i++) {
        const product = (length[Math.floor(i / a.cols)] as number) * (a.data[i] as number) * (b.data[i] as number)
        sum += timesPowerOfTwo(product, unit)
      }
    })
    return timesPowerOfTwo(sum, exponent)
  }

  return {
    times(direction) {
      const typed = logits.data instanceof Float32Array ? Float32Array.from(direction) : direction
      const moved = tangentOf(layers, layersAt(layers, typed), pass, steep, linalg)
      return parameterGradient(layers, pass.h, back(bent(moved.h.at(-1) as Matrix)), linalg)
    },
    trace(draws, random) {
      const { rows, cols } = logits
      const upstream = (entry: (place: number) => number): Matrix => {
        const data = logits.data.slice()
        for (let i = 0; i < data.length; i++) data[i] = entry(i)
        return { rows, cols, data }
      }
      if (cols <= draws) {
        let sum = 0
        for (let c = 0; c < cols; c++) sum += curvatureAlong(upstream((i) => (i % cols === c ? 1 : 0)))
        return estimate(sum, 0)
      }
      const found = Array.from({ length: draws }, () => {
        const signs = signVector(rows * cols, random)
        return curvatureAlong(upstream((i) => signs[i] as number))
      })
      return meanEstimate(found)
    },
  }
}

/** ‖row‖² + more, of every row. */
function squaredRows({ rows, cols, data }: Matrix, more: number): Float64Array {
  const squares = new Float64Array(rows).fill(more)
  for (let i = 0; i < data.length; i++) {
    const row = Math.floor(i / cols)
    squares[row] = (squares[row] as number) + (data[i] as number) ** 2
  }
  return squares
}

import type { LinearAlgebra, Matrix } from '#probes/maths/algebra/linear-algebra.ts'
import { isIdentity, type DenseLayer } from './chain.ts'
import { slopes } from './backward.ts'
import { entrywise, type Forward } from './forward.ts'

/** What a change of the parameters does to first order: to each preactivation, and to each activation after the inputs. */
export interface Tangent {
  /** ∂z along the direction, one matrix a layer, [n, out] */
  readonly z: readonly Matrix[]
  /** ∂h; h[0] is null, since the inputs do not move. The last is the Jacobian of the logits times the direction. */
  readonly h: readonly (Matrix | null)[]
}

/** gain · φ′(z) of every layer, for those who walk the chain more than once; null where it is 1 throughout. */
export type Slopes = readonly (Matrix | null)[]

export function slopesOf(layers: readonly DenseLayer[], { z }: Pick<Forward, 'z'>): Slopes {
  return layers.map((layer, l) => (isIdentity(layer) ? null : slopes(layer, z[l] as Matrix)))
}

/** The forward pass of the R-operator (Pearlmutter 1994); `direction` holds a layer of changes for each layer. */
export function tangentOf(
  layers: readonly DenseLayer[],
  direction: readonly DenseLayer[],
  { h }: Pick<Forward, 'h'>,
  steep: Slopes,
  linalg: LinearAlgebra,
): Tangent {
  const moved: { z: Matrix[]; h: (Matrix | null)[] } = { z: [], h: [null] }
  layers.forEach((layer, l) => {
    const { weight, bias } = direction[l] as DenseLayer
    const before = moved.h[l] ?? null
    const change = linalg.product(h[l] as Matrix, weight)
    if (before !== null) add(change, linalg.product(before, layer.weight))
    if (bias !== null) addToRows(change, bias.values)
    moved.z.push(change)
    const slope = steep[l] ?? null
    moved.h.push(slope === null ? change : entrywise(change, slope))
  })
  return moved
}

/** ∂/∂z of every layer from ∂/∂logits: `deltas`, where the slopes are known. */
export function pulledBack(
  layers: readonly DenseLayer[],
  steep: Slopes,
  upstream: Matrix,
  linalg: LinearAlgebra,
): Matrix[] {
  const delta: Matrix[] = []
  let arriving = upstream
  for (let l = layers.length - 1; l >= 0; l--) {
    const slope = steep[l] ?? null
    const own = slope === null ? arriving : entrywise(arriving, slope)
    delta.unshift(own)
    if (l > 0) arriving = linalg.product(own, (layers[l] as DenseLayer).weight, { b: true })
  }
  return delta
}

/** Σ_i ∂z_i · δ_i as one flat vector: h′ᵀδ for each weight, the sum of the rows of δ for each bias. */
export function parameterGradient(
  layers: readonly DenseLayer[],
  h: readonly Matrix[],
  delta: readonly Matrix[],
  linalg: LinearAlgebra,
): Float64Array {
  const parts: (Float32Array | Float64Array)[] = layers.flatMap(({ bias }, l) => {
    const own = delta[l] as Matrix
    const weight = linalg.product(h[l] as Matrix, own, { a: true }).data
    return bias === null ? [weight] : [weight, rowSum(own)]
  })
  const flat = new Float64Array(parts.reduce((size, part) => size + part.length, 0))
  let at = 0
  for (const part of parts) {
    flat.set(part, at)
    at += part.length
  }
  return flat
}

/** Adds entry by entry, in place. */
export function add({ data }: Matrix, other: Matrix): void {
  for (let i = 0; i < data.length; i++) data[i] = (data[i] as number) + (other.data[i] as number)
}

function addToRows({ data, cols }: Matrix, row: Float32Array | Float64Array): void {
  for (let i = 0; i < data.length; i++) data[i] = (data[i] as number) + (row[i % cols] as number)
}

function rowSum({ data, cols }: Matrix): Float64Array {
  const sum = new Float64Array(cols)
  for (let i = 0; i < data.length; i++) sum[i % cols] = (sum[i % cols] as number) + (data[i] as number)
  return sum
}

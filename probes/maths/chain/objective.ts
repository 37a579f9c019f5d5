import type { Objective } from '../../inputs.ts'
import type { LinearAlgebra, Matrix } from '#probes/maths/algebra/linear-algebra.ts'
import { inDouble } from '#probes/maths/algebra/double.ts'
import { allFinite } from '#probes/maths/algebra/finite.ts'
import { deltas } from './backward.ts'
import type { Chain, DenseLayer, LossKind } from './chain.ts'
import { flattened, layersAt, placesOf } from './flat.ts'
import { entrywise, forward, logitsOf, ofNeurons } from './forward.ts'
import { lossCurvature, lossOf, lossSlope } from './loss.ts'
import { add, parameterGradient, pulledBack, slopesOf, tangentOf } from './tangent.ts'
import { chosenRows } from '#probes/maths/algebra/chosen-rows.ts'

/** Inputs and targets, in float64. */
interface Batch {
  readonly inputs: Matrix
  readonly targets: Matrix
}

/**
 * The training loss of a chain as a function of all its parameters, in float64 throughout, with Hessian–vector
 * products that are exact: Pearlmutter's R-operator and no differences of gradients.
 */
export function objectiveOf({ layers, loss, train }: Chain, linalg: LinearAlgebra): Objective {
  const { places } = placesOf(layers)
  const parameters = flattened(layers)
  const all: Batch = { inputs: lostOrFinite(train.inputs), targets: lostOrFinite(train.targets) }
  const batchOf = (examples?: Int32Array): Batch =>
    examples === undefined
      ? all
      : { inputs: chosenRows(all.inputs, examples), targets: chosenRows(all.targets, examples) }
  const whole = once(() => curvatureOf(layersAt(layers, parameters), loss, all, linalg))
  return {
    layers: places,
    parameters,
    precision: 'float64',
    examples: train.inputs.rows,
    loss(at, examples) {
      const { inputs, targets } = batchOf(examples)
      return lossOf(loss, logitsOf(layersAt(layers, at), inputs, linalg), targets)
    },
    gradient(at, examples) {
      const { inputs, targets } = batchOf(examples)
      const placed = layersAt(layers, at)
      const pass = forward(placed, inputs, linalg)
      const delta = deltas(placed, pass, lossSlope(loss, pass.h.at(-1) as Matrix, targets), linalg)
      return parameterGradient(placed, pass.h, delta, linalg)
    },
    hessianProduct(direction, examples) {
      const times =
        examples === undefined ? whole() : curvatureOf(layersAt(layers, parameters), loss, batchOf(examples), linalg)
      return times(layersAt(layers, direction))
    },
  }
}

/** ∇²L · direction on one batch: what does not depend on the direction is computed once. */
function curvatureOf(layers: readonly DenseLayer[], loss: LossKind, { inputs, targets }: Batch, linalg: LinearAlgebra) {
  const pass = forward(layers, inputs, linalg)
  const logits = pass.h.at(-1) as Matrix
  const slope = lossSlope(loss, logits, targets)
  const steep = slopesOf(layers, pass)
  const delta = pulledBack(layers, steep, slope, linalg)
  const bent = layers.map((layer, l) => {
    if (layer.activation === 'linear' || layer.activation === 'relu') return null
    const next = layers[l + 1]
    const arriving = next === undefined ? slope : linalg.product(delta[l + 1] as Matrix, next.weight, { b: true })
    return entrywise(arriving, ofNeurons(layer, 'curvature', pass.z[l] as Matrix))
  })

  return (direction: readonly DenseLayer[]): Float64Array => {
    const moved = tangentOf(layers, direction, pass, steep, linalg)
    // The way back, differentiated along the direction: `arriving` is the change of ∂L/∂h, `change` that of δ.
    let arriving = lossCurvature(loss, logits, targets, moved.h.at(-1) as Matrix)
    const change: Matrix[] = []
    for (let l = layers.length - 1; l >= 0; l--) {
      const [steepness, bend] = [steep[l] ?? null, bent[l] ?? null]
      const own = steepness === null ? arriving : entrywise(arriving, steepness)
      if (bend !== null) add(own, entrywise(bend, moved.z[l] as Matrix))
      change.unshift(own)
      if (l === 0) break
      arriving = linalg.product(own, (layers[l] as DenseLayer).weight, { b: true })
      add(arriving, linalg.product(delta[l] as Matrix, (direction[l] as DenseLayer).weight, { b: true }))
    }
    const flat = parameterGradient(layers, pass.h, change, linalg)
    layersAt(layers, flat).forEach(({ weight }, l) => {
      const before = moved.h[l] ?? null
      if (before !== null) add(weight, linalg.product(before, delta[l] as Matrix, { a: true }))
    })
    return flat
  }
}

/** In float64; all NaN where anything is not finite: a tanh makes 1 of an infinity, and the loss would not show it. */
function lostOrFinite(matrix: Matrix): Matrix {
  const data = inDouble(matrix)
  return allFinite(data.data) ? data : { ...data, data: new Float64Array(data.data.length).fill(NaN) }
}

function once<T>(compute: () => T): () => T {
  let known: { readonly value: T } | null = null
  return () => (known ??= { value: compute() }).value
}

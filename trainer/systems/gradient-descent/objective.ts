import type { Tensor } from '@tensorflow/tfjs-core'
import type { Layer, Layers, Objective } from '#probes/inputs.ts'
import { norm, scale } from '#probes/maths/algebra/vectors.ts'
import type { Recipe } from './recipe.ts'
import { type ByLayer, layersOf, lazily, type Tf, tidied, uploaded } from '#trainer/tensors/index.ts'
import { hessianProduct } from './hessian-product.ts'
import { type Batch, puttingAside, puttingNothingAside, type WeightsByLayer } from '#trainer/models/index.ts'
import { rowsOf, sizeOf } from '#trainer/data/index.ts'

/** Where the weights stand, and what the step has already: the whole training split, and its loss and gradient here. */
export interface Standpoint {
  readonly weights: WeightsByLayer
  readonly tensors: ByLayer
  readonly batch: () => Batch
  readonly gradients: () => Layers
  readonly loss: () => number
  /** Lets a tensor live until the step is over. */
  readonly keep: <T extends Tensor>(tensor: T) => T
}

/**
 * The training loss as a function of one flat vector, computed where the backend computes, in float32. Nothing that
 * is asked of it changes the network; it serves until the step is over.
 */
export function deviceObjective(tf: Tf, { task, model, loss }: Recipe, here: Standpoint): Objective {
  const layers = layout(here.weights)
  const parameters = flattened(layers, here.weights)
  const theirGradient = lazily(() => flattened(layers, here.gradients()))

  /** With the weights at a point and a batch of the examples asked for, both of which go when it is done. */
  const at = <T>(
    point: Float64Array,
    examples: Int32Array | undefined,
    compute: (w: ByLayer, batch: Batch) => T,
  ): T => {
    const whole = examples === undefined ? here.batch() : null
    return tidied(tf, () => {
      const weights = point === parameters ? here.tensors : uploaded(tf, unflattened(layers, point))
      return compute(weights, whole ?? model.batch(tf, rowsOf(task.train, examples as Int32Array)))
    })
  }
  const gradient = (point: Float64Array, examples?: Int32Array): Float64Array => {
    if (point === parameters && examples === undefined) return theirGradient().slice()
    return at(point, examples, (weights, batch) => {
      const pass = model.forward(tf, weights, batch)
      return flattened(layers, layersOf(pass.backward(loss.judge(tf, batch, pass.logits).gradient())))
    })
  }
  const known = new Map<number, Tensor>()
  const productWith = (direction: Float64Array, examples?: Int32Array): Float64Array =>
    at(parameters, examples, (weights, batch) => {
      const along = uploaded(tf, unflattened(layers, direction))
      const putAside = examples === undefined ? puttingAside(known, here.keep) : puttingNothingAside()
      return flattened(layers, layersOf(hessianProduct(tf, model, weights, batch, loss, along, putAside)))
    })
  return {
    layers,
    parameters,
    precision: 'float32',
    examples: sizeOf(task.train),
    loss: (point, examples) =>
      point === parameters && examples === undefined
        ? here.loss()
        : at(point, examples, (weights, batch) => loss.judge(tf, batch, model.logits(tf, weights, batch)).loss),
    gradient,
    hessianProduct: (direction, examples) => alongUnit(direction, (unit) => productWith(unit, examples)),
  }
}

/** A linear map, asked at unit length, where float32 neither under- nor overflows. */
function alongUnit(direction: Float64Array, map: (unit: Float64Array) => Float64Array): Float64Array {
  const length = norm(direction)
  if (length === 0) return new Float64Array(direction.length)
  const unit = direction.slice()
  for (let i = 0; i < unit.length; i++) unit[i] = (unit[i] as number) / length
  const mapped = map(unit)
  scale(mapped, length)
  return mapped
}

function layout(weights: Layers): Objective['layers'] {
  let from = 0
  return Object.entries(weights).map(([name, { shape, values }]) => {
    const place = { name, shape, from }
    from += values.length
    return place
  })
}

/** In the order of the layout, whatever order they come in. */
function flattened(layers: Objective['layers'], numbers: Layers): Float64Array {
  const parts = layers.map(({ name }) => (numbers[name] as Layer).values)
  const all = new Float64Array(parts.reduce((size, { length }) => size + length, 0))
  parts.forEach((values, i) => all.set(values, layers[i]?.from))
  return all
}

function unflattened(layers: Objective['layers'], vector: Float64Array): Layers {
  return Object.fromEntries(
    layers.map(({ name, shape, from }) => {
      const size = shape.reduce((product, length) => product * length, 1)
      return [name, { shape, values: new Float32Array(vector.subarray(from, from + size)) }]
    }),
  )
}

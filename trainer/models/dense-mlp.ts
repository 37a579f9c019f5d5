import type * as tfjs from '@tensorflow/tfjs-core'
import type { RandomStream } from '#src/vocabulary/random.ts'
import type { PointExamples, ValueExamples } from '#trainer/data/index.ts'
import type { Tf } from '#trainer/tensors/index.ts'
import { even, normalWeights, type ActivationName, type Weights } from '#trainer/layers/index.ts'
import { denseBackward, denseForward, type DenseLayer, type LayerInput } from './dense-layers.ts'
import type { Batch, Model } from './model.ts'

/**
 * How a layer of fan-in n begins: `pytorch` draws weights and biases evenly from ±1/√n, as PyTorch's Linear does;
 * `normal` draws weights of variance σ_w²/n and biases of variance σ_b², as the theory of signal propagation has it;
 * `alike` draws every number with one standard deviation.
 */
export type Initialization =
  | { readonly kind: 'pytorch' }
  | { readonly kind: 'normal'; readonly weightVariance: number; readonly biasVariance: number }
  | { readonly kind: 'alike'; readonly deviation: number }

export interface DenseMlp {
  /** Inputs first, outputs last. */
  readonly widths: readonly number[]
  readonly activation: ActivationName
  readonly hasBiases: boolean
  readonly initialization: Initialization
}

export interface PointBatch extends Batch {
  /** [size, p] */
  readonly inputs: tfjs.Tensor2D
}

/** Dense layers on points of a vector space, one activation throughout and none at the end. */
export function denseMlp({
  widths,
  activation,
  hasBiases,
  initialization,
}: DenseMlp): Model<PointBatch, PointExamples | ValueExamples> {
  const depth = widths.length - 1
  const layers: readonly DenseLayer[] = Array.from({ length: depth }, (_, l) => ({
    weight: `w${l + 1}`,
    bias: hasBiases ? `b${l + 1}` : null,
    activation: l === depth - 1 ? 'linear' : activation,
  }))
  return {
    head: `w${depth}`,
    initialWeights: (stream) =>
      Object.fromEntries(
        layers.flatMap(({ weight, bias }, l) => {
          const [fanIn, fanOut] = widths.slice(l, l + 2) as [number, number]
          const drawn: [string, Weights][] = [[weight, initialWeight(stream, [fanIn, fanOut], initialization)]]
          if (bias !== null) drawn.push([bias, initialBias(stream, fanIn, fanOut, initialization)])
          return drawn
        }),
      ),
    batch: (tf, { inputs, targets, labels = null }) => ({
      size: targets.rows,
      inputs: tf.tensor2d(inputs.data as Float32Array, [inputs.rows, inputs.cols]),
      targets: tf.tensor2d(targets.data as Float32Array, [targets.rows, targets.cols]),
      answers: labels,
    }),
    forward(tf, weights, batch) {
      const entry = entryOf(tf, batch)
      const pass = denseForward(tf, entry, layers, weights)
      return {
        logits: pass.logits,
        hidden: Object.fromEntries(pass.h.slice(0, -1).map((activations, l) => [`h${l + 1}`, activations])),
        backward: (logitGradient) => denseBackward(tf, entry, layers, weights, pass, logitGradient),
      }
    },
    logits: (tf, weights, batch) => denseForward(tf, entryOf(tf, batch), layers, weights).logits,
    chain: (weights) =>
      layers.map(({ weight, bias, activation: own }, l) => ({
        name: weight,
        weight: { rows: widths[l] as number, cols: widths[l + 1] as number, data: (weights[weight] as Weights).values },
        bias: bias === null ? null : { name: bias, values: (weights[bias] as Weights).values },
        activation: own,
      })),
    examples: ({ inputs, targets, labels = null }) => ({ inputs, targets, labels }),
  }
}

function entryOf(tf: Tf, { inputs }: PointBatch): LayerInput {
  return {
    times: (weight) => tf.matMul(inputs, weight),
    back: (slopes) => tf.matMul(inputs, slopes, true, false),
  }
}

function initialWeight(stream: RandomStream, shape: readonly [number, number], how: Initialization): Weights {
  if (how.kind === 'pytorch') return even(1 / Math.sqrt(shape[0]))(stream, shape)
  if (how.kind === 'alike') return normalWeights(stream, shape, how.deviation)
  return normalWeights(stream, shape, Math.sqrt(how.weightVariance / shape[0]))
}

function initialBias(stream: RandomStream, fanIn: number, fanOut: number, how: Initialization): Weights {
  if (how.kind === 'pytorch') return even(1 / Math.sqrt(fanIn))(stream, [fanOut])
  if (how.kind === 'alike') return normalWeights(stream, [fanOut], how.deviation)
  return normalWeights(stream, [fanOut], Math.sqrt(how.biasVariance))
}

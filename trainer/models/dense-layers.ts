import type * as tfjs from '@tensorflow/tfjs-core'
import type { ByLayer, Tf } from '#trainer/tensors/index.ts'
import { activations, type ActivationName } from '#trainer/layers/index.ts'

type Tensor = tfjs.Tensor2D

/** A dense layer where the backend computes: the names of its weights, h = φ(h′ · weight + bias). */
export interface DenseLayer {
  /** [in, out] */
  readonly weight: string
  /** [out]; null where there is none */
  readonly bias: string | null
  readonly activation: ActivationName
}

/** How examples meet the first weights: points by a product, pairs of residues by looking rows up. Both are linear. */
export interface LayerInput {
  /** [n, out] */
  readonly times: (weight: Tensor) => Tensor
  /** From ∂/∂z, [n, out], to ∂/∂weight. */
  readonly back: (slopes: Tensor) => Tensor
}

/** Preactivations and activations of every layer; the last activations are the logits. */
export function denseForward(tf: Tf, entry: LayerInput, layers: readonly DenseLayer[], weights: ByLayer) {
  const z: Tensor[] = []
  const h: Tensor[] = []
  layers.forEach(({ weight, bias, activation }, l) => {
    const matrix = weights[weight] as Tensor
    const product: Tensor = l === 0 ? entry.times(matrix) : tf.matMul(h[l - 1] as Tensor, matrix)
    z.push(bias === null ? product : tf.add<Tensor>(product, weights[bias] as tfjs.Tensor1D))
    h.push(activations[activation].of(tf, z[l] as Tensor))
  })
  return { z, h, logits: h.at(-1) as Tensor }
}

/** From ∂loss/∂logits to the gradient of every weight and bias. */
export function denseBackward(
  tf: Tf,
  entry: LayerInput,
  layers: readonly DenseLayer[],
  weights: ByLayer,
  { z, h }: { readonly z: readonly Tensor[]; readonly h: readonly Tensor[] },
  logitGradient: Tensor,
): ByLayer {
  const gradients: Record<string, tfjs.Tensor> = {}
  let arriving = logitGradient
  for (let l = layers.length - 1; l >= 0; l--) {
    const { weight, bias, activation } = layers[l] as DenseLayer
    const slopes = through(tf, activation, z[l] as Tensor, arriving)
    gradients[weight] = l === 0 ? entry.back(slopes) : tf.matMul(h[l - 1] as Tensor, slopes, true, false)
    if (bias !== null) gradients[bias] = tf.sum(slopes, 0)
    if (l > 0) arriving = tf.matMul(slopes, weights[weight] as Tensor, false, true)
  }
  return inOrderOf(weights, gradients)
}

/** `upstream · φ′(z)` */
function through(tf: Tf, activation: ActivationName, z: Tensor, upstream: Tensor): Tensor {
  const { back, factor } = activations[activation]
  const slopes = back(tf, z, upstream)
  return factor === 1 ? slopes : tf.mul(slopes, factor)
}

/** The way back meets the last layer first; who flattens layers wants them as the weights are. */
function inOrderOf(weights: ByLayer, found: ByLayer): ByLayer {
  return Object.fromEntries(Object.keys(weights).map((name) => [name, found[name] as tfjs.Tensor]))
}

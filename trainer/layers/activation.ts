import type * as tfjs from '@tensorflow/tfjs-core'
import { ACTIVATION_NAMES, type ActivationName } from '#probes/maths/chain/activations.ts'
import type { Tf } from '#trainer/tensors/index.ts'

type Tensor = tfjs.Tensor2D

/** A function on each neuron, and the way back through it. */
export interface Activation {
  readonly of: (tf: Tf, z: Tensor) => Tensor
  /** `of(x − y)` without x − y being written out, where an op does both: a pass over memory less. */
  readonly ofDifference: (tf: Tf, x: Tensor, y: Tensor) => Tensor
  /** `upstream · φ′(z) / factor`. */
  readonly back: (tf: Tf, z: Tensor, upstream: Tensor) => Tensor
  /** A constant of φ′ that the caller applies to a small matrix instead of the large one. */
  readonly factor: number
}

export const ACTIVATIONS = ACTIVATION_NAMES
export type { ActivationName }

/** As in `probes/maths/chain/activations.ts`, where each is stated in float64. */
export const activations: Readonly<Record<ActivationName, Activation>> = {
  linear: plain(
    (_tf, z) => z,
    (_tf, _z, upstream) => upstream,
  ),
  quadratic: {
    of: (tf, z) => tf.square(z),
    ofDifference: (tf, x, y) => tf.squaredDifference(x, y),
    back: (tf, z, upstream) => tf.mul(upstream, z),
    factor: 2,
  },
  relu: plain(
    (tf, z) => tf.relu(z),
    (tf, z, upstream) => tf.mul(upstream, tf.step(z)),
  ),
  tanh: plain(
    (tf, z) => tf.tanh(z),
    (tf, z, upstream) => tf.mul(upstream, sechSquared(tf, z)),
  ),
  /** The exact form, z Φ(z), not the tanh fit. */
  gelu: plain(
    (tf, z) => tf.mul(z, normalShare(tf, z)),
    (tf, z, upstream) => tf.mul(upstream, tf.add(normalShare(tf, z), tf.mul(z, normalDensity(tf, z)))),
  ),
  erf: plain(
    (tf, z) => tf.erf(z),
    (tf, z, upstream) => tf.mul(upstream, erfSlope(tf, z)),
  ),
}

/** One without a shortcut. */
function plain(of: Activation['of'], back: Activation['back']): Activation {
  return { of, back, factor: 1, ofDifference: (tf, x, y) => of(tf, tf.sub(x, y)) }
}

/** Φ(z) */
function normalShare(tf: Tf, z: Tensor): Tensor {
  return tf.mul(tf.add(tf.erf(tf.mul(z, Math.SQRT1_2)), 1), 0.5)
}

/** Φ′(z) */
function normalDensity(tf: Tf, z: Tensor): Tensor {
  return tf.mul(tf.exp(tf.mul(tf.square(z), -0.5)), 1 / Math.sqrt(2 * Math.PI))
}

/** 1 − tanh² z, from the other side: where tanh rounds to 1, this does not round to 0. */
export function sechSquared(tf: Tf, z: Tensor): Tensor {
  const decay = tf.exp(tf.mul(tf.abs(z), -2))
  return tf.div(tf.mul(decay, 4), tf.square(tf.add(decay, 1)))
}

function erfSlope(tf: Tf, z: Tensor): Tensor {
  return tf.mul(tf.exp(tf.neg(tf.square(z))), 2 / Math.sqrt(Math.PI))
}

import type { Tensor, Tensor2D } from '@tensorflow/tfjs-core'
import { runtimeError } from '#src/vocabulary/index.ts'
import { byHead, fromHeads } from './heads.ts'
import { matrix, type NetworkLayer } from './layer.ts'
import { linearMixing, softmaxMixing } from './mixing.ts'
import { rotated, rotatedBack } from './rotary.ts'
import type { InitialDraw } from './weights.ts'

export interface Attention {
  /** Its matrices are `<name>.q`, `.k`, `.v` and `.o`; what the heads mixed is shown under the name itself. */
  readonly name: string
  readonly width: number
  /** Divides the width. */
  readonly heads: number
  readonly begins: InitialDraw
  /** How the matrix begins that leads back into the residual stream; like the others if nothing is said. */
  readonly outBegins?: InitialDraw
  readonly mixing?: 'softmax' | 'linear'
  /** The base of the angles by which queries and keys are turned; not turned where nothing is said. */
  readonly rotary?: number
  /** By which scores are multiplied; 1 / √(width / heads) if nothing is said, and 1 / (width / heads) in muP. */
  readonly scoreScale?: number
}

/** Causal attention: each position takes from itself and those before it, by how their keys meet its query. */
export function attention(card: Attention): NetworkLayer {
  const { name, width, heads, begins, outBegins = begins, mixing = 'softmax', rotary } = card
  const size = width / heads
  const { scoreScale = 1 / Math.sqrt(size) } = card
  if (!Number.isInteger(size)) throw runtimeError(`${name}: expected a width that heads divide, got ${width}/${heads}`)
  if (rotary !== undefined && size % 2 !== 0)
    throw runtimeError(`${name}: expected heads of even width for rotation, got ${size}`)
  const [q, k, v, o] = ['q', 'k', 'v', 'o'].map((one) => `${name}.${one}`) as [string, string, string, string]
  const { shares: sharesOf } = mixing === 'softmax' ? softmaxMixing : linearMixing
  return {
    from: width,
    to: width,
    weights: [q, k, v, o].map((one) => ({ name: one, shape: [width, width], begins: one === o ? outBegins : begins })),
    attends: mixing === 'softmax',
    through(tf, weights, x) {
      const { positions } = x
      const projected = (one: string) => byHead(tf, { rows: tf.matMul(x.rows, matrix(weights, one)), positions }, heads)
      const turn = (one: Tensor): Tensor => (rotary === undefined ? one : rotated(tf, one, rotary))
      const [queries, keys, values] = [turn(projected(q)), turn(projected(k)), projected(v)] as const
      const shares = sharesOf(tf, tf.mul(tf.matMul(queries, keys, false, true), scoreScale))
      const mixed = fromHeads(tf, tf.matMul(shares.of, values))
      return {
        y: { rows: tf.matMul(mixed, matrix(weights, o)), positions },
        hidden: { [name]: { rows: mixed, positions } },
        ...(mixing === 'softmax' ? { attention: { [name]: shares.of } } : {}),
        back(slope) {
          const toMixed: Tensor2D = tf.matMul(slope, matrix(weights, o), false, true)
          const toHeads = byHead(tf, { rows: toMixed, positions }, heads)
          const toScores = tf.mul(shares.back(tf.matMul(toHeads, values, false, true)), scoreScale)
          const unturn = (one: Tensor) => (rotary === undefined ? one : rotatedBack(tf, one, rotary))
          const toQ = fromHeads(tf, unturn(tf.matMul(toScores, keys)))
          const toK = fromHeads(tf, unturn(tf.matMul(toScores, queries, true, false)))
          const toV = fromHeads(tf, tf.matMul(shares.of, toHeads, true, false))
          const into = (rows: Tensor2D, one: string) => tf.matMul(rows, matrix(weights, one), false, true)
          return {
            x: () => tf.addN([into(toQ, q), into(toK, k), into(toV, v)]) as Tensor2D,
            weights: {
              [q]: tf.matMul(x.rows, toQ, true, false),
              [k]: tf.matMul(x.rows, toK, true, false),
              [v]: tf.matMul(x.rows, toV, true, false),
              [o]: tf.matMul(mixed, slope, true, false),
            },
          }
        },
      }
    },
  }
}

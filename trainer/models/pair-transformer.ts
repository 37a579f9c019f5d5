import type * as tfjs from '@tensorflow/tfjs-core'
import type { Pairs } from '#trainer/data/index.ts'
import type { ByLayer, Tf } from '#trainer/tensors/index.ts'
import { normalWeights } from '#trainer/layers/index.ts'
import { lastAttention } from './last-attention.ts'
import type { Model } from './model.ts'
import { pairBatch, type PairBatch } from './pair-batch.ts'

export interface PairTransformer {
  readonly modulus: number
  readonly heads: number
  /** Width of the residual stream; a multiple of `heads`. */
  readonly width: number
  readonly mlpWidth: number
}

const LAYERS = ['embed', 'positions', 'attn.q', 'attn.k', 'attn.v', 'attn.o', 'mlp.in', 'mlp.out', 'unembed'] as const
type Layers = Readonly<Record<(typeof LAYERS)[number], tfjs.Tensor2D>>

/**
 * One transformer block on the tokens a, b, '=', read at '=': learned positions, causal attention, ReLU, no biases
 * and no layer norm, as in Nanda et al. 2023 (arXiv:2301.05217), whose initial weights these are.
 */
export function pairTransformer({ modulus, heads, width, mlpWidth }: PairTransformer): Model<PairBatch, Pairs> {
  const shapes: Record<(typeof LAYERS)[number], [number, number]> = {
    embed: [modulus + 1, width], // the last row is '='
    positions: [3, width],
    'attn.q': [width, width],
    'attn.k': [width, width],
    'attn.v': [width, width],
    'attn.o': [width, width],
    'mlp.in': [width, mlpWidth],
    'mlp.out': [mlpWidth, width],
    unembed: [width, modulus],
  }
  /** Everything up to what the heads mixed, and the way back from there. */
  function attend(tf: Tf, w: Layers, { a, b }: PairBatch) {
    const row = (matrix: tfjs.Tensor2D, at: number) => tf.slice(matrix, [at, 0], [1, width])
    const residues = tf.slice(w.embed, [0, 0], [modulus, width])
    const end = tf.add(row(w.embed, modulus), row(w.positions, 2)) as tfjs.Tensor2D
    const entering = {
      a: tf.add(residues, row(w.positions, 0)) as tfjs.Tensor2D,
      b: tf.add(residues, row(w.positions, 1)) as tfjs.Tensor2D,
      end,
    }
    const headOf = headsOf(tf, width, heads)
    const attention = lastAttention(tf, entering, { q: w['attn.q'], k: w['attn.k'], v: w['attn.v'] }, headOf, [a, b])
    return { attention, end }
  }
  const model: Model<PairBatch, Pairs> = {
    head: 'unembed',
    initialWeights: (stream) =>
      Object.fromEntries(
        LAYERS.map((layer) => {
          const deviation = layer === 'unembed' ? 1 / Math.sqrt(modulus + 1) : 1 / Math.sqrt(width)
          return [layer, normalWeights(stream, shapes[layer], deviation)]
        }),
      ),
    batch: (tf, pairs) => pairBatch(tf, pairs, modulus),
    forward(tf, weights, batch) {
      const w = weights as Layers
      const { attention, end } = attend(tf, w, batch)
      const middle = tf.add(tf.matMul(attention.mixed, w['attn.o']), end) as tfjs.Tensor2D
      const mlp = tf.relu(tf.matMul(middle, w['mlp.in'])) as tfjs.Tensor2D
      const residual = tf.add(tf.matMul(mlp, w['mlp.out']), middle) as tfjs.Tensor2D
      return {
        logits: tf.matMul(residual, w.unembed),
        hidden: { attn: attention.mixed, mlp, residual },
        backward(logitGradient): ByLayer {
          const out = tf.matMul(logitGradient, w.unembed, false, true)
          const mlpOut = tf.matMul(out, w['mlp.out'], false, true)
          const mlpIn = tf.mul(mlpOut, tf.step(mlp)) as tfjs.Tensor2D
          const into = tf.add(out, tf.matMul(mlpIn, w['mlp.in'], false, true)) as tfjs.Tensor2D
          const { x, q, k, v } = attention.backward(tf.matMul(into, w['attn.o'], false, true))
          const endSlope = tf.add(x.end, tf.sum(into, 0, true)) as tfjs.Tensor2D
          return {
            embed: tf.concat([tf.add(x.a, x.b) as tfjs.Tensor2D, endSlope]),
            positions: tf.concat([tf.sum(x.a, 0, true), tf.sum(x.b, 0, true), endSlope] as tfjs.Tensor2D[]),
            'attn.q': q,
            'attn.k': k,
            'attn.v': v,
            'attn.o': tf.matMul(attention.mixed, into, true, false),
            'mlp.in': tf.matMul(middle, mlpIn, true, false),
            'mlp.out': tf.matMul(mlp, out, true, false),
            unembed: tf.matMul(residual, logitGradient, true, false),
          }
        },
      }
    },
    logits: (tf, weights, batch) => model.forward(tf, weights, batch).logits,
    residueWeights(tf, weights) {
      const { embed, unembed } = weights as Layers
      return { embed: tf.transpose(tf.slice(embed, [0, 0], [modulus, width])), unembed }
    },
    attention(tf, weights, batch) {
      const { shares } = attend(tf, weights as Layers, batch).attention
      const ofHead = (head: number) =>
        tf.concat(
          shares.map((share) => tf.slice(share, [0, head], [batch.size, 1])),
          1,
        )
      return Object.fromEntries(Array.from({ length: heads }, (_, head) => [`attn.h${head}`, ofHead(head)]))
    },
  }
  return model
}

/** 1 where a place of the residual stream belongs to a head, [width, heads] */
function headsOf(tf: Tf, width: number, heads: number): tfjs.Tensor2D {
  const head = (place: number) => Math.floor((place * heads) / width)
  const belongs = Float32Array.from({ length: width * heads }, (_, i) =>
    head(Math.floor(i / heads)) === i % heads ? 1 : 0,
  )
  return tf.tensor2d(belongs, [width, heads])
}

import type { Split } from '#trainer/data/index.ts'
import {
  attention,
  dense,
  embedding,
  lastPosition,
  layerNorm,
  mlp,
  normal,
  positions,
  residual,
  type ActivationName,
  type NetworkLayer,
} from '#trainer/layers/index.ts'
import type { EnteringBatch, Entrance } from './entrance.ts'
import { layered } from './layered.ts'
import type { Model } from './model.ts'

export interface TokenTransformer<S extends Split> {
  readonly entrance: Entrance<S>
  /** How many different tokens come in, and how many answers there are. */
  readonly tokens: number
  readonly answers: number
  /** Positions of the longest sequence. */
  readonly places: number
  readonly blocks: number
  readonly width: number
  readonly heads: number
  readonly mlpWidth: number
  readonly activation: ActivationName
  /** Whether each branch and the last layer read through a LayerNorm. */
  readonly hasLayerNorm: boolean
  /** Whether the answer is read at the last position alone, or at each. */
  readonly readAt: 'last' | 'each'
  /** By which the logits are multiplied: 1/width is the readout of muP, whose last matrix then begins at deviation 1. */
  readonly readout: { readonly multiplier: number; readonly deviation: number }
  readonly embeddingDeviation: number
}

/** A causal transformer with learned positions, a list of layers: blocks of attention and an MLP on a residual stream. */
export function tokenTransformer<S extends Split>(card: TokenTransformer<S>): Model<EnteringBatch, S> {
  const { entrance, tokens, answers, places, blocks, width, heads, mlpWidth, activation, readout } = card
  const hidden = normal(1 / Math.sqrt(width))
  const norm = (name: string): NetworkLayer[] => (card.hasLayerNorm ? [layerNorm({ name, width })] : [])
  const embeds = normal(card.embeddingDeviation)
  const block = (place: number): NetworkLayer[] => {
    const name = blocks === 1 ? '' : `block${place}.`
    const down = { in: hidden, out: normal(1 / Math.sqrt(mlpWidth)) }
    return [
      residual({ branch: [...norm(`${name}norm1`), attention({ name: `${name}attn`, width, heads, begins: hidden })] }),
      // What nobody reads need not be computed: behind the last attention, positions do not meet any more.
      ...(card.readAt === 'last' && place === blocks ? [lastPosition()] : []),
      residual({
        name: `${name}residual`,
        branch: [
          ...norm(`${name}norm2`),
          mlp({ name: `${name}mlp`, width, neurons: mlpWidth, activation, begins: down }),
        ],
      }),
    ]
  }
  return layered({
    entrance,
    layers: [
      embedding({ name: 'embed', tokens, width, begins: embeds }),
      positions({ name: 'positions', places, width, begins: embeds }),
      ...Array.from({ length: blocks }, (_, i) => block(i + 1)).flat(),
      ...norm('norm'),
      dense({
        name: 'unembed',
        from: width,
        to: answers,
        begins: normal(readout.deviation),
        multiplier: readout.multiplier,
      }),
    ],
    head: 'unembed',
  })
}

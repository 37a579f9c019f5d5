import type { Tensor } from '@tensorflow/tfjs-core'
import { describe, expect, it } from 'vitest'
import { pairTransformer } from '#trainer/models/pair-transformer.ts'
import { workbenchOf } from '#trainer/tensors/workbench.ts'
import { backend } from '../runs.ts'
import { pairs, prepared } from '../small-networks.ts'

describe('how a head divides its attention', () => {
  it.each([1, 2, 4])('is the softmax over the three tokens, computed token by token: %i heads', async (heads) => {
    const { tf } = workbenchOf(await backend())
    const model = pairTransformer({ modulus: 7, heads, width: 8, mlpWidth: 12 })
    const { weights, batch, host } = prepared(tf, { name: 'transformer', model: model as never, task: pairs }, 5)
    const shares = model.attention!(tf, weights, batch as never)
    expect(Object.keys(shares)).toEqual(Array.from({ length: heads }, (_, head) => `attn.h${head}`))
    const { a, b } = pairs.train
    const rowOf = (layer: string, at: number) => [...host[layer]!.values.subarray(8 * at, 8 * at + 8)]
    const times = (x: number[], layer: string) =>
      x.map((_, j) => x.reduce((sum, value, i) => sum + value * host[layer]!.values[8 * i + j]!, 0))
    Object.values(shares).forEach((share: Tensor, head) => {
      expect(share.shape).toEqual([a.length, 3])
      const rows = share.arraySync() as number[][]
      rows.forEach((row, i) => {
        const tokens = [a[i]!, b[i]!, 7].map((token, place) =>
          rowOf('embed', token).map((value, d) => value + rowOf('positions', place)[d]!),
        )
        const size = 8 / heads
        const own = (x: number[]) => x.slice(head * size, (head + 1) * size)
        const query = own(times(tokens[2]!, 'attn.q'))
        const scores = tokens.map((token) =>
          Math.exp(own(times(token, 'attn.k')).reduce((sum, key, d) => sum + key * query[d]!, 0) / Math.sqrt(size)),
        )
        const total = scores.reduce((sum, score) => sum + score)
        row.forEach((value, place) => expect(Math.abs(value - scores[place]! / total)).toBeLessThan(1e-5))
      })
    })
  })
})

import type { Tensor } from '@tensorflow/tfjs-core'
import { describe, expect, it } from 'vitest'
import { openStream } from '#src/vocabulary/random.ts'
import { dense } from '#trainer/layers/dense.ts'
import { inARow } from '#trainer/layers/in-a-row.ts'
import { crossEntropy } from '#trainer/losses/cross-entropy.ts'
import { meanSquaredError } from '#trainer/losses/mean-squared-error.ts'
import { hessianProduct } from '#trainer/systems/gradient-descent/hessian-product.ts'
import { normal } from '#trainer/layers/weights.ts'
import type { ByLayer, Tf } from '#trainer/tensors/tensors.ts'
import { workbenchOf } from '#trainer/tensors/workbench.ts'
import { wrongSlopes } from '../models/held-to-differences.ts'
import { backend } from '../runs.ts'
import { prepared } from '../small-networks.ts'
import { layeredNetworks } from './networks.ts'

const losses = [crossEntropy(1), meanSquaredError]

describe('a network of layers', () => {
  it.each(layeredNetworks)('goes back by the slope of its loss: $name', async (network) => {
    const { tf } = workbenchOf(await backend())
    const { weights, batch } = prepared(tf, network)
    for (const loss of losses) expect(wrongSlopes(tf, network.model, weights, batch, loss)).toEqual([])
  })

  it.each(layeredNetworks)('goes back as the tape does: $name', async (network) => {
    const { tf } = workbenchOf(await backend())
    const { weights, names, batch } = prepared(tf, network)
    const pass = network.model.forward(tf, weights, batch)
    const upstream = like(tf, pass.logits, 3)
    const gradients = pass.backward(upstream as never)
    expect(Object.keys(gradients)).toEqual(names)
    const logits = (...tensors: Tensor[]) =>
      network.model.logits(tf, Object.fromEntries(names.map((name, i) => [name, tensors[i]!])), batch)
    const taped = tf.grads(logits)(
      names.map((name) => weights[name]!),
      upstream as never,
    )
    names.forEach((name, i) => {
      expect(gradients[name]!.shape).toEqual(weights[name]!.shape)
      const theirs = taped[i]!.dataSync()
      const scale = Math.max(...theirs.map(Math.abs))
      expect(scale, name).toBeGreaterThan(0)
      gradients[name]!.dataSync().forEach((slope, j) => expect(Math.abs(slope - theirs[j]!) / scale).toBeLessThan(2e-5))
    })
  })

  it.each(layeredNetworks)('has the Hessian products that its gradients change by: $name', async (network) => {
    const { tf } = workbenchOf(await backend())
    const { weights, names, batch } = prepared(tf, network)
    for (const loss of losses) {
      const direction = Object.fromEntries(names.map((name, i) => [name, like(tf, weights[name]!, 10 + i)]))
      const product = hessianProduct(tf, network.model, weights, batch, loss, direction)
      const gradient = (by: number): ByLayer => {
        const moved = names.map((name) => [name, tf.add(weights[name]!, tf.mul(direction[name]!, by))] as const)
        const pass = network.model.forward(tf, Object.fromEntries(moved), batch)
        return pass.backward(loss.judge(tf, batch, pass.logits).gradient())
      }
      const reach = 2e-3
      const [ahead, behind] = [gradient(reach), gradient(-reach)]
      const wanted = names.flatMap((name) => [...tf.div(tf.sub(ahead[name]!, behind[name]!), 2 * reach).dataSync()])
      const got = names.flatMap((name) => [...product[name]!.dataSync()])
      expect(got).toHaveLength(wanted.length)
      const away = Math.hypot(...got.map((value, i) => value - wanted[i]!))
      expect(away / Math.hypot(...wanted)).toBeLessThan(3e-3)
    }
  })

  it.each(layeredNetworks)('has the same logits, to the bit, where nothing goes back: $name', async (network) => {
    const { tf } = workbenchOf(await backend())
    const { weights, batch } = prepared(tf, network)
    const { logits, hidden } = network.model.forward(tf, weights, batch)
    expect(network.model.logits(tf, weights, batch).dataSync()).toEqual(logits.dataSync())
    for (const rows of Object.values(hidden)) expect(rows.shape[0]).toBe(batch.size)
  })

  it('shows of each head what the last position attends to', async () => {
    const { tf } = workbenchOf(await backend())
    const network = layeredNetworks.find(({ name }) => name === 'attention in a residual')!
    const { weights, batch } = prepared(tf, network)
    const shares = network.model.attention!(tf, weights, batch)
    expect(Object.keys(shares)).toEqual(['attn.h0', 'attn.h1', 'attn.h2'])
    for (const share of Object.values(shares)) {
      expect(share.shape).toEqual([batch.size, 2])
      for (const [a, b] of share.arraySync()) expect(a! + b!).toBeCloseTo(1, 5)
    }
    expect(layeredNetworks.find(({ name }) => name === 'linear attention')!.model.attention).toBeUndefined()
  })

  it('refuses layers that do not fit, and says which', () => {
    const layer = (name: string, from: number, to: number) => dense({ name, from, to, begins: normal(1) })
    expect(() => inARow([layer('a', 2, 3), layer('b', 4, 2)])).toThrow(
      'Layer b: expected rows of width 4, got 3 from the layer before it',
    )
  })
})

function like(tf: Tf, { shape, size }: Tensor, seed: number): Tensor {
  const stream = openStream(seed, 'directions')
  return tf.tensor(
    Float32Array.from({ length: size }, () => stream.normal()),
    shape,
  )
}

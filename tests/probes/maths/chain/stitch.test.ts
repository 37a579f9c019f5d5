import { describe, expect, it } from 'vitest'
import { applied } from '#probes/maths/algebra/affine-fit.ts'
import type { DenseLayer, LossKind } from '#probes/maths/chain/chain.ts'
import { forward, logitsOf } from '#probes/maths/chain/forward.ts'
import { lossOf } from '#probes/maths/chain/loss.ts'
import { fittedStitch, STITCH_RATE } from '#probes/maths/chain/stitch.ts'
import { fine, openLab } from '../../lab.ts'
import { gaussian, orthogonal, times } from '../../random.ts'

const { linalg } = await openLab()
const loss: LossKind = { kind: 'cross-entropy', reduction: 'mean' }
const layer = (from: number, to: number, seed: number, activation: DenseLayer['activation']): DenseLayer => ({
  name: `w${seed}`,
  weight: fine(gaussian(from, to, seed)),
  bias: { name: `b${seed}`, values: Float64Array.from(gaussian(1, to, seed + 50)[0] ?? []) },
  activation,
})
const layers = [layer(3, 6, 1, 'relu'), layer(6, 5, 2, 'relu'), layer(5, 4, 3, 'linear')]
const inputs = fine(gaussian(60, 3, 4))
const labels = Array.from({ length: 60 }, (_, i) => (i * i) % 4)
const targets = fine(labels.map((label) => [0, 1, 2, 3].map((c) => +(c === label))))
const top = layers.slice(1)
const hidden = forward(layers, inputs, linalg).h[1]!
const rowsIn = ({ data, cols }: typeof hidden) =>
  Array.from({ length: 60 }, (_, i) => [...data.subarray(i * cols, (i + 1) * cols)])
const lossThrough = (from: typeof hidden, stitch: ReturnType<typeof fittedStitch>) =>
  lossOf(loss, logitsOf(top, applied(stitch, from, linalg), linalg), targets)
const ownLoss = lossOf(loss, logitsOf(layers, inputs, linalg), targets)

describe('a stitch', () => {
  it('is least squares where it is not trained: it turns and shifts back a copy that was turned and shifted', () => {
    const turned = fine(times(rowsIn(hidden), orthogonal(6, 7)).map((row) => row.map((value) => value + 3)))
    const stitch = fittedStitch({ from: turned, to: hidden, top, loss, targets }, 0, linalg)
    const back = applied(stitch, turned, linalg).data
    hidden.data.forEach((value: number, i: number) => expect(Math.abs(back[i]! - value)).toBeLessThan(1e-9))
    // Without its bias it cannot: what the copy costs is then seen.
    const lame = { ...stitch, bias: stitch.bias.map(() => 0) as Float64Array }
    expect(lossThrough(turned, lame)).toBeGreaterThan(lossThrough(turned, stitch) + 0.1)
  })

  it('is moved by its training as Adam begins: each entry by the rate, against the slope of the loss', () => {
    const from = fine(gaussian(60, 4, 9))
    const of = { from, to: hidden, top, loss, targets }
    const [start, next] = [0, 1].map((steps) => fittedStitch(of, steps, linalg)) as [never, never] as ReturnType<
      typeof fittedStitch
    >[]
    const slopeAt = (entries: Float64Array | Float32Array, i: number) => {
      const kept = entries[i]!
      const [above, below] = [1e-5, -1e-5].map((by) => {
        entries[i] = kept + by
        return lossThrough(from, start!)
      })
      entries[i] = kept
      return (above! - below!) / 2e-5
    }
    let seen = 0
    for (const [now, then] of [
      [start!.weight.data, next!.weight.data],
      [start!.bias, next!.bias],
    ] as const) {
      now.forEach((value: number, i: number) => {
        const slope = slopeAt(now, i)
        if (Math.abs(slope) < 1e-6) return
        seen += 1
        expect(Math.abs(then[i]! - value + STITCH_RATE * Math.sign(slope))).toBeLessThan(1e-5)
      })
    }
    expect(seen).toBeGreaterThan(20)
  })

  it('loses less the longer it is trained, also where there is nothing to be matched, and leaves its inputs as they are', () => {
    const from = fine(gaussian(60, 4, 9))
    const kept = from.data.slice()
    const losses = [0, 50, 400].map((steps) =>
      lossThrough(from, fittedStitch({ from, to: hidden, top, loss, targets }, steps, linalg)),
    )
    expect(losses[1]).toBeLessThan(losses[0]!)
    expect(losses[2]).toBeLessThan(losses[1]!)
    expect(from.data).toEqual(kept)
    const own = fittedStitch({ from: hidden, to: hidden, top, loss, targets }, 100, linalg)
    expect(lossThrough(hidden, own)).toBeLessThan(ownLoss)
  })
})

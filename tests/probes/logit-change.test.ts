import { describe, expect, it } from 'vitest'
import { logitChange } from '#probes/logit-change.ts'
import type { Chain } from '#probes/maths/chain/chain.ts'
import { chainCases, chainOf, kernels, precisions, reordered, type ChainCase } from './kernel-reference.ts'
import { fine, openLab, type Rows } from './lab.ts'

const lab = await openLab()
const some = Object.values(kernels.chains)[0] as ChainCase
const change = (chain: Chain, initialChain: Chain) => lab.measure(logitChange, { chain, initialChain }) as number

/** Of what PyTorch found in the last hidden layer. */
function logits(hidden: ChainCase['hidden'], layers: ChainCase['layers']): number[] {
  const { weight, bias } = layers.at(-1)!
  const rows = Object.values(hidden).at(-1)!
  return rows.flatMap((row) =>
    weight[0]!.map((_, c) => row.reduce((sum, h, j) => sum + h * weight[j]![c]!, 0) + (bias?.[c] ?? 0)),
  )
}

describe.each(chainCases)('the change of the logits of %s', (_name, stored) => {
  const [now, then] = [logits(stored.hidden, stored.layers), logits(stored.initialHidden, stored.initial)]
  const wanted = now.reduce((sum, value, i) => sum + Math.abs(value - then[i]!), 0) / now.length

  it.each(precisions)('is that of the answers of PyTorch, in %s', (_precision, as, tolerance) => {
    const found = change(chainOf(stored, as), chainOf(stored, as, stored.initial))
    expect(Math.abs(found / wanted - 1)).toBeLessThan(Math.max(tolerance, 1e-6))
  })

  it('is exactly 0 at the start, and does not see hidden neurons that change places', () => {
    expect(change(chainOf(stored), chainOf(stored))).toBe(0)
    expect(change(reordered(chainOf(stored)), chainOf(stored, fine, stored.initial))).toBeCloseTo(wanted, 6)
  })
})

describe('the change of the logits', () => {
  const linear = (weight: Rows, gain?: number): Chain => ({
    ...chainOf(some),
    layers: [
      { name: 'a', weight: fine([[1, 0], [0, 1]]), bias: null, activation: 'linear', ...(gain && { gain }) },
      { name: 'w', weight: fine(weight), bias: null, activation: 'linear' },
    ],
    probe: { inputs: fine([[1, 2], [3, -1]]), targets: fine([[0], [0]]), labels: null },
  }) // prettier-ignore

  it('of a linear network is the mean of |x · (W − W₀)|, over every output', () => {
    expect(change(linear([[2], [1]]), linear([[1], [0]]))).toBe((3 + 2) / 2)
    expect(change(linear([[2, 0], [1, 0]]), linear([[1, 0], [0, 0]]))).toBe((3 + 2) / 4) // prettier-ignore
  })

  it('counts what a layer multiplies its activations by', () => {
    expect(change(linear([[2], [1]], 3), linear([[1], [0]], 3))).toBe((3 * (3 + 2)) / 2)
  })

  it('is not there where the start has other answers', () =>
    expect(
      change(
        linear([[2], [1]]),
        linear([
          [1, 0],
          [0, 0],
        ]),
      ),
    ).toHaveProperty('absent'))

  it('keeps NaN', () => expect(change(linear([[NaN], [1]]), linear([[1], [0]]))).toBeNaN())
})

import { describe, expect, it } from 'vitest'
import type { LossKind } from '#probes/maths/chain/chain.ts'
import { exampleLosses, exampleSlopes, lossCurvature } from '#probes/maths/chain/loss.ts'

/** e^710 is no number any more, and e^−750 is 0: a network that is sure of itself has such logits. */
describe('cross-entropy of logits far beyond what an exponential holds', () => {
  const kind = { kind: 'cross-entropy', reduction: 'mean', temperature: 1 } as LossKind
  const row = (...values: number[]) => ({ rows: 1, cols: values.length, data: Float64Array.from(values) })
  const first = row(1, 0, 0)

  it.each([[800], [-800]])('shifted by %d is that without the shift', (shift) => {
    const [near, far] = [row(1, 0, -2), row(shift + 1, shift, shift - 2)]
    expect(exampleLosses(kind, far, first)[0]).toBeCloseTo(exampleLosses(kind, near, first)[0]!, 12)
    const close = (a: ArrayLike<number>, b: ArrayLike<number>) =>
      Array.from(a).forEach((value, at) => expect(value).toBeCloseTo(b[at]!, 12))
    close(exampleSlopes(kind, far, first).data, exampleSlopes(kind, near, first).data)
    close(lossCurvature(kind, far, first, row(0.3, -1, 2)).data, lossCurvature(kind, near, first, row(0.3, -1, 2)).data)
  })

  it('is the difference of the logits where the sure answer is wrong', () => {
    const sure = row(0, 900, 0)
    expect(exampleLosses(kind, sure, first)[0]).toBe(900)
    expect([...exampleSlopes(kind, sure, first).data]).toEqual([-1, 1, 0])
    expect(exampleLosses(kind, sure, row(0, 1, 0))[0]).toBe(0)
  })
})

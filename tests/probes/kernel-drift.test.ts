import { describe, expect, it } from 'vitest'
import { kernelDrift } from '#probes/kernel-drift.ts'
import type { Chain } from '#probes/maths/chain/chain.ts'
import { relativeDrift, rotation } from '#probes/maths/algebra/drift.ts'
import { expectClose, FLOAT64 } from './close.ts'
import { chainCases, chainOf, kernels, precisions, reordered, type ChainCase } from './kernel-reference.ts'
import { fine, openLab } from './lab.ts'

const lab = await openLab()
const some = Object.values(kernels.chains)[0] as ChainCase
const drift = (chain: Chain, initialChain: Chain, options = {}) =>
  lab.numbers(kernelDrift, { chain, initialChain }, options)
const silent = (chain: Chain): Chain => ({
  ...chain,
  layers: chain.layers.map((layer) => ({
    ...layer,
    bias: null,
    weight: { ...layer.weight, data: layer.weight.data.map(() => 0) },
  })),
})

describe.each(chainCases)('the drift of the tangent kernel of %s', (_name, stored) => {
  it.each(precisions)('is that of full parameter Jacobians, in %s', (_precision, as, tolerance) => {
    const found = drift(chainOf(stored, as), chainOf(stored, as, stored.initial))
    expectClose(found, stored.expected.drift, tolerance)
  })

  it('is exactly 0 at the start', () =>
    expect(drift(chainOf(stored), chainOf(stored))).toEqual({ relative: 0, rotation: 0 }))

  it('does not see hidden neurons that change places', () => {
    const found = drift(reordered(chainOf(stored)), chainOf(stored, fine, stored.initial))
    expectClose(found, stored.expected.drift, FLOAT64)
  })
})

describe('the drift of the tangent kernel', () => {
  const [a, b] = [
    fine([
      [2, 1],
      [1, 2],
    ]),
    fine([
      [4, 2],
      [2, 4],
    ]),
  ]

  it('that only grows in scale has drifted and not turned', () => {
    expect(relativeDrift(b, a)).toBeCloseTo(1, 14)
    expect(relativeDrift(a, b)).toBeCloseTo(0.5, 14)
    expect(rotation(b, a)).toBeCloseTo(0, 30)
  })

  it('of two kernels at right angles is 1', () => {
    const [c, d] = [
      fine([
        [2, 0],
        [0, 0],
      ]),
      fine([
        [0, 0],
        [0, 3],
      ]),
    ]
    expect(rotation(c, d)).toBeCloseTo(1, 14)
    expect(relativeDrift(c, d)).toBeCloseTo(Math.sqrt(4 + 9) / 3, 14)
  })

  it('keeps its digits where the two are nearly parallel', () => {
    const near = fine([
      [1, 1e-9],
      [1e-9, 0],
    ])
    expectClose(
      rotation(
        near,
        fine([
          [1, 0],
          [0, 0],
        ]),
      ),
      1e-18,
      1e-6,
    )
  })

  it('is taken on the first examples alone', () => {
    const then = chainOf(some, fine, some.initial)
    const cut = (chain: Chain): Chain => ({
      ...chain,
      probe: { ...chain.probe, inputs: fine(some.inputs.slice(0, 3)) },
    })
    expectClose(drift(chainOf(some), then, { examples: 3 }), drift(cut(chainOf(some)), cut(then)), FLOAT64)
  })

  it('is absent where there was no kernel', () => {
    const chain = chainOf(some)
    const none = silent(chain)
    // Of zero weights without biases nothing moves the output.
    const dark = { ...none, layers: none.layers.slice(0, 2) }
    const then = drift(chain, dark) as unknown
    expect(then).toEqual({
      relative: { absent: 'The tangent kernel was 0 at the start' },
      rotation: { absent: 'The tangent kernel is 0, now or at the start' },
    })
    const now = drift(dark, { ...chain, layers: chain.layers }) as unknown
    expect(now).toEqual({ relative: 1, rotation: { absent: 'The tangent kernel is 0, now or at the start' } })
  })
})

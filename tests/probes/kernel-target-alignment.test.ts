import { describe, expect, it } from 'vitest'
import { kernelTargetAlignment } from '#probes/kernel-target-alignment.ts'
import { centeredAlignment, centeredKernel } from '#probes/maths/algebra/alignment.ts'
import type { Chain } from '#probes/maths/chain/chain.ts'
import { expectClose, FLOAT64 } from './close.ts'
import { alike, chainCases, chainOf, kernels, precisions, reordered, type ChainCase } from './kernel-reference.ts'
import { fine, openLab } from './lab.ts'
import { gaussian, times } from './random.ts'

const lab = await openLab()
const some = Object.values(kernels.chains)[0] as ChainCase
const alignment = (chain: Chain, options = {}) => lab.measure(kernelTargetAlignment, { chain }, options)

describe.each(chainCases)('the alignment of %s', (_name, stored) => {
  it.each(precisions)('is that of matrices centered by NumPy, in %s', (_precision, as, tolerance) =>
    expectClose(alignment(chainOf(stored, as)), stored.expected.alignment, tolerance),
  )

  it('does not change when hidden neurons change places', () =>
    expectClose(alignment(reordered(chainOf(stored))), stored.expected.alignment, FLOAT64))

  it('lies in [−1, 1], and changes with the labels', () => {
    const chain = chainOf(stored)
    const targets = fine([...stored.targets.slice(1), stored.targets[0] ?? []])
    const found = alignment({ ...chain, probe: { ...chain.probe, targets } }) as number
    expect(Math.abs(found)).toBeLessThanOrEqual(1)
    expect(Math.abs(found - stored.expected.alignment)).toBeGreaterThan(1e-3)
  })
})

describe('the alignment', () => {
  const y = [
    [1, 0],
    [0, 1],
    [0, 1],
    [1, 0],
    [1, 0],
  ]
  const yy = fine(times(y, y[0]?.map((_, c) => y.map((row) => row[c] ?? 0)) ?? []))

  it('of the targets’ own kernel is 1, whatever its scale and a constant added', () => {
    const shifted = { ...yy, data: yy.data.map((value) => 3 * value + 7) }
    expectClose(centeredAlignment(yy, yy), 1, 1e-14)
    expectClose(centeredAlignment(shifted, yy), 1, 1e-13)
    expectClose(centeredAlignment({ ...yy, data: yy.data.map((value) => -value) }, yy), -1, 1e-14)
  })

  it('is the same of kernels that are tiny or huge, and null of one that is a constant but for its rounding', () => {
    for (const scale of [1e-20, 1e20]) {
      const scaled = { ...yy, data: yy.data.map((value) => scale * value) }
      expectClose(centeredAlignment(scaled, yy), 1, 1e-13)
      expectClose(centeredAlignment(yy, scaled), 1, 1e-13)
      const flat = { ...yy, data: yy.data.map((_value, at) => scale * (1 + (at % 2) * 2e-16)) }
      expect(centeredAlignment(flat, yy)).toBeNull()
      expect(centeredAlignment(yy, flat)).toBeNull()
    }
  })

  it('centers rows and columns', () => {
    const x = gaussian(5, 3, 4)
    const gram = fine(
      times(
        x,
        x[0]!.map((_, c) => x.map((row) => row[c] ?? 0)),
      ),
    )
    const centered = centeredKernel(gram)
    for (let i = 0; i < 5; i++)
      expect([...centered.data.slice(i * 5, i * 5 + 5)].reduce((a, b) => a + b)).toBeCloseTo(0, 12)
    expectClose([...centeredKernel(centered).data], [...centered.data], 1e-9)
  })

  it('is absent for a single class', () =>
    expect(alignment(alike(chainOf(some)))).toEqual({
      absent: 'The kernel or the targets do not vary over the examples, as with a single class',
    }))

  it('is absent where the kernel is the same for all examples', () => {
    const chain = chainOf(some)
    const inputs = fine(some.inputs.map(() => some.inputs[0] ?? []))
    expect(alignment({ ...chain, probe: { ...chain.probe, inputs } })).toHaveProperty('absent')
  })

  it('is of the first examples', () => {
    const chain = chainOf(some)
    const cut = {
      ...chain,
      probe: { inputs: fine(some.inputs.slice(0, 5)), targets: fine(some.targets.slice(0, 5)), labels: null },
    }
    expectClose(alignment(chain, { examples: 5 }), alignment(cut), FLOAT64)
  })
})

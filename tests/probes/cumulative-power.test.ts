import { describe, expect, it } from 'vitest'
import { cumulativePower } from '#probes/cumulative-power.ts'
import type { Chain } from '#probes/maths/chain/chain.ts'
import { kernelModes } from '#probes/maths/algebra/kernel-modes.ts'
import { expectClose, FLOAT64 } from './close.ts'
import { chainCases, chainOf, diverged, kernels, precisions, reordered, type ChainCase } from './kernel-reference.ts'
import { fine, openLab } from './lab.ts'
import { orthogonal, times } from './random.ts'

const lab = await openLab()
const some = Object.values(kernels.chains)[0] as ChainCase
const powerOf = (chain: Chain, options = {}) => lab.measure(cumulativePower, { chain }, options) as Float64Array

describe.each(chainCases)('the cumulative power of %s', (_name, stored) => {
  it.each(precisions)('is that along NumPy’s eigenvectors, in %s', (_precision, as, tolerance) =>
    expectClose([...powerOf(chainOf(stored, as))], stored.expected.cumulative, tolerance * 10),
  )

  it('rises to 1, and does not change when hidden neurons change places', () => {
    const found = [...powerOf(chainOf(stored))]
    expect(found).toEqual([...found].sort((a, b) => a - b))
    expectClose(found.at(-1), 1, 1e-12)
    expectClose([...powerOf(reordered(chainOf(stored)))], found, FLOAT64)
  })
})

describe('the modes of a kernel', () => {
  it('are its eigenvalues and the targets along its eigenvectors', () => {
    const { values, power } = kernelModes(
      fine([
        [2, 0, 0],
        [0, 5, 0],
        [0, 0, 1],
      ]),
      fine([
        [1, 2],
        [3, 0],
        [0, -4],
      ]),
      lab.linalg,
    )
    expectClose([...values], [5, 2, 1], 1e-14)
    expectClose([...power], [9, 5, 16], 1e-14)
  })

  it('share power evenly where eigenvalues are equal, whatever basis the decomposition took', () => {
    const basis = orthogonal(5, 8)
    const back = basis.map((_, i) => basis.map((row) => row[i] ?? 0))
    const diagonal = [4, 4, 4, 1, 1]
    const kernel = fine(
      times(
        back,
        basis.map((row, k) => row.map((value) => (diagonal[k] ?? 0) * value)),
      ),
    )
    const target = (basis[0] ?? []).map((value, i) => [value * 3 + (basis[3]?.[i] ?? 0)])
    const { power } = kernelModes(kernel, fine(target), lab.linalg)
    expectClose([...power], [3, 3, 3, 0.5, 0.5], 1e-10)
  })
})

describe('the cumulative power', () => {
  it('of a target that is the first eigenvector is 1 at once', () => {
    const chain = chainOf(some)
    const { vectors } = lab.linalg.eigenSymmetric(fine(some.expected.ntk))
    const targets = fine(some.targets.map((_, i) => [vectors.data[i * vectors.cols] ?? NaN]))
    expectClose(
      [...powerOf({ ...chain, probe: { ...chain.probe, targets } })],
      some.targets.map(() => 1),
      1e-9,
    )
  })

  it('is absent for targets of 0, and after a divergence', () => {
    const chain = chainOf(some)
    const none = { ...chain, probe: { ...chain.probe, targets: fine(some.targets.map((row) => row.map(() => 0))) } }
    expect(powerOf(none)).toEqual({ absent: 'The targets are all 0' })
    expect(powerOf(diverged(chain))).toEqual({ absent: 'The tangent kernel holds NaN or an infinity' })
  })

  it('has as many modes as examples are asked for', () =>
    expect(powerOf(chainOf(some), { examples: 4 })).toHaveLength(4))
})

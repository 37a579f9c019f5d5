import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { hessianTopEigenvalues } from '#probes/hessian-top-eigenvalues.ts'
import { objectiveOf } from '#probes/maths/chain/objective.ts'
import { expectClose, FLOAT32, FLOAT64 } from './close.ts'
import { cases, chainOf, diagonal, quadratic, rounded } from './curvature.ts'
import { openLab, type Lab } from './lab.ts'
import { randomChain } from './random-chain.ts'
import { gaussian, orthogonal, times } from './random.ts'

let lab: Lab
beforeAll(async () => {
  lab = await openLab()
})
const top = (entries: readonly number[], options = {}) =>
  lab.measure(hessianTopEigenvalues, { objective: quadratic(diagonal(entries)) }, options)

describe('top eigenvalues of the Hessian', () => {
  it.each(cases)('are those that PyTorch finds: %s', (_, one) => {
    const objective = objectiveOf(chainOf(one), lab.linalg)
    const found = lab.measure(hessianTopEigenvalues, { objective }, { count: 6 }) as Float64Array
    const scale = Math.abs(one.eigenvalues[0] ?? 0)
    expect(found.length).toBe(6)
    found.forEach((value, i) => expect(Math.abs(value - (one.eigenvalues[i] ?? NaN)) / scale).toBeLessThan(FLOAT64))
  })

  it('survive products in float32', () => {
    for (const [, one] of cases) {
      const objective = rounded(objectiveOf(chainOf(one), lab.linalg))
      const found = lab.measure(hessianTopEigenvalues, { objective }, { count: 3 }) as Float64Array
      const scale = Math.abs(one.eigenvalues[0] ?? 0)
      found.forEach((value, i) => expect(Math.abs(value - (one.eigenvalues[i] ?? NaN)) / scale).toBeLessThan(FLOAT32))
    }
  })

  it('count a repeated eigenvalue as often as it occurs', () => {
    expectClose(top([3, -9, 3, 1, 2, 3]), Float64Array.of(3, 3, 3, 2, 1), 1e-9)
    expectClose(top([4, 4, 4, 4, 4, 4]), Float64Array.of(4, 4, 4, 4, 4), 1e-9)
    expectClose(top([5, 2, 2, 2, 0, 0, 0], { count: 3 }), Float64Array.of(5, 2, 2), 1e-9)
    expectClose(top([5, 2, 1, 1, 1, 0, 0], { count: 2 }), Float64Array.of(5, 2), 1e-9)
  })

  it('are each as often there as there are outputs, in linear regression', () => {
    const chain = randomChain({
      sizes: [4, 3],
      activation: 'linear',
      loss: { kind: 'mse', reduction: 'sum' },
      examples: 9,
      seed: 3,
      withBias: false,
    })
    const own = lab.linalg.eigenvaluesSymmetric(lab.linalg.product(chain.train.inputs, chain.train.inputs, { a: true }))
    const objective = objectiveOf(chain, lab.linalg)
    const expected = Float64Array.from({ length: 8 }, (_, i) => 2 * (own[Math.floor(i / 3)] ?? NaN))
    expectClose(lab.measure(hessianTopEigenvalues, { objective }, { count: 8 }), expected, 1e-9)
  })

  it('are those of a random spectrum, repeats and all, in any rotation', () => {
    const spectra = fc.array(fc.integer({ min: -3, max: 6 }), { minLength: 5, maxLength: 12 })
    fc.assert(
      fc.property(spectra, fc.integer({ min: 1, max: 99 }), fc.integer({ min: 1, max: 5 }), (spectrum, seed, count) => {
        const turn = orthogonal(spectrum.length, seed)
        const stretched = turn.map((row) => row.map((value, i) => value * (spectrum[i] ?? 0)))
        const back = turn.map((_, i) => turn.map((row) => row[i] ?? 0))
        const objective = quadratic(times(stretched, back))
        const found = lab.measure(hessianTopEigenvalues, { objective }, { count }) as Float64Array
        const expected = spectrum.toSorted((a, b) => b - a).slice(0, count)
        expect(found.length).toBe(count)
        found.forEach((value, i) => expect(Math.abs(value - (expected[i] ?? NaN))).toBeLessThan(1e-6))
      }),
      { numRuns: 60, seed: 4 },
    )
  })

  it('are as many as there are parameters where more are asked for', () => {
    expectClose(top([2, 5, -1], { count: 7 }), Float64Array.of(5, 2, -1), 1e-9)
    expect(top([0, 0, 0], { count: 2 })).toEqual(Float64Array.of(0, 0))
  })

  it('do not count out a bulk of equal ones', () => {
    let products = 0
    const plain = quadratic(diagonal(Array(30).fill(4)))
    const counted = { ...plain, hessianProduct: (v: Float64Array) => (products++, plain.hessianProduct(v)) }
    lab.measure(hessianTopEigenvalues, { objective: counted })
    expect(products).toBe(5 + 1)
  })

  it('say so where one has not settled, or a product is not finite', () => {
    const bulk = gaussian(1, 300, 6)[0] ?? []
    const asked = top([50, ...bulk], { count: 4, iterations: 8 })
    expect(asked).toEqual({ absent: 'Eigenvalue 3, to find 4, has not converged after 8 products; raise iterations' })
    const broken = { ...quadratic(diagonal([1, 2])), hessianProduct: (v: Float64Array) => v.map(() => Infinity) }
    expect(lab.measure(hessianTopEigenvalues, { objective: broken })).toEqual({
      absent: expect.stringMatching(/not finite/),
    })
  })

  it('are the same numbers every time', () => {
    const [, one] = cases[2] ?? []
    const objective = objectiveOf(chainOf(one as never), lab.linalg)
    const ask = () => lab.measure(hessianTopEigenvalues, { objective })
    expect(ask()).toEqual(ask())
  })
})

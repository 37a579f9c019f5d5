import { describe, expect, it } from 'vitest'
import { hessianFrobeniusNorm } from '#probes/hessian-frobenius-norm.ts'
import { hessianSmallestEigenvalue } from '#probes/hessian-smallest-eigenvalue.ts'
import { objectiveOf } from '#probes/maths/chain/objective.ts'
import type { Objective } from '#probes/inputs.ts'
import type { Estimate } from '#src/vocabulary/index.ts'
import { expectClose, FLOAT64 } from './close.ts'
import { cases, chainOf, diagonal, frozen, quadratic, rounded } from './curvature.ts'
import { expected, inputs, smallChain } from './fluctuations-reference.ts'
import { openLab } from './lab.ts'

/** The lower end of the Hessian's spectrum, and the size of all of it. */
const lab = await openLab()
const smallest = (objective: Objective, iterations = 40) =>
  lab.measure(hessianSmallestEigenvalue, { objective }, { iterations }) as number
const frobenius = (objective: Objective, draws = 20) =>
  lab.measure(hessianFrobeniusNorm, { objective }, { draws }) as Estimate

describe.each(cases)('of %s', (_name, one) => {
  const objective = frozen(objectiveOf(chainOf(one), lab.linalg))
  const squares = one.eigenvalues.reduce((sum, value) => sum + value ** 2, 0)

  it('the smallest eigenvalue is that of PyTorch’s Hessian', () => {
    const wanted = Math.min(...one.eigenvalues)
    const reach = Math.max(...one.eigenvalues.map(Math.abs))
    expect(Math.abs(smallest(objective, objective.parameters.length) - wanted)).toBeLessThan(1e-6 * reach)
  })

  it('the squared norm is that of its eigenvalues, within its error', () => {
    const { estimate, standardError } = frobenius(objective, 400)
    expect(Math.abs(estimate - squares)).toBeLessThan(4 * standardError)
    expect(standardError).toBeLessThan(0.2 * squares)
  })
})

describe.each([
  ['mse', expected.squares],
  ['cross-entropy', expected.crossEntropy],
] as const)('of the small network under %s, against NumPy', (kind, wanted) => {
  const objective = frozen(objectiveOf(smallChain(kind, inputs.theta), lab.linalg))

  it('both, and the spread of the draws', () => {
    expectClose(smallest(objective, 24), wanted.smallest, FLOAT64)
    const draws = 4000
    const { estimate, standardError } = frobenius(objective, draws)
    expect(Math.abs(estimate - wanted.frobenius)).toBeLessThan(4 * standardError)
    expect(standardError / Math.sqrt(wanted.frobeniusVariance / draws)).toBeCloseTo(1, 1)
  })

  it('both in float32', () => {
    expectClose(smallest(rounded(objective), 24), wanted.smallest, 1e-3)
    expectClose(frobenius(rounded(objective)).estimate, frobenius(objective).estimate, 1e-4)
  })
})

describe('of a diagonal Hessian', () => {
  const objective = quadratic(diagonal([6, -3, 2, 0.5, -0.1]))

  it('are its smallest entry, with its sign, and the sum of its squares, exactly', () => {
    expectClose(smallest(objective), -3, 1e-9)
    expectClose(smallest(quadratic(diagonal([6, 3, 2]))), 2, 1e-9)
    const { estimate, standardError } = frobenius(objective, 3)
    expectClose(estimate, 36 + 9 + 4 + 0.25 + 0.01, 1e-12)
    expect(standardError).toBeLessThan(1e-12)
  })

  it('go with the first and the second power of the loss', () => {
    const scaled = quadratic(diagonal([6, -3, 2, 0.5, -0.1].map((value) => 1e100 * value)))
    expectClose(smallest(scaled), -3e100, 1e-9)
    expectClose(frobenius(scaled).estimate, 49.26e200, 1e-9)
  })

  it('are 0 where the loss is flat, and absent or infinite where it is not finite', () => {
    const flat = quadratic(diagonal([0, 0, 0]))
    expect(smallest(flat)).toBe(0)
    expect(frobenius(flat)).toEqual({ estimate: 0, standardError: 0 })
    const broken = quadratic(diagonal([NaN, 1]))
    expect(smallest(broken)).toHaveProperty('absent')
    expect(frobenius(broken).estimate).toBeNaN()
  })

  it('is absent where too few products leave it open', () => {
    const many = quadratic(diagonal(Array.from({ length: 60 }, (_, i) => Math.sin(9 * i))))
    expect(smallest(many, 2)).toHaveProperty('absent')
  })
})

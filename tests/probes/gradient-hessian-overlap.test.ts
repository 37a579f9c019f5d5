import { beforeAll, describe, expect, it } from 'vitest'
import { gradientHessianOverlap } from '#probes/gradient-hessian-overlap.ts'
import { objectiveOf } from '#probes/maths/chain/objective.ts'
import { expectClose, FLOAT64 } from './close.ts'
import { cases, chainOf, diagonal, quadratic } from './curvature.ts'
import { openLab, type Lab } from './lab.ts'
import { gaussian, orthogonal, times } from './random.ts'

let lab: Lab
beforeAll(async () => {
  lab = await openLab()
})

describe('the gradient in the top Hessian subspace', () => {
  it.each(cases)('has the share that PyTorch finds in 4 eigenvectors: %s', (_, one) => {
    const objective = objectiveOf(chainOf(one), lab.linalg)
    expectClose(lab.measure(gradientHessianOverlap, { objective }, { count: 4 }), one.overlap, FLOAT64)
  })

  it('is Σ (λ_i θ_i)² over the top, on a diagonal quadratic', () => {
    const objective = quadratic(diagonal([5, 4, -2]), [1, 2, 3])
    const share = (count: number) => lab.measure(gradientHessianOverlap, { objective }, { count })
    const all = 25 + 64 + 36
    expectClose(share(1), 25 / all, 1e-9)
    expectClose(share(2), 89 / all, 1e-9)
    expect(share(3)).toBeCloseTo(1, 12)
    expect(share(9)).toBeCloseTo(1, 12)
  })

  it('does not ask which vectors span an eigenspace of several', () => {
    const spectrum = [3, 3, 3, 1, 0, -1]
    const turn = orthogonal(6, 2)
    const stretched = turn.map((row) => row.map((value, i) => value * (spectrum[i] ?? 0)))
    const back = turn.map((_, i) => turn.map((row) => row[i] ?? 0))
    const at = [1, -1, 2, 0.5, 1, 3]
    const inner = back.map((column) => column.reduce((sum, value, i) => sum + value * (at[i] ?? 0), 0))
    const parts = inner.map((value, i) => (value * (spectrum[i] ?? 0)) ** 2)
    const expected = (parts[0] ?? 0) + (parts[1] ?? 0) + (parts[2] ?? 0)
    const objective = quadratic(times(stretched, back), at)
    const share = lab.measure(gradientHessianOverlap, { objective }, { count: 3 })
    expectClose(share, expected / parts.reduce((sum, part) => sum + part, 0), 1e-9)
  })

  it('is absent where the subspace cuts through equal eigenvalues', () => {
    const objective = quadratic(diagonal([3, 3, 3, 1]))
    for (const count of [1, 2]) {
      expect(lab.measure(gradientHessianOverlap, { objective }, { count })).toEqual({
        absent: `Eigenvalues ${count} and ${count + 1} coincide: choose another count`,
      })
    }
  })

  it('is absent where the eigenvectors are less certain than the gap below them allows', () => {
    const close = quadratic(diagonal([10, ...Array.from({ length: 200 }, (_, i) => 9.5 - 0.02 * i)]))
    expect(lab.measure(gradientHessianOverlap, { objective: close }, { count: 3, iterations: 30 })).toEqual({
      absent: expect.stringMatching(/not converged/),
    })
  })

  it('is absent where the gradient is zero or an eigenvalue has not settled', () => {
    const flat = quadratic(diagonal([3, 1]), [0, 0])
    expect(lab.measure(gradientHessianOverlap, { objective: flat })).toEqual({ absent: 'The gradient is zero' })
    const many = quadratic(diagonal(gaussian(1, 300, 6)[0] ?? []))
    expect(lab.measure(gradientHessianOverlap, { objective: many }, { iterations: 8 })).toEqual({
      absent: expect.stringMatching(/has not converged after 8 products/),
    })
  })

  it('does not depend on the scale of the loss, and is the same every time', () => {
    const share = (factor: number) =>
      lab.measure(
        gradientHessianOverlap,
        { objective: quadratic(diagonal([5, 4, -2, 1].map((value) => factor * value)), [1, 2, 3, 4]) },
        { count: 2 },
      )
    expectClose(share(1e-4), share(1), 1e-9)
    expect(share(1)).toBe(share(1))
  })
})

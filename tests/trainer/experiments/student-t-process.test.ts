import { describe, expect, it } from 'vitest'
import { studentTConditional } from '#probes/maths/physics/student-t-process.ts'
import { studentTProcess } from '#trainer/experiments/student-t-process.ts'
import { studentTProcess as process } from '#trainer/systems/index.ts'
import { brokenOf, withRule } from './verified.ts'

describe('student-t-process', () => {
  it.each([0, 1])('keeps its claims: seed %i', async (seed) => {
    expect(await brokenOf(studentTProcess, { seeds: [seed] })).toEqual([])
  })

  it('and does not where the values leave the scale as the prior has it', async () => {
    const wrong = withRule(studentTProcess, (settings, seed) => {
      const of = settings as unknown as Parameters<typeof process>[0]
      // Its values say nothing of the scale, whatever they are: draws are those of the prior.
      return { ...process(of, seed), next: (now) => ({ ...now, 'sums/powers': unweighted(now.f!.values) }) }
    })
    expect(await brokenOf(wrong, { seeds: [0], only: ['calm-variance', 'calm-is-surer'] })).toHaveLength(2)
  })
})

function unweighted(values: ArrayLike<number>) {
  const sum = (power: number) => Array.from(values).reduce((total, value) => total + value ** power, 0)
  return { shape: [4], values: Float64Array.of(values.length, sum(1), sum(2), sum(4)) }
}

describe('the conditional of a Student-t process', () => {
  /** ∫ over the scale s of prior and likelihood, by the trapezoidal rule in ln s: E s and E s² of the posterior. */
  function integrated(degrees: number, n: number, surprise: number): { first: number; second: number } {
    let [norm, first, second] = [0, 0, 0]
    for (let u = -14; u <= 14; u += 1e-3) {
      const s = Math.exp(u)
      // (ν − 2)/s is χ² of ν degrees; du is ds/s.
      const prior = (-degrees / 2) * u - (degrees - 2) / (2 * s)
      const density = Math.exp(prior - (n / 2) * u - surprise / (2 * s))
      norm += density
      first += density * s
      second += density * s ** 2
    }
    return { first: first / norm, second: second / norm }
  }

  it.each([
    [6, 5, 0.3],
    [6, 5, 40],
    [12, 1, 2],
    [9, 30, 31],
  ])('is that of scales integrated out: ν = %d, n = %d, β = %d', (degrees, examples, surprise) => {
    const closed = studentTConditional({ degrees, examples, surprise, normalVariance: 0.7 })
    const { first, second } = integrated(degrees, examples, surprise)
    expect(closed.variance).toBeCloseTo(0.7 * first, 8)
    expect(closed.excessKurtosis).toBeCloseTo((3 * second) / first ** 2 - 3, 6)
    expect(closed.degrees).toBe(degrees + examples)
  })

  it('is the normal one for an unlimited number of degrees, and has no fourth moment at four', () => {
    const many = studentTConditional({ degrees: 1e9, examples: 5, surprise: 40, normalVariance: 0.7 })
    expect(many.variance).toBeCloseTo(0.7, 6)
    expect(many.excessKurtosis).toBeLessThan(1e-8)
    expect(studentTConditional({ degrees: 3, examples: 1, surprise: 1, normalVariance: 1 }).excessKurtosis).toBe(
      Infinity,
    )
  })
})

import { beforeAll, describe, expect, it } from 'vitest'
import type { Objective } from '#probes/inputs.ts'
import { localLearningCoefficient } from '#probes/local-learning-coefficient.ts'
import { meanExcessLoss } from '#probes/maths/physics/langevin.ts'
import { someOf } from '#probes/maths/statistics/some-of.ts'
import type { Estimate } from '#src/vocabulary/index.ts'
import { openStream } from '#src/vocabulary/random.ts'
import { curvature, diagonal, quadratic } from './curvature.ts'
import { openLab, type Lab } from './lab.ts'

let lab: Lab
beforeAll(async () => {
  lab = await openLab()
})
const estimated = (objective: Objective, options = {}) =>
  lab.measure(localLearningCoefficient, { objective }, options) as Estimate

/** A quadratic at its minimum, with so many examples. */
const bowl = (curvatures: readonly number[], examples: number): Objective => ({
  ...quadratic(
    diagonal(curvatures),
    curvatures.map(() => 0),
  ),
  examples,
})
/** What the dynamics settle to on a quadratic, at their finite step and pull. */
const settled = (curvatures: readonly number[], heat: number, step: number, pull: number) =>
  curvatures.reduce((sum, h) => {
    const a = heat * h + pull
    return sum + (0.5 * heat * h) / (a * (1 - (step * a) / 4))
  }, 0)
const curvatures = [2, 1.5, 1, 1, 0.8, 0.5, 0.3, 0.2]

describe('the local learning coefficient', () => {
  it.each([
    [0.004, 1, 'near d/2'],
    [0.02, 1, 'above d/2, for its step is coarse'],
    [0.002, 100, 'below, for its pull is strong'],
  ])('is Σ ½ nβh/(a(1 − εa/4)) on a quadratic at ε = %d, γ = %d: %s', (step, pull) => {
    const options = { chains: 16, draws: 5000, burnIn: 1000, step, pull, batch: 0 }
    const found = estimated(bowl(curvatures, 500), options)
    const expected = settled(curvatures, 500 / Math.log(500), step, pull)
    expect(found.standardError / expected).toBeLessThan(0.03)
    expect(Math.abs(found.estimate - expected)).toBeLessThan(4.5 * found.standardError)
  })

  it('does not depend on where the minimum lies', () => {
    const options = { chains: 4, draws: 200, burnIn: 50, step: 0.004, pull: 20, batch: 0 }
    const here = bowl([2, 1], 500)
    const away: Objective = {
      ...here,
      parameters: Float64Array.of(5, -3),
      loss: (at) => here.loss(at.map((value, i) => value - (i === 0 ? 5 : -3))),
      gradient: (at) => here.gradient(at.map((value, i) => value - (i === 0 ? 5 : -3))),
    }
    expect(estimated(away, options).estimate).toBeCloseTo(estimated(here, options).estimate, 8)
  })

  it('is 0 where the loss is flat, and answers for two examples', () => {
    const flat = estimated(bowl([0, 0], 100))
    expect([flat.estimate, flat.standardError]).toEqual([0, 0])
    expect(estimated(bowl([1, 1], 2)).estimate).toBeGreaterThan(0)
  })

  it('is d/2 of a regular model, where step and pull are small', () => {
    const options = { chains: 16, draws: 6000, burnIn: 1500, step: 2e-4, pull: 0.01, batch: 0 }
    const found = estimated(bowl([1, 1, 2, 3], 1000), options)
    expect(found.standardError).toBeLessThan(0.08)
    expect(Math.abs(found.estimate - 2)).toBeLessThan(0.03 + 4 * found.standardError)
  })

  it.each(curvature.normalCrossings)('is that of w₁^(2·$a) w₂^(2·$b) by quadrature', ({ a, b, heat, pull, value }) => {
    const loss = (w: Float64Array) => (w[0] ?? 0) ** (2 * a) * (w[1] ?? 0) ** (2 * b)
    const objective: Objective = {
      ...bowl([0, 0], 1000),
      loss,
      gradient: (w) => {
        const [x = 0, y = 0] = w
        return Float64Array.of(2 * a * x ** (2 * a - 1) * y ** (2 * b), 2 * b * x ** (2 * a) * y ** (2 * b - 1))
      },
    }
    const options = { chains: 16, draws: 60_000, burnIn: 3000, step: 5e-4, pull, beta: heat / 1000, batch: 0 }
    const found = estimated(objective, options)
    expect(found.standardError / value).toBeLessThan(0.05)
    expect(Math.abs(found.estimate - value)).toBeLessThan(4 * found.standardError + 0.02 * value)
  })

  it('draws fresh minibatches, and compares both losses on the same one', () => {
    const plain = bowl([1, 2], 40)
    const seen: string[] = []
    const note = (what: string) => (_at: Float64Array, examples?: Int32Array) => {
      expect(examples?.length).toBe(6)
      seen.push(`${what} ${examples?.join()}`)
    }
    const objective: Objective = {
      ...plain,
      loss: (at, examples) => {
        note('loss')(at, examples)
        return plain.loss(at)
      },
      gradient: (at, examples) => {
        note('gradient')(at, examples)
        return plain.gradient(at)
      },
    }
    const settings = { heat: 10, step: 0.01, pull: 1, burnIn: 2, draws: 3, batch: 6 }
    meanExcessLoss(objective, settings, openStream(1, 'test'))
    expect(seen.map((call) => call.split(' ')[0])).toEqual([
      ...['gradient', 'gradient'],
      ...['gradient', 'loss', 'loss', 'gradient', 'loss', 'loss', 'gradient', 'loss', 'loss'],
    ])
    const drawn = seen.map((call) => call.split(' ')[1])
    expect(drawn[3]).toBe(drawn[4])
    expect(drawn[2]).not.toBe(drawn[3])
    expect(new Set(drawn).size).toBe(8)
  })

  it('keeps no draw before the burn-in is over', () => {
    const plain = bowl([1], 100)
    let [steps, losses] = [0, 0]
    const counted: Objective = {
      ...plain,
      loss: (at) => (losses++, plain.loss(at)),
      gradient: (at) => (steps++, plain.gradient(at)),
    }
    estimated(counted, { chains: 2, draws: 5, burnIn: 7, batch: 0 })
    expect(steps).toBe(2 * 12)
    expect(losses).toBe(2 * (5 + 1))
  })

  it('takes 1/ln n for β unless told otherwise', () => {
    const options = { chains: 2, draws: 50, burnIn: 0, batch: 0 }
    const objective = bowl([1, 1], 200)
    expect(estimated(objective, { ...options, beta: 1 / Math.log(200) })).toEqual(estimated(objective, options))
    expect(estimated(objective, { ...options, beta: 1 })).not.toEqual(estimated(objective, options))
  })

  it('is absent off a minimum, where a chain diverges, above its bound, and for one example', () => {
    const reason = (objective: Objective, options = {}) =>
      (lab.measure(localLearningCoefficient, { objective }, { batch: 0, ...options }) as { absent: string }).absent
    expect(reason({ ...bowl([1, 1], 200), ...quadratic(diagonal([1, 1]), [50, 50]) }, { pull: 0 })).toMatch(/^Negative/)
    expect(reason(bowl([1000, 1], 200), { step: 1, draws: 2000 })).toBe('A chain diverged: make the step smaller')
    expect(reason(bowl([10, 10], 200), { step: 0.0105, pull: 0, draws: 4000 })).toMatch(/twice its bound of d\/2 = 1/)
    expect(reason(bowl([1], 1))).toMatch(/2 examples/)
  })

  it('is the same every time', () => {
    const objective = bowl([1, 2], 100)
    expect(estimated(objective)).toEqual(estimated(objective))
  })
})

describe('some of many', () => {
  it('are different places, each as often as any other', () => {
    const random = openStream(3, 'places')
    const counts = new Float64Array(5)
    for (let i = 0; i < 5000; i++) {
      const places = someOf(5, 2, random)
      expect(new Set(places).size).toBe(2)
      places.forEach((place) => counts.set([(counts[place] ?? 0) + 1], place))
    }
    for (const count of counts) expect(Math.abs(count - 2000)).toBeLessThan(4.5 * Math.sqrt(5000 * 0.4 * 0.6))
    expect([...someOf(4, 4, random)].sort()).toEqual([0, 1, 2, 3])
  })
})

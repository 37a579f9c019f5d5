import { beforeAll, describe, expect, it } from 'vitest'
import { edgeOfStability } from '#probes/edge-of-stability.ts'
import { objectiveOf } from '#probes/maths/chain/objective.ts'
import { stabilityThreshold } from '#probes/maths/physics/stability-threshold.ts'
import { sharpness } from '#probes/sharpness.ts'
import { expectClose, FLOAT64 } from './close.ts'
import { cases, chainOf, diagonal, optimizerLike, quadratic } from './curvature.ts'
import { openLab, type Lab } from './lab.ts'

let lab: Lab
beforeAll(async () => {
  lab = await openLab()
})
const enough = { iterations: 60 }
const objective = quadratic(diagonal([3, 1, -8]))

/** How an optimizer's iterates on ½ h x² grow: the plain recursions, step by step. */
const grows = {
  'gradient-descent': (h: number, rate: number) => {
    let x = 1
    for (let t = 0; t < 4000; t++) x -= rate * h * x
    return Math.abs(x) > 1
  },
  'heavy-ball': (h: number, rate: number, beta: number) => {
    let [x, v] = [1, 0]
    for (let t = 0; t < 4000; t++) {
      v = beta * v + h * x
      x -= rate * v
    }
    return Math.abs(x) > 1
  },
  nesterov: (h: number, rate: number, beta: number) => {
    let [x, v] = [1, 0]
    for (let t = 0; t < 4000; t++) {
      v = beta * v + h * x
      x -= rate * (h * x + beta * v)
    }
    return Math.abs(x) > 1
  },
  adam: (h: number, rate: number, beta: number) => {
    let [x, m] = [1, 0]
    for (let t = 0; t < 4000; t++) {
      m = beta * m + (1 - beta) * h * x
      x -= rate * m
    }
    return Math.abs(x) > 1
  },
}

describe('the edge of stability', () => {
  it.each([
    ['gradient-descent', 0.3, 0],
    ['heavy-ball', 0.2, 0.9],
    ['heavy-ball', 0.2, 0.5],
    ['nesterov', 0.2, 0.9],
    ['nesterov', 0.7, 0.3],
    ['adam', 0.01, 0.9],
    ['adam', 0.5, 0.6],
  ] as const)('is where %s with rate %d and momentum %d begins to grow', (kind, rate, momentum) => {
    const edge = stabilityThreshold(optimizerLike({ kind, rate, momentum }))
    expect(grows[kind](0.99 * edge, rate, momentum)).toBe(false)
    expect(grows[kind](1.01 * edge, rate, momentum)).toBe(true)
  })

  it('is at 38/η for Adam with β₁ = 0.9', () =>
    expect(stabilityThreshold(optimizerLike({ kind: 'adam', rate: 1, momentum: 0.9 }))).toBeCloseTo(38, 10))

  it('is η λ_max/2 for gradient descent', () =>
    expect(lab.measure(edgeOfStability, { objective, optimizer: optimizerLike({ rate: 0.4 }) })).toBeCloseTo(0.6, 10))

  it('counts an L2 term to what is minimized', () =>
    expect(lab.measure(edgeOfStability, { objective, optimizer: optimizerLike({ rate: 0.4, l2: 2 }) })).toBeCloseTo(
      1,
      10,
    ))

  it('weighs the curvature by its own edge with momentum', () => {
    const heavy = optimizerLike({ kind: 'heavy-ball', rate: 0.4, momentum: 0.5 })
    expect(lab.measure(edgeOfStability, { objective, optimizer: heavy })).toBeCloseTo(3 / 7.5, 10)
    const nesterov = optimizerLike({ kind: 'nesterov', rate: 0.4, momentum: 0.5 })
    expect(lab.measure(edgeOfStability, { objective, optimizer: nesterov })).toBeCloseTo(3 / 3.75, 10)
  })

  it('preconditions the Hessian of Adam: on a diagonal one by dividing', () => {
    const preconditioner = Float64Array.of(10, 0.5, 1)
    const optimizer = optimizerLike({ kind: 'adam', rate: 0.1, momentum: 0.9, preconditioner, l2: 0.25 })
    expect(lab.measure(edgeOfStability, { objective, optimizer })).toBeCloseTo(1.25 / 0.5 / 380, 10)
  })

  it.each(cases)('has the preconditioned sharpness that PyTorch finds: %s', (_, one) => {
    const preconditioner = Float64Array.from(one.adam.preconditioner)
    const optimizer = optimizerLike({ kind: 'adam', rate: 0.02, momentum: 0.9, l2: one.adam.l2, preconditioner })
    const network = objectiveOf(chainOf(one), lab.linalg)
    const ratio = lab.measure(edgeOfStability, { objective: network, optimizer }, enough) as number
    expectClose(ratio * (38 / 0.02), one.adam.largest, FLOAT64)
  })

  it('is absent for Adam before its first update', () => {
    const optimizer = optimizerLike({ kind: 'adam', momentum: 0.9 })
    expect(lab.measure(edgeOfStability, { objective, optimizer })).toEqual({
      absent: 'Adam has no second moment before its first update',
    })
  })

  it('takes no preconditioner for the others', () => {
    const optimizer = optimizerLike({ rate: 0.4, preconditioner: Float64Array.of(10, 10, 10) })
    expect(lab.measure(edgeOfStability, { objective, optimizer })).toBeCloseTo(0.6, 10)
  })

  it('says so where the curvature has not settled', () => {
    const many = quadratic(diagonal(Array.from({ length: 400 }, (_, i) => i)))
    const asked = lab.measure(edgeOfStability, { objective: many, optimizer: optimizerLike({}) }, { iterations: 3 })
    expect(asked).toEqual({ absent: expect.stringMatching(/^Not converged/) })
  })

  it('is the same number every time, and writes to no vector of the objective', () => {
    const held = Float64Array.of(1, 2, 3)
    const shared = { ...objective, hessianProduct: () => held }
    const adam = optimizerLike({ kind: 'adam', preconditioner: Float64Array.of(1, 2, 3), l2: 1 })
    for (const optimizer of [adam, optimizerLike({ l2: 1 })])
      lab.measure(edgeOfStability, { objective: shared, optimizer })
    expect(held).toEqual(Float64Array.of(1, 2, 3))
    const ask = () =>
      lab.measure(edgeOfStability, { objective: { ...objective }, optimizer: optimizerLike({ rate: 0.4 }) })
    expect(ask()).toBe(ask())
  })

  it('shares the search of the sharpness, and is the same number with and without it', () => {
    let asked = 0
    const many = quadratic(diagonal(Array.from({ length: 30 }, (_, i) => i)))
    const counted = () => ({ ...many, hessianProduct: (v: Float64Array) => (asked++, many.hessianProduct(v)) })
    const optimizer = optimizerLike({ rate: 0.1, l2: 1 })
    const alone = lab.measure(edgeOfStability, { objective: counted(), optimizer })
    const products = asked
    const shared = counted()
    const largest = lab.measure(sharpness, { objective: shared }) as number
    expect(asked).toBe(2 * products)
    expect(lab.measure(edgeOfStability, { objective: shared, optimizer })).toBe(alone)
    expect(asked).toBe(2 * products)
    expect(alone).toBeCloseTo((0.1 * (largest + 1)) / 2, 12)
    lab.measure(sharpness, { objective: shared }, { iterations: 7 })
    expect(asked).toBe(2 * products + 7)
  })
})

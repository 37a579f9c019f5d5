import { describe, expect, it } from 'vitest'
import { openStream } from '#src/vocabulary/random.ts'
import { openRule, rbm } from '#trainer/systems/index.ts'
import { contrastiveDivergence } from '#trainer/systems/rbm/contrastive-divergence.ts'
import { cyclicPatterns } from '#trainer/systems/rbm/cyclic-patterns.ts'
import {
  allStates,
  distribution,
  exactGradient,
  exactHessianProduct,
  negativeLogLikelihood,
  sizeOf,
} from '#trainer/systems/rbm/likelihood.ts'

const machine = { visible: 4, hidden: 3 }
const all = allStates(machine)
const patterns = cyclicPatterns(4)
const normals = (name: string) => {
  const stream = openStream(1, name)
  return Float64Array.from({ length: sizeOf(machine) }, () => stream.normal())
}
const at = normals('parameters')
const moved = (by: Float64Array, factor: number) => at.map((value, i) => value + factor * by[i]!)
const loss = (where: Float64Array) => negativeLogLikelihood(machine, where, patterns, all)

describe('the likelihood of a restricted Boltzmann machine', () => {
  it('is that of all states of both layers, listed', () => {
    const weights = all.map((v) => {
      let sum = 0
      for (const h of allStates({ visible: 3, hidden: 0 })) {
        let energy = 0
        for (let i = 0; i < 4; i++) {
          energy -= at[12 + i]! * v[i]!
          for (let j = 0; j < 3; j++) energy -= v[i]! * at[i * 3 + j]! * h[j]!
        }
        for (let j = 0; j < 3; j++) energy -= at[16 + j]! * h[j]!
        sum += Math.exp(-energy)
      }
      return sum
    })
    const partition = weights.reduce((total, weight) => total + weight, 0)
    const { probabilities, logPartition } = distribution(machine, at, all)
    expect(logPartition).toBeCloseTo(Math.log(partition), 12)
    weights.forEach((weight, n) => expect(probabilities[n]).toBeCloseTo(weight / partition, 13))
  })

  it('has the gradient and the Hessian of finite differences', () => {
    const gradient = exactGradient(machine, at, patterns, all)
    for (let i = 0; i < at.length; i++) {
      const unit = at.map((_, k) => Number(k === i))
      expect(gradient[i]).toBeCloseTo((loss(moved(unit, 1e-5)) - loss(moved(unit, -1e-5))) / 2e-5, 8)
    }
    const direction = normals('direction')
    const [up, down] = [1e-5, -1e-5].map((by) => exactGradient(machine, moved(direction, by), patterns, all))
    exactHessianProduct(machine, at, direction, patterns, all).forEach((value, i) =>
      expect(value).toBeCloseTo((up![i]! - down![i]!) / 2e-5, 7),
    )
  })

  it('knows patterns of ln 2n nats, each once', () => {
    expect(cyclicPatterns(8)).toHaveLength(16)
    expect(new Set(cyclicPatterns(8).map((pattern) => pattern.join(''))).size).toBe(16)
    expect([...cyclicPatterns(8)[7]!]).toEqual([1, 0, 0, 0, 0, 0, 0, 1])
  })
})

it('contrastive divergence is the gradient where chains are long and many', () => {
  const small = at.map((value) => value / 3)
  const exact = exactGradient(machine, small, patterns, all)
  const estimate = contrastiveDivergence(machine, small, patterns, { chains: 2000, sweeps: 20 }, openStream(2, 'gibbs'))
  // Chances are known to √(¼/16000); five times that.
  exact.forEach((value, i) => expect(Math.abs(value - estimate[i]!)).toBeLessThan(0.02))
})

describe('the system', () => {
  const settings = { learning: 'exact', ...machine, initialScale: 1, chains: 2, rate: 0.3, sweeps: 1 } as const
  const opened = (by: object = {}) => openRule(rbm({ ...settings, ...by }, 1), { ...settings, ...by }, 1)

  it('descends along what it shows as gradients', () => {
    const system = opened()
    const { gradients } = system.inputs
    system.advance()
    for (const name of ['w', 'a', 'b'])
      system.inputs.updates![name]!.values.forEach((change, i) =>
        expect(change).toBeCloseTo(-0.3 * gradients![name]!.values[i]!, 14),
      )
  })

  it('shows the cosine of the very estimate that the next update follows', () => {
    const system = opened({ learning: 'contrastive-divergence' })
    const { gradients, theory } = system.inputs
    const exact = ['w', 'a', 'b'].flatMap((name) => [...gradients![name]!.values])
    const { measured } = theory!['gradient-cosine']!
    system.advance()
    const followed = ['w', 'a', 'b'].flatMap((name) => [...system.inputs.updates![name]!.values]).map((x) => -x)
    const inner = exact.reduce((sum, value, i) => sum + value * followed[i]!, 0)
    expect(measured).toBeCloseTo(inner / (Math.hypot(...exact) * Math.hypot(...followed)), 12)
    expect(measured).toBeLessThan(0.999)
  })

  it('has an objective that agrees with it, on some examples as on all', () => {
    const { objective, train } = opened().inputs
    expect(objective!.loss(objective!.parameters)).toBe(train!.loss)
    expect(objective!.layers.map(({ name, from }) => [name, from])).toEqual([
      ['w', 0],
      ['a', 12],
      ['b', 16],
    ])
    const each = Array.from({ length: 8 }, (_, n) => objective!.loss(objective!.parameters, Int32Array.of(n)))
    expect(each.reduce((sum, one) => sum + one, 0) / 8).toBeCloseTo(train!.loss, 12)
  })

  it('draws samples as often as they are likely, the same of the same machine', () => {
    const system = opened()
    const { generated, training } = system.inputs.samples!
    expect([training.rows, training.cols, generated.rows]).toEqual([8, 4, 256])
    const parameters = system.inputs.objective!.parameters
    const { probabilities } = distribution(machine, parameters, all)
    const counts = new Float64Array(16)
    for (let n = 0; n < 256; n++)
      counts[[0, 1, 2, 3].reduce((code, i) => code + generated.data[n * 4 + i]! * 2 ** i, 0)]! += 1 / 256
    counts.forEach((share, n) => expect(Math.abs(share - probabilities[n]!)).toBeLessThan(0.1))
    expect(opened().inputs.samples!.generated).toEqual(generated)
  })
})

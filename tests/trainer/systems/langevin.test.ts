import { describe, expect, it } from 'vitest'
import { activationFunctions, type ActivationName } from '#probes/maths/chain/activations.ts'
import { nngpExpectations } from '#probes/maths/physics/nngp-kernel.ts'
import { openStream } from '#src/vocabulary/random.ts'
import { bayesianMlp, openRule } from '#trainer/systems/index.ts'
import { predictedError } from '#trainer/systems/langevin/finite-width.ts'
import { answersOf, langevinUpdate, meanSquaredError } from '#trainer/systems/langevin/one-hidden-layer.ts'
import { linearTask } from '#trainer/systems/langevin/regression.ts'

const task = linearTask(4, 6, 2, 1)
const stream = openStream(1, 'weights')
const network = {
  w: Float64Array.from({ length: 4 * 3 }, () => stream.normal()),
  v: Float64Array.from({ length: 3 }, () => stream.normal()),
}
const cold = { rate: 1e-3, temperature: 0, precision: 1, mobility: 1 }
const copy = () => ({ w: network.w.slice(), v: network.v.slice() })

describe('a network with one hidden layer', () => {
  it('answers by v · φ(x W/√d)/√N', () => {
    const answers = answersOf(network, task.train.inputs, activationFunctions.erf)
    for (let n = 0; n < 6; n++) {
      let sum = 0
      for (let j = 0; j < 3; j++) {
        let field = 0
        for (let i = 0; i < 4; i++) field += task.train.inputs.data[n * 4 + i]! * network.w[i * 3 + j]!
        sum += network.v[j]! * activationFunctions.erf.of(field / 2)
      }
      expect(answers[n]).toBeCloseTo(sum / Math.sqrt(3), 13)
    }
  })

  it.each(['linear', 'erf', 'tanh'] as const)(
    'moves down the slope of finite differences without noise: %s',
    (name) => {
      const activation = activationFunctions[name]
      const moved = copy()
      langevinUpdate(moved, task.train, activation, cold, openStream(1, 'noise'))
      const energy = (of: typeof network) => (meanSquaredError(of, task.train, activation) * 6) / 2
      for (const part of ['w', 'v'] as const)
        network[part].forEach((_, i) => {
          const [up, down] = [1e-5, -1e-5].map((by) => {
            const other = copy()
            other[part][i]! += by
            return energy(other)
          })
          expect((moved[part][i]! - network[part][i]!) / -1e-3).toBeCloseTo((up! - down!) / 2e-5, 7)
        })
    },
  )

  it('is pulled to 0 by T λ θ and kicked by √(2 η T), the first layer as much more as it is mobile', () => {
    const hot = { rate: 1e-2, temperature: 0.5, precision: 3, mobility: 4 }
    const [moved, still] = [copy(), copy()]
    langevinUpdate(moved, task.train, activationFunctions.linear, hot, openStream(1, 'noise'))
    langevinUpdate(still, task.train, activationFunctions.linear, { ...hot, temperature: 0 }, openStream(1, 'noise'))
    const noise = openStream(1, 'noise')
    for (const [part, mobility] of [
      ['w', 4],
      ['v', 1],
    ] as const)
      network[part].forEach((weight, i) => {
        const rate = 1e-2 * mobility
        const own = -rate * 0.5 * 3 * weight + Math.sqrt(2 * rate * 0.5) * noise.normal()
        expect(moved[part][i]! - still[part][i]!).toBeCloseTo(own, 12)
      })
  })

  it('samples its prior where nothing is to be learned', () => {
    const nothing = { inputs: { rows: 0, cols: 4, data: new Float64Array() }, answers: new Float64Array() }
    const at = copy()
    const noise = openStream(2, 'noise')
    const by = { rate: 0.05, temperature: 0.7, precision: 2, mobility: 1 }
    let squares = 0
    for (let t = 0; t < 24_000; t++) {
      langevinUpdate(at, nothing, activationFunctions.linear, by, noise)
      squares += t < 4000 ? 0 : [...at.w, ...at.v].reduce((sum, weight) => sum + weight ** 2, 0) / 15 / 20_000
    }
    // 1/λ, and 1/(1 − η T λ/2) of it at a finite rate.
    expect(squares * 2 * (1 - (0.05 * 0.7 * 2) / 2)).toBeGreaterThan(0.95)
    expect(squares * 2 * (1 - (0.05 * 0.7 * 2) / 2)).toBeLessThan(1.05)
  })
})

describe('the theory', () => {
  const network = { width: 30, activation: 'linear', temperature: 0.2, precision: 1 } as const

  it('at infinite width is Bayesian linear regression for a linear network', () => {
    // f = w · x/√d with a normal prior and noise T: the posterior of w, by elimination.
    const [d, n, t] = [4, 6, 0.2]
    const x = (of: typeof task.train, at: number, i: number) => of.inputs.data[at * d + i]! / Math.sqrt(d)
    const precision = Array.from({ length: d }, (_, i) =>
      Array.from({ length: d }, (_, j) => {
        let sum = i === j ? 1 : 0
        for (let at = 0; at < n; at++) sum += (x(task.train, at, i) * x(task.train, at, j)) / t
        return sum
      }),
    )
    const solve = (b: number[]) => solved(precision, b)
    const pull = Array.from({ length: d }, (_, i) =>
      [...task.train.answers].reduce((sum, answer, at) => sum + (answer * x(task.train, at, i)) / t, 0),
    )
    const mean = solve(pull)
    let error = 0
    task.test.answers.forEach((answer, at) => {
      const row = Array.from({ length: d }, (_, i) => x(task.test, at, i))
      const dot = (a: number[], b: number[]) => a.reduce((sum, value, i) => sum + value * b[i]!, 0)
      error += ((answer - dot(row, mean)) ** 2 + dot(row, solve(row))) / task.test.answers.length
    })
    expect(predictedError(network, task)!.infiniteWidth).toBeCloseTo(error, 10)
  })

  it('comes to that of infinite width as the network is widened, and says nothing of tanh', () => {
    const gaps = [30, 3000, 300_000].map((width) => {
      const { finiteWidth, infiniteWidth } = predictedError({ ...network, width }, task)!
      return Math.abs(finiteWidth - infiniteWidth)
    })
    expect(gaps[1]!).toBeLessThan(gaps[0]! / 30)
    expect(gaps[2]!).toBeLessThan(gaps[1]! / 30)
    expect(predictedError({ ...network, activation: 'tanh' }, task)).toBeNull()
  })

  it('has the kernels of means over normal fields', () => {
    const random = openStream(3, 'fields')
    const [uu, vv, uv] = [1.3, 0.8, 0.5]
    const names: ActivationName[] = ['linear', 'relu', 'quadratic', 'erf']
    const sums = names.map(() => 0)
    for (let n = 0; n < 40_000; n++) {
      const u = Math.sqrt(uu) * random.normal()
      const v = (uv / uu) * u + Math.sqrt(vv - uv ** 2 / uu) * random.normal()
      names.forEach((name, i) => (sums[i]! += activationFunctions[name].of(u) * activationFunctions[name].of(v)))
    }
    names.forEach((name, i) => {
      const kernel = nngpExpectations[name]!(uu, vv, uv)
      expect(Math.abs(sums[i]! / 40_000 / kernel - 1), name).toBeLessThan(0.06)
    })
  })
})

it('a chain averages its error behind the burn-in, and anew where the posterior is another', () => {
  const settings = {
    ...{
      dimensions: 4,
      examples: 6,
      width: 5,
      activation: 'erf' as const,
      targetScale: 1,
      updatesPerStep: 3,
      burnIn: 2,
    },
    ...{ rate: 0.01, temperature: 0.1, precision: 1, mobility: 1 },
  }
  const system = openRule(bayesianMlp(settings, 1), settings, 1)
  const errors: number[] = []
  for (let t = 1; t <= 6; t++) {
    system.advance()
    if (t > 2) errors.push(system.inputs.test!.loss)
    else expect(system.inputs.theory).toEqual({})
  }
  expect(system.inputs.theory!['test-error']!.measured).toBeCloseTo(errors.reduce((sum, one) => sum + one, 0) / 4, 12)
  system.set('rate', 0.02)
  system.advance()
  expect(Object.keys(system.inputs.theory!)).toHaveLength(2)
  system.set('temperature', 0.2)
  system.advance()
  expect(system.inputs.theory).toEqual({})
  const [hidden, readout] = system.inputs.chain!.layers
  const { w, v } = system.inputs.weights!
  w!.values.forEach((weight, at) => expect(hidden!.weight.data[at]).toBeCloseTo(weight / 2, 14))
  v!.values.forEach((weight, at) => expect(readout!.weight.data[at]).toBeCloseTo(weight / Math.sqrt(5), 14))
})

/** By Gauss–Jordan elimination of a positive definite matrix. */
function solved(matrix: number[][], b: number[]): number[] {
  const rows = matrix.map((row, i) => [...row, b[i]!])
  for (let i = 0; i < rows.length; i++) {
    const pivot = rows[i]![i]!
    rows[i] = rows[i]!.map((value) => value / pivot)
    rows.forEach((row, k) => {
      if (k === i) return
      const factor = row[i]!
      rows[k] = row.map((value, j) => value - factor * rows[i]![j]!)
    })
  }
  return rows.map((row) => row.at(-1)!)
}

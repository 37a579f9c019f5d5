import { describe, expect, it } from 'vitest'
import { layersAt } from '#probes/maths/chain/flat.ts'
import { logitsOf } from '#probes/maths/chain/forward.ts'
import { objectiveOf } from '#probes/maths/chain/objective.ts'
import { probeKernel } from '#probes/maths/chain/tangent-kernel.ts'
import { openStream } from '#src/vocabulary/random.ts'
import type { PointExamples } from '#trainer/data/task.ts'
import { classPoints, normals } from '#trainer/data/points.ts'
import type { Parametrization } from '#trainer/layers/parametrization.ts'
import { randomSigns } from '#trainer/data/random-signs.ts'
import { crossEntropy } from '#trainer/losses/cross-entropy.ts'
import { squaredError } from '#trainer/losses/squared-error.ts'
import { answersBeyondStart } from '#trainer/models/answers-beyond-start.ts'
import { parametrizedMlp } from '#trainer/models/parametrized-mlp.ts'
import { adamW } from '#trainer/optimizers/adamw.ts'
import { perLayer } from '#trainer/optimizers/per-layer.ts'
import { sgd } from '#trainer/optimizers/sgd.ts'
import { openGradientDescent } from '#trainer/systems/gradient-descent/gradient-descent.ts'
import { workbenchOf } from '#trainer/tensors/workbench.ts'
import { backend } from '../runs.ts'

const workbench = workbenchOf(await backend())
const { tf } = workbench
const WIDTHS = [64, 128, 256, 512]

/** Points of 16 dimensions with the classes that a random ReLU network 16 → 32 → 10 gives them. */
function taught(seed: number, count = 128): PointExamples {
  const [inputs, first, second] = [openStream(seed, 'x'), openStream(9, 'first'), openStream(9, 'second')]
  const points = normals(inputs, count * 16)
  const [w, v] = [normals(first, 16 * 32), normals(second, 32 * 10)]
  const labels = Int32Array.from({ length: count }, (_, n) => {
    const hidden = Array.from({ length: 32 }, (_, j) =>
      Math.max(
        0,
        Array.from({ length: 16 }, (_, k) => points[n * 16 + k]! * w[k * 32 + j]!).reduce((a, b) => a + b),
      ),
    )
    const logits = Array.from({ length: 10 }, (_, c) => hidden.reduce((sum, h, j) => sum + h * v[j * 10 + c]!, 0))
    return logits.indexOf(Math.max(...logits))
  })
  return classPoints(points, 16, 10, { labels, trueLabels: labels })
}

/** How far one Adam step moves activations and logits: the mean of |Δ| for each width. */
function moves(parametrization: Parametrization, seed: number): Record<string, number[]> {
  const found: Record<string, number[]> = {}
  for (const width of WIDTHS) {
    const { model, rates } = parametrizedMlp({
      ...{ inputs: 16, width, hiddenLayers: 2, outputs: 10, activation: 'relu' },
      ...{ parametrization, baseWidth: 64, optimizer: 'adam' },
    })
    const optimizer = perLayer(rates, 1e-3, (rate) => adamW({ rate, decay: 0, betas: [0.9, 0.999] }))
    const task = { train: taught(seed), test: null, table: null }
    const system = openGradientDescent(() => ({ task, model, loss: crossEntropy(1), optimizer }), {}, seed, { tf })
    const rows = () => ({ ...system.inputs.hidden, logits: system.inputs.head.logits! })
    const before = rows()
    system.advance()
    for (const [name, { data }] of Object.entries(rows())) {
      const old = before[name as keyof typeof before]!.data
      const mean = Array.from(data, (value, i) => Math.abs(value - old[i]!)).reduce((a, b) => a + b) / data.length
      ;(found[name] ??= []).push(mean)
    }
    system.dispose()
  }
  return found
}

/** Of log y over log x. */
function slope(x: readonly number[], y: readonly number[]): number {
  const [u, v] = [x.map(Math.log), y.map(Math.log)]
  const mean = (values: number[]) => values.reduce((a, b) => a + b) / values.length
  const [mu, mv] = [mean(u), mean(v)]
  return (
    u.reduce((sum, one, i) => sum + (one - mu) * (v[i]! - mv), 0) / u.reduce((sum, one) => sum + (one - mu) ** 2, 0)
  )
}

describe('the coordinate check: what one Adam step moves, as the network widens', () => {
  it('is the same at every width in muP, and grows in the standard parametrization', () => {
    const seeds = [0, 1, 2]
    const slopes = (kind: Parametrization) => {
      const all = seeds.map((seed) => moves(kind, seed))
      const ofAll = (name: string) => all.reduce((sum, one) => sum + slope(WIDTHS, one[name]!) / seeds.length, 0)
      return { h1: ofAll('h1'), h2: ofAll('h2'), logits: ofAll('logits') }
    }
    const [mup, standard] = [slopes('mup'), slopes('standard')]
    for (const one of Object.values(mup)) expect(Math.abs(one)).toBeLessThan(0.05)
    expect(Math.abs(standard.h1)).toBeLessThan(0.05)
    expect(standard.h2).toBeGreaterThan(0.7)
    expect(standard.logits).toBeGreaterThan(0.7)
  })
})

describe('parametrizations', () => {
  const built = (parametrization: Parametrization, width: number, optimizer: 'sgd' | 'adam' = 'adam') =>
    parametrizedMlp({
      ...{ inputs: 5, width, hiddenLayers: 2, outputs: 3, activation: 'tanh' },
      ...{ parametrization, baseWidth: 16, optimizer },
    })

  it('are one at the base width: muP is the standard parametrization, to the bit', () => {
    const [mup, standard] = [built('mup', 16), built('standard', 16)]
    const begin = ({ model }: typeof mup) => model.initialWeights(openStream(1, 'initialisation'))
    expect(begin(mup)).toEqual(begin(standard))
    expect(mup.rates).toEqual(standard.rates)
    expect(mup.rates.map(({ factor }) => factor)).toEqual([1, 1, 1])
  })

  it('have the rates of their tables at four times the base width', () => {
    const factors = (kind: Parametrization, optimizer: 'sgd' | 'adam') =>
      built(kind, 64, optimizer).rates.map(({ factor }) => factor)
    expect(factors('mup', 'adam')).toEqual([1, 1 / 4, 1 / 4])
    expect(factors('mup', 'sgd')).toEqual([4, 1, 1 / 4])
    expect(factors('ntk', 'sgd')).toEqual([1, 1, 1])
    expect(factors('mean-field', 'sgd')).toEqual([4, 4, 4])
  })

  it('begin at the same size of outputs in standard and NTK parametrization, and at smaller ones in the others', () => {
    const sizeOf = (kind: Parametrization) => {
      const { model } = built(kind, 1024)
      const weights = model.initialWeights(openStream(2, 'initialisation'))
      const tensors = Object.fromEntries(
        Object.entries(weights).map(([name, { shape, values }]) => [name, tf.tensor(values, [...shape])]),
      )
      const inputs = normals(openStream(3, 'inputs'), 40 * 5)
      const points = classPoints(inputs, 5, 3, { labels: new Int32Array(40), trueLabels: new Int32Array(40) })
      const logits = model.logits(tf, tensors, model.batch(tf, points)).dataSync()
      return Math.hypot(...logits) / Math.sqrt(logits.length)
    }
    expect(Math.abs(sizeOf('ntk') / sizeOf('standard') - 1)).toBeLessThan(1e-4)
    // √1024 times smaller, and √64 times.
    expect(sizeOf('standard') / sizeOf('mean-field')).toBeCloseTo(32, 1)
    expect(sizeOf('standard') / sizeOf('mup')).toBeCloseTo(8, 1)
  })
})

describe('rates of each layer', () => {
  const { model, rates } = parametrizedMlp({
    ...{ inputs: 3, width: 8, hiddenLayers: 2, outputs: 2, activation: 'tanh' },
    ...{ parametrization: 'mup', baseWidth: 4, optimizer: 'sgd' },
  })
  const weights = model.initialWeights(openStream(1, 'initialisation'))
  const gradients = Object.fromEntries(
    Object.entries(weights).map(([name, { values }], i) => [name, normals(openStream(i, 'slopes'), values.length)]),
  )

  it.each([
    ['SGD', (rate: number) => sgd({ rate, momentum: 0.9 })],
    ['AdamW', (rate: number) => adamW({ rate, decay: 0.1, betas: [0.9, 0.99] })],
  ] as const)('move each as an optimizer of that rate alone would: %s', (_name, at) => {
    const optimizer = perLayer(rates, 0.1, at)
    const state = optimizer.begin(weights)
    let now = weights
    for (let i = 0; i < 3; i++) now = optimizer.update(state, now, gradients, (() => openStream(0, 'none')) as never)
    expect(state.updates).toBe(3)
    for (const { name, factor } of rates) {
      const alone = at(0.1 * factor)
      let own = { [name]: weights[name]! }
      const remembered = alone.begin(own)
      for (let i = 0; i < 3; i++)
        own = { [name]: alone.update(remembered, own, gradients, (() => openStream(0, 'none')) as never)[name]! }
      expect(now[name]!.values).toEqual(own[name]!.values)
    }
    expect(Object.keys(now)).toEqual(Object.keys(weights))
  })

  it('are part of what Adam divides by, and make another optimizer of the others', () => {
    expect(perLayer(rates, 0.1, (rate) => sgd({ rate })).facts({ updates: 1, means: {} }).kind).toBe('other')
    const adam = (rate: number) => adamW({ rate, decay: 0, betas: [0.9, 0.99] })
    const optimizer = perLayer(rates, 0.1, adam)
    const state = optimizer.begin(weights)
    expect(optimizer.facts(state)).toMatchObject({ kind: 'adam', rate: 0.1, preconditioner: null })
    optimizer.update(state, weights, gradients, (() => openStream(0, 'none')) as never)
    const [ours, plain] = [optimizer, adam(0.1)].map((one) => one.facts(state).preconditioner!)
    const factors = rates.flatMap(({ size, factor }) => Array<number>(size).fill(factor))
    expect(ours).toHaveLength(3 * 8 + 8 * 8 + 8 * 2)
    expect([...ours!]).toEqual([...plain!].map((value, i) => value / factors[i]!))
  })
})

describe('a parametrized network as a chain', () => {
  const { model, rates } = parametrizedMlp({
    ...{ inputs: 3, width: 8, hiddenLayers: 2, outputs: 2, activation: 'tanh', outputDivisor: 1.7 },
    ...{ parametrization: 'mean-field', baseWidth: 1, optimizer: 'sgd' },
  })
  const weights = model.initialWeights(openStream(4, 'initialisation'))
  const labels = Int32Array.from([0, 1, 1, 0, 1])
  const points = classPoints(normals(openStream(5, 'inputs'), 15), 3, 2, { labels, trueLabels: labels })
  const chain = { layers: model.chain(weights), loss: squaredError('half-batch-mean').kind, test: null }
  const examples = model.examples(points)
  const { linalg } = workbench

  it('answers what it answers on the device', () => {
    const tensors = Object.fromEntries(
      Object.entries(weights).map(([name, { shape, values }]) => [name, tf.tensor(values, [...shape])]),
    )
    const device = model.logits(tf, tensors, model.batch(tf, points)).dataSync()
    const ours = logitsOf(chain.layers, examples.inputs, linalg).data
    ours.forEach((value, i) => expect(Math.abs(value - device[i]!)).toBeLessThan(1e-5))
  })

  it('has the kernel, the gradient and the curvature of the weights that are trained, to differences', () => {
    const whole = { ...chain, probe: examples, train: examples }
    const { parameters, loss, gradient, hessianProduct } = objectiveOf(whole, linalg)
    const nudged = (i: number, by: number) => parameters.map((value, at) => value + (at === i ? by : 0))
    const slope = gradient(parameters)
    const direction = parameters.map((_, i) => Math.cos(i))
    const bent = hessianProduct(direction)
    const moved = (by: number) => gradient(parameters.map((value, i) => value + by * direction[i]!))
    const [ahead, behind] = [moved(1e-4), moved(-1e-4)]
    for (const i of [0, 5, 23, 24, 60, 87, 88, 100, 103]) {
      expect(slope[i]).toBeCloseTo((loss(nudged(i, 1e-5)) - loss(nudged(i, -1e-5))) / 2e-5, 7)
      expect(bent[i]).toBeCloseTo((ahead[i]! - behind[i]!) / 2e-4, 7)
    }
    // K(x, x′) = Σ ∂f(x)/∂θ · ∂f(x′)/∂θ, of the sum of the outputs.
    const summed = (at: Float64Array) => {
      const { data } = logitsOf(layersAt(chain.layers, at), { ...examples.inputs, data: Float64Array.from(examples.inputs.data) }, linalg) // prettier-ignore
      return [0, 1, 2, 3, 4].map((row) => data[2 * row]! + data[2 * row + 1]!)
    }
    const slopes = parameters.map((_, i) => i)
    const jacobian = Array.from(slopes, (i) => {
      const [up, down] = [summed(nudged(i, 1e-5)), summed(nudged(i, -1e-5))]
      return up.map((value, row) => (value - down[row]!) / 2e-5)
    })
    const kernel = probeKernel(whole, 5, 'sum', linalg)
    kernel.data.forEach((value, at) => {
      const [i, j] = [Math.floor(at / 5), at % 5]
      const inner = jacobian.reduce((sum, one) => sum + one[i]! * one[j]!, 0)
      expect(Math.abs(value - inner)).toBeLessThan(1e-6 * Math.max(1, Math.abs(inner)))
    })
  })

  it('is trained at one rate, where all its layers have the same', () => {
    const { kind, rate } = perLayer(rates, 0.5, (own) => sgd({ rate: own })).facts({ updates: 0, means: {} })
    expect({ kind, rate }).toEqual({ kind: 'gradient-descent', rate: 4 })
  })
})

it('answers beyond the start are those of the task on top of what the first network says', () => {
  const { model } = parametrizedMlp({
    ...{ inputs: 5, width: 16, hiddenLayers: 1, outputs: 1, activation: 'erf' },
    ...{ parametrization: 'ntk', baseWidth: 1, optimizer: 'sgd' },
  })
  const task = randomSigns({ examples: 7, dimensions: 5 }, 3)
  const beyond = answersBeyondStart(task, model, 3).train
  const system = openGradientDescent(
    () => ({ task, model, loss: squaredError('mean'), optimizer: sgd({ rate: 1 }) }),
    ...([{}, 3, { tf }] as const),
  )
  const answers = system.inputs.chain
  const start = logitsOf(answers.layers, answers.train.inputs, workbench.linalg).data
  beyond.targets.data.forEach((value, i) => expect(value - task.train.targets.data[i]!).toBeCloseTo(start[i]!, 5))
  expect(beyond.inputs).toEqual(task.train.inputs)
  system.dispose()
})

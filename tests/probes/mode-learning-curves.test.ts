import { describe, expect, it } from 'vitest'
import type { Chain } from '#probes/maths/chain/chain.ts'
import { objectiveOf } from '#probes/maths/chain/objective.ts'
import { flattened, layersAt } from '#probes/maths/chain/flat.ts'
import { exampleLosses } from '#probes/maths/chain/loss.ts'
import { logitsOf } from '#probes/maths/chain/forward.ts'
import { modeLearningCurves } from '#probes/mode-learning-curves.ts'
import { expectClose, FLOAT32, FLOAT64 } from './close.ts'
import { expected, inputs, smallChain } from './fluctuations-reference.ts'
import { fine, matrix, openLab } from './lab.ts'
import { gaussian } from './random.ts'

/** What is left of the error along the modes of the start. */
const lab = await openLab()
const ask = (chain: Chain, initialChain: Chain, options = {}) =>
  lab.numbers(modeLearningCurves, { chain, initialChain }, options)
const both = (kind: 'mse' | 'cross-entropy', as = fine) =>
  [smallChain(kind, inputs.theta, as), smallChain(kind, inputs.theta0, as)] as const

describe('against NumPy', () => {
  it.each([
    ['float32', matrix, FLOAT32],
    ['float64', fine, FLOAT64],
  ] as const)('in %s, under either loss, and on the modes of the inputs', (_name, as, tolerance) => {
    expectClose(ask(...both('mse', as), { modes: 4 }), expected.modes.squares, tolerance)
    expectClose(ask(...both('cross-entropy', as), { modes: 4 }), expected.modes.crossEntropy, tolerance)
    expectClose(ask(...both('mse', as), { modes: 2, kernel: 'inputs' }), expected.modes.inputs, tolerance)
  })
})

describe('the modes', () => {
  it('hold all of the error together, whatever their number', () => {
    const [chain, start] = both('mse')
    const losses = exampleLosses(
      { kind: 'mse', reduction: 'batch-mean' },
      logitsOf(chain.layers, chain.train.inputs, lab.linalg),
      chain.train.targets,
    )
    const mean = losses.reduce((sum, loss) => sum + loss, 0) / losses.length
    for (const modes of [1, 4, 9, 20]) {
      const found = Object.values(ask(chain, start, { modes }))
      expect(found).toHaveLength(modes < 9 ? modes + 1 : 9)
      expectClose(
        found.reduce((sum, value) => sum + value ** 2, 0),
        mean,
        FLOAT64,
      )
    }
  })

  it('of a linear network decay under gradient descent as (1 − 2ηλ/nC)^t, each by itself', () => {
    const [n, classes, rate, steps] = [6, 2, 0.4, 25]
    const train = { inputs: fine(gaussian(n, 4, 1)), targets: fine(gaussian(n, classes, 2)), labels: null }
    const start: Chain = {
      layers: [{ name: 'w', weight: fine(gaussian(4, classes, 3)), bias: null, activation: 'linear' }],
      loss: { kind: 'mse', reduction: 'mean' },
      probe: train,
      train,
      test: null,
    }
    const { gradient } = objectiveOf(start, lab.linalg)
    let at = flattened(start.layers)
    for (let step = 0; step < steps; step++) {
      const slope = gradient(at)
      at = at.map((value, i) => value - rate * slope[i]!)
    }
    const trained = { ...start, layers: layersAt(start.layers, at) }
    const [before, after] = [ask(start, start), ask(trained, start)]
    const gram = lab.linalg.product(train.inputs, train.inputs, { b: true })
    lab.linalg.eigenvaluesSymmetric(gram).forEach((value, k) => {
      if (k >= 4) return expectClose(after[`mode-${k + 1}`], before[`mode-${k + 1}`], FLOAT64)
      const factor = Math.abs(1 - (2 * rate * value) / (n * classes)) ** steps
      expect(Math.abs(after[`mode-${k + 1}`]! - factor * before[`mode-${k + 1}`]!)).toBeLessThan(1e-9)
    })
    // Whatever the kernel is divided by, the modes are those of the inputs here.
    expectClose(ask(trained, start, { kernel: 'inputs' }), after, 1e-6)
  })

  it('are 0 where every target is met, and of the first examples only', () => {
    const [chain, start] = both('mse')
    const targets = logitsOf(chain.layers, chain.train.inputs, lab.linalg)
    const fitted = { ...chain, train: { ...chain.train, targets } }
    expect(Object.values(ask(fitted, start))).toEqual(new Array(9).fill(0))
    const few = ask(chain, start, { examples: 3 })
    expect(Object.keys(few)).toEqual(['mode-1', 'mode-2', 'mode-3'])
  })

  it('of equal eigenvalues share their error evenly', () => {
    const train = { inputs: fine([[1, 0], [0, 1]]), targets: fine([[3], [4]]), labels: null } // prettier-ignore
    const chain: Chain = {
      layers: [{ name: 'w', weight: fine([[0], [0]]), bias: null, activation: 'linear' }],
      loss: { kind: 'mse', reduction: 'mean' },
      probe: train,
      train,
      test: null,
    }
    expectClose(ask(chain, chain), { 'mode-1': 2.5, 'mode-2': 2.5 }, FLOAT64)
  })

  it('show a divergence of now, and are absent where the start diverged', () => {
    const [chain, start] = both('mse')
    const broken = {
      ...chain,
      layers: layersAt(
        chain.layers,
        flattened(chain.layers).map(() => NaN),
      ),
    }
    for (const value of Object.values(ask(broken, start))) expect(value).toBeNaN()
    expect(ask(chain, broken)).toEqual({ absent: 'The kernel of the start holds NaN or an infinity' })
  })
})

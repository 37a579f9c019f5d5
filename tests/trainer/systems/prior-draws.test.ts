import { expect, it } from 'vitest'
import { activationFunctions } from '#probes/maths/chain/activations.ts'
import { priorKurtosis } from '#probes/maths/physics/prior-kurtosis.ts'
import { openStream } from '#src/vocabulary/random.ts'
import { openRule, priorDraws } from '#trainer/systems/index.ts'

it('draws networks anew at each step, and keeps the kurtosis of all', () => {
  const settings = { width: 2, activation: 'tanh' as const, networks: 50, variance: 2 }
  const system = openRule(priorDraws(settings, 3), settings, 3)
  const seen = [...system.inputs.draws!.data]
  system.advance()
  const stream = openStream(3, 'networks of step 0')
  const draw = () => {
    let sum = 0
    for (let j = 0; j < 2; j++) sum += stream.normal() * Math.tanh(Math.SQRT2 * stream.normal())
    return sum / Math.SQRT2
  }
  const second = Array.from({ length: 50 }, draw)
  expect([...system.inputs.draws!.data]).toEqual(second)
  seen.push(...second)
  const mean = (power: number) => seen.reduce((sum, f) => sum + f ** power, 0) / 100
  expect(system.inputs.theory!.kurtosis!.measured).toBeCloseTo(mean(4) / mean(2) ** 2 - 3, 12)
})

it('knows the kurtosis of the prior', () => {
  // SciPy: quad of φ² and φ⁴ over the normal density; linear and ReLU in closed form.
  expect(priorKurtosis(activationFunctions.linear, 0.7, 5)).toBeCloseTo(6 / 5, 12)
  expect(priorKurtosis(activationFunctions.relu, 3, 5)).toBeCloseTo(3, 10)
  expect(priorKurtosis(activationFunctions.tanh, 1, 5)).toBeCloseTo(SCIPY.tanh, 10)
  expect(priorKurtosis(activationFunctions.erf, 1, 5)).toBeCloseTo(SCIPY.erf, 10)
})

const SCIPY = { tanh: 0.3763744836089227, erf: 0.33590312655638543 }

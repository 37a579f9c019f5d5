import { describe, expect, it } from 'vitest'
import type { ParameterValues } from '#src/vocabulary/index.ts'
import { openStream } from '#src/vocabulary/random.ts'
import { adamW, scheduled, sgd, type Optimizer } from '#trainer/optimizers/index.ts'
import { amplifyingSlow } from '#trainer/optimizers/slow-gradient.ts'
import { cosine } from '#trainer/optimizers/schedules.ts'
import { orthogonalGradient } from '#trainer/optimizers/orthogonal-gradient.ts'
import { muon } from '#trainer/optimizers/muon.ts'
import { langevin } from '#trainer/optimizers/langevin.ts'
import { coupled } from '#trainer/optimizers/coupled.ts'
import { openGradientDescent } from '#trainer/systems/gradient-descent/gradient-descent.ts'
import type { SystemState } from '#trainer/systems/system-state.ts'
import { workbenchOf } from '#trainer/tensors/workbench.ts'
import { backend } from '../runs.ts'
import { batched } from '../systems/gradient-descent/batched.ts'

const { tf } = workbenchOf(await backend())

const adam = (rate: number) => adamW({ rate, decay: 0.1, betas: [0.9, 0.95] })
const made: Readonly<Record<string, (rate: number) => Optimizer>> = {
  nesterov: (rate) => sgd({ rate, momentum: 0.8, looksAhead: true }),
  coupled: (rate) => coupled(0.1, adam(rate)),
  filtered: (rate) => amplifyingSlow({ keeps: 0.9, gain: 2 }, adam(rate)),
  orthogonal: (rate) => orthogonalGradient(adam(rate)),
  langevin: (rate) => langevin({ rate, temperature: 0.01, decay: 0.1 }),
  preconditioned: (rate) => langevin({ rate, temperature: 1e-3, preconditioner: { beta: 0.9, epsilon: 1e-3 } }),
  muon: (rate) => muon({ rate, momentum: 0.9, decay: 0.1, others: { rate, decay: 0, betas: [0.9, 0.95] } }),
  scheduled: (rate) => scheduled(cosine(rate, 0, 25), adam),
}

describe.each(Object.keys(made))('a training by %s', (name) => {
  const recipe = (settings: ParameterValues, seed: number) => ({
    ...batched.recipe(settings, seed),
    optimizer: made[name]!(Number(settings.rate)),
  })
  const settings = { kind: 'epochs', size: 8, rate: 0.05 }
  const opened = (seed = 4) => openGradientDescent(recipe, settings, seed, { tf })

  it('goes on from whatever state it is put into as if it had never stopped, its rate being set on the way', () => {
    const [straight, restored] = [opened(), opened()]
    const states: SystemState[] = []
    for (let step = 0; step < 20; step++) {
      states.push(structuredClone(straight.state()))
      if (step === 9) straight.set('rate', 0.02)
      straight.advance()
    }
    const end = structuredClone(straight.state())
    for (const from of [0, 1, 7, 9, 10, 19]) {
      restored.restore(states[from]!, { ...settings, rate: from > 9 ? 0.02 : 0.05 })
      expect(restored.state()).toEqual(states[from])
      while (restored.step < 20) {
        if (restored.step === 9) restored.set('rate', 0.02)
        restored.advance()
      }
      expect(restored.state(), `from ${from}`).toEqual(end)
    }
    expect(restored.inputs.optimizer.rate).toBeLessThanOrEqual(0.02)
    for (const one of [straight, restored]) one.dispose()
  })
})

describe('Langevin noise', () => {
  it.each([null, { beta: 0.99, epsilon: 1 }])(
    'samples the distribution that its temperature says: %o',
    (preconditioner) => {
      // ½‖θ‖² of many independent numbers, at T = 0.3: each has variance T but for terms of the rate.
      const [count, rate, temperature] = [4000, 0.05, 0.3]
      const optimizer = langevin({ rate, temperature, ...(preconditioner && { preconditioner }) })
      let weights = { x: { shape: [count], values: new Float32Array(count) } } as ReturnType<Optimizer['update']>
      const state = optimizer.begin(weights)
      for (let step = 0; step < 400; step++) {
        weights = optimizer.update(state, weights, { x: weights.x!.values }, (of) =>
          openStream(7, `${of} of step ${step}`),
        )
      }
      const variance = weights.x!.values.reduce((sum, x) => sum + x * x, 0) / count
      // T/(1 − η/2), ± three standard errors of 2 %; a preconditioner that follows its own number's gradient leaves a bias.
      expect(Math.abs(variance / (temperature / (1 - rate / 2)) - 1)).toBeLessThan(preconditioner === null ? 0.07 : 0.2)
    },
  )

  it('is refused where a step has no streams to draw it from', () => {
    const optimizer = langevin({ rate: 1, temperature: 1 })
    const weights = { x: { shape: [1], values: Float32Array.of(1) } }
    expect(() => optimizer.update(optimizer.begin(weights), weights, { x: Float32Array.of(1) })).toThrow(
      /needs the streams/,
    )
  })
})

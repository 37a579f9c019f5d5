import { expect, it } from 'vitest'
import { openRule, oscillators } from '#trainer/systems/index.ts'

const settings = { replicas: 40, dimensions: 3, waiting: 4, temperature: 0.5, rate: 0.1, strength: 0.2 }
const opened = () => openRule(oscillators(settings, 2), settings, 2)
const STIFFNESS = [1 / 3, 1, 3]

it('twins move apart by the field alone, from the waiting time on, as oscillators do', () => {
  const system = opened()
  for (let step = 0; step < 12; step++) {
    const { start, now, perturbed, field } = system.inputs.twin!
    const since = Math.max(0, step - settings.waiting)
    if (since === 0) expect([start.data, perturbed.data]).toEqual([now.data, now.data])
    now.data.forEach((x: number, i: number) => {
      const h = STIFFNESS[i % 3]!
      const response = (settings.strength * field.data[i]! * (1 - (1 - settings.rate * h) ** since)) / h
      expect(perturbed.data[i]! - x).toBeCloseTo(response, 13)
    })
    system.advance()
  }
})

it('the start is where it was at the waiting time, and draws are the replicas', () => {
  const system = opened()
  while (system.step < settings.waiting) system.advance()
  const then = system.inputs.twin!.now.data
  system.advance()
  system.advance()
  expect(system.inputs.twin!.start.data).toEqual(then)
  expect(system.inputs.draws).toEqual(system.inputs.twin!.now)
})

it('shows the temperature of its noise, on the average over time', () => {
  const system = opened()
  while (system.step < 100) system.advance()
  let sum = 0
  for (let n = 0; n < 1000; n++) {
    sum += system.inputs.theory!.temperature!.measured / 1000
    system.advance()
  }
  expect(Math.abs(sum - settings.temperature)).toBeLessThan(0.025)
  expect(system.inputs.theory!.temperature!.predicted).toBe(settings.temperature)
})

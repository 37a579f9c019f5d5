import { expect, it } from 'vitest'
import { experiments } from '#trainer/experiments/index.ts'
import { reconstructed } from '#trainer/experiments/reconstruct.ts'

const kept = { id: 'r', experiment: 'grok-mlp-small', parameters: { modulus: 11, rate: 0.5 } }

it('a kept run has the settings that it was given, and of later ones the default', () => {
  const { experiment, parameters } = reconstructed(kept)
  expect(experiment.id).toBe('grok-mlp-small')
  const defaults = Object.fromEntries(experiment.parameters.map((card) => [card.key, card.default]))
  expect(parameters).toEqual({ ...defaults, modulus: 11, rate: 0.5 })
  expect(reconstructed({ ...kept, parameters }).parameters).toEqual(parameters)
})

it.each([
  [{ ...kept, experiment: 'grok-cnn' }, /Run 'r' belongs to experiment 'grok-cnn', which this version does not have/],
  [
    { ...kept, parameters: { decay: 5 } },
    /Run 'r' was trained with a setting 'decay', which this version does not have.*weightDecay/,
  ],
])('a run of another version is not trained again as if it were of this one', (run, message) => {
  expect(() => reconstructed(run)).toThrow(message)
})

it('every default is within the range of its card', () => {
  for (const { parameters } of experiments)
    for (const card of parameters)
      if (card.type === 'choice') expect(card.choices).toContain(card.default)
      else expect(card.default >= card.min && card.default <= card.max).toBe(true)
})

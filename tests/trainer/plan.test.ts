import { describe, expect, it } from 'vitest'
import { experiments } from '#trainer/experiments/index.ts'
import { planRun, type Order } from '#trainer/plan.ts'

const experiment = 'grok-mlp-small'

describe('planRun', () => {
  it('fills in what an order leaves open', () => {
    const plan = planRun({ experiment })
    expect(plan).toMatchObject({ seed: 0, steps: 250, name: 'grok-mlp-small seed=0' })
    expect(plan.parameters).toMatchObject({ modulus: 31, width: 128, rate: 0.01, decay: 5, operation: 'add' })
    expect(plan.id).toMatch(/^grok-mlp-small-\d{8}-\d{6}-[a-z]{4}$/)
  })

  it('takes settings, seed, steps, name and further probes', () => {
    const plan = planRun({
      experiment,
      seed: 7,
      steps: 9,
      name: 'Mine',
      set: ['width=64', 'rate=1e-3', 'operation=multiply'],
      probes: ['singular-values', 'train-loss'],
    })
    expect(plan).toMatchObject({ seed: 7, steps: 9, name: 'Mine' })
    expect(plan.parameters).toMatchObject({ width: 64, rate: 0.001, operation: 'multiply' })
    expect(plan.probes.filter((id) => id === 'train-loss')).toHaveLength(1)
  })

  const refused: [string, Partial<Order>, string][] = [
    ['a negative width', { set: ['width=-3'] }, "width: expected an integer between 1 and 4096, got '-3'"],
    ['half a neuron', { set: ['width=2.5'] }, "width: expected an integer between 1 and 4096, got '2.5'"],
    ['nothing', { set: ['rate='] }, "rate: expected a number between 0 and 1000000, got ''"],
    ['no number', { set: ['rate=NaN'] }, "rate: expected a number between 0 and 1000000, got 'NaN'"],
    [
      'a stranger to the choices',
      { set: ['activation=tanh'] },
      "activation: expected one of quadratic, relu, gelu, got 'tanh'",
    ],
    ['no key', { set: ['64'] }, "--set: expected key=value, got '64'"],
    ['a misspelt key', { set: ['widht=3'] }, "Unknown parameter 'widht'; did you mean 'width'?"],
    [
      'a misspelt experiment',
      { experiment: 'grok-mlp-smal' },
      "Unknown experiment 'grok-mlp-smal'; did you mean 'grok-mlp-small'?",
    ],
    ['a misspelt probe', { probes: ['wieght-norm'] }, "Unknown probe 'wieght-norm'; did you mean 'weight-norm'?"],
    ['a seed that is none', { seed: -1 }, 'seed: expected a whole number from 0, got -1'],
    ['no step', { steps: 0 }, 'steps: expected a whole number from 1, got 0'],
  ]
  it.each(refused)('refuses %s as the user’s to mend', (_, order, message) => {
    const planning = () => planRun({ experiment, ...order })
    expect(planning).toThrow(expect.objectContaining({ kind: 'usage' }))
    expect(planning).toThrow(message)
  })
})

describe('experiments', () => {
  it.each(experiments)('$id has standards within their ranges and probes that it serves', (one) => {
    const set = one.parameters.map((card) => `${card.key}=${card.default}`)
    expect(planRun({ experiment: one.id, set, probes: one.probes }).probes).toEqual(one.probes)
    expect(one.probes.length).toBeGreaterThan(5)
    expect(() => one.recipe(planRun({ experiment: one.id, set: ['modulus=5'] }).parameters, 0)).not.toThrow()
  })

  it('have names of their own', () => expect(new Set(experiments.map(({ id }) => id)).size).toBe(experiments.length))
})

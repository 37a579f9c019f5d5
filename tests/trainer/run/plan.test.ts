import { describe, expect, it } from 'vitest'
import { probes } from '#probes/index.ts'
import { every, probeNeeds } from '#src/vocabulary/index.ts'
import { probesFor } from '#trainer/observing/attachment.ts'
import { experimentCardOf } from '#trainer/experiments/define.ts'
import { experiments } from '#trainer/experiments/index.ts'
import { recipeOf } from '#trainer/experiments/open-system.ts'
import { planRun, type Order } from '#trainer/run/plan.ts'
import { backend } from '../runs.ts'

const experiment = 'grok-mlp-small'

describe('planRun', () => {
  it('fills in what an order leaves open', () => {
    const plan = planRun({ experiment })
    expect(plan).toMatchObject({ seed: 0, steps: 250, name: 'grok-mlp-small seed=0' })
    expect(plan.parameters).toMatchObject({ modulus: 31, width: 128, rate: 0.01, weightDecay: 5, operation: 'add' })
    expect(plan.id).toMatch(/^grok-mlp-small-\d{8}-\d{6}-[a-z]{6}$/)
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
    expect(plan.probes.filter(({ probe }) => probe === 'train-loss')).toHaveLength(1)
  })

  const probesOf = (order: Partial<Order>) => planRun({ experiment, ...order }).probes

  it('measures a probe every so many steps where it is asked to, be it the experiment’s own or not', () => {
    const planned = probesOf({ probes: ['weight-norm@3', 'linear-cka'] })
    expect(planned).toContainEqual({ probe: 'weight-norm', cadence: every(3) })
    expect(planned).toContainEqual({ probe: 'linear-cka' })
    expect(planned.filter(({ probe }) => probe === 'weight-norm')).toHaveLength(1)
  })

  it('takes a pattern for all that match and that the experiment serves', () => {
    const ids = (order: Partial<Order>) => probesOf(order).map(({ probe }) => probe)
    const served = probesFor(
      experiments.find(({ id }) => id === experiment)!,
      probes,
    ).map(({ id }) => id)
    expect(ids({ probes: ['all'] }).sort()).toEqual(served.toSorted())
    expect(ids({ probes: ['*'] })).toEqual(ids({ probes: ['all'] }))
    const own = ids({})
    const rank = served.filter((id) => id.startsWith('effective-') && !own.includes(id))
    expect(ids({ probes: ['effective-*'] })).toEqual([...own, ...rank])
    expect(probesOf({ probes: ['*-norm@7'] })).toContainEqual({ probe: 'gradient-norm', cadence: every(7) })
  })

  it('takes options in the types of the card', () => {
    const probeOptions = [
      'effective-rank.variant=squared',
      'effective-rank.null=random-weights',
      'effective-rank.nullSeed=4',
    ]
    expect(probesOf({ probeOptions })).toContainEqual({
      probe: 'effective-rank',
      options: { variant: 'squared', null: 'random-weights', nullSeed: 4 },
    })
  })

  it('serves a second network only where one is given', () => {
    const compares = probes.find(({ needs }) => needs.includes('other'))?.id ?? ''
    expect(() => probesOf({ probes: [compares] })).toThrow('name a second network by --with RUN[@STEP]')
    expect(probesOf({ probes: [compares], with: 'a-run' })).toContainEqual({ probe: compares })
    expect(planRun({ experiment, with: 'a-run' }).name).toBe('grok-mlp-small seed=0 with=a-run')
  })

  it('has a detector from the start where one is asked for by its id, and by no pattern', () => {
    const ids = (order: Partial<Order>) => probesOf(order).map(({ probe }) => probe)
    expect(probesOf({ probes: ['grokking'], probeOptions: ['grokking.memorized=0.9'] })).toContainEqual({
      probe: 'grokking',
      options: { memorized: 0.9 },
    })
    expect(ids({ probes: ['all'] })).not.toContain('grokking')
    expect(() => probesOf({ probes: ['groking'] })).toThrow("did you mean 'grokking'?")
    expect(() => probesOf({ probes: ['loss-spik*'] })).toThrow("no probe matches 'loss-spik*'")
  })

  it('says of a probe that is not served what is missing, and who has it', () => {
    expect(() => probesOf({ probes: ['attention-entropy'] })).toThrow(
      "Probe 'attention-entropy' needs attention (how each head divides its attention among the positions, on the probe " +
        "batch), which experiment 'grok-mlp-small' does not provide; modular-addition-transformer, grok-transformer, lcg-fixed-modulus do",
    )
    const fromFiles = probes.find(({ needs }) => needs.includes('teacher'))?.id ?? ''
    expect(() => probesOf({ probes: [fromFiles] })).toThrow('; teacher-student does')
    // Each need is served by some experiment; one that is new may be by none.
    expect(probeNeeds(fromFiles, 'teacher', experiment, []).message).toContain(
      `no experiment does: give it in a file, phasescope measure ${fromFiles} --input FILE.safetensors`,
    )
  })

  const refused: [string, Partial<Order>, string][] = [
    ['a cadence of nothing', { probes: ['weight-norm@0'] }, '--probe: expected an id, id@N to measure every N steps'],
    ['a pattern without a match', { probes: ['wieght-*'] }, "--probe: no probe matches 'wieght-*'"],
    ['options of a stranger', { probeOptions: ['nobody.x=1'] }, "--set-probe: probe 'nobody' is not attached"],
    ['no option', { probeOptions: ['weight-norm'] }, "--set-probe: expected probe.option=value, got 'weight-norm'"],
    [
      'a misspelled option',
      { probeOptions: ['effective-rank.varaint=squared'] },
      "Unknown option of probe 'effective-rank' 'varaint'; did you mean 'variant'?",
    ],
    [
      'a misspelled choice',
      { probeOptions: ['effective-rank.variant=square'] },
      "effective-rank.variant: expected one of roy-vetterli, squared, participation, got 'square'",
    ],
    [
      'half a seed',
      { probeOptions: ['effective-rank.nullSeed=0.5'] },
      'effective-rank.nullSeed: expected a whole number between 0 and 9007199254740991, got 0.5',
    ],
    ['a negative width', { set: ['width=-3'] }, "width: expected an integer between 1 and 4096, got '-3'"],
    ['half a neuron', { set: ['width=2.5'] }, "width: expected an integer between 1 and 4096, got '2.5'"],
    ['nothing', { set: ['rate='] }, "rate: expected a number between 0 and 1000000, got ''"],
    ['no number', { set: ['rate=NaN'] }, "rate: expected a number between 0 and 1000000, got 'NaN'"],
    [
      'a stranger to the choices',
      { set: ['activation=sine'] },
      "activation: expected one of linear, quadratic, relu, tanh, gelu, erf, got 'sine'",
    ],
    ['no key', { set: ['64'] }, "--set: expected key=value, got '64'"],
    ['a misspelled key', { set: ['widht=3'] }, "Unknown parameter 'widht'; did you mean 'width'?"],
    [
      'a misspelled experiment',
      { experiment: 'grok-mlp-smal' },
      "Unknown experiment 'grok-mlp-smal'; did you mean 'grok-mlp-small'?",
    ],
    ['a misspelled probe', { probes: ['wieght-norm'] }, "Unknown probe 'wieght-norm'; did you mean 'weight-norm'?"],
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
  it.each(experiments)('$id has standards within their ranges and probes that it serves', async (one) => {
    const set = one.parameters.map((card) => `${card.key}=${card.default}`)
    const { probes } = experimentCardOf(one)
    expect(planRun({ experiment: one.id, set, probes }).probes.map(({ probe }) => probe)).toEqual(probes)
    expect(probes.length).toBeGreaterThan(0)
    if (one.open !== undefined) {
      const { parameters } = planRun({ experiment: one.id })
      const system = one.open(parameters, 0, await backend())
      expect(system.step).toBe(0)
      return system.dispose()
    }
    expect(probes.length).toBeGreaterThan(5)
    // Those of linear congruences are powers of 2.
    const modulus = one.id === 'lcg-fixed-modulus' ? 16 : 11
    const small = one.parameters.some(({ key }) => key === 'modulus') ? [`modulus=${modulus}`] : []
    expect(() => recipeOf({ ...planRun({ experiment: one.id, set: small }), seed: 0 })).not.toThrow()
  })

  it('have names of their own', () => expect(new Set(experiments.map(({ id }) => id)).size).toBe(experiments.length))
})

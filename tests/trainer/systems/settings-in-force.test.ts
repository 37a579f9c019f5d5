import { afterAll, describe, expect, it } from 'vitest'
import type { Layers, Objective } from '#probes/inputs.ts'
import { every, type Command, type Envelope, type ParameterValues } from '#src/vocabulary/index.ts'
import { openCheckpoints } from '#trainer/checkpoints/open-checkpoints.ts'
import { branching, changesOf, planOfBranch } from '#trainer/resuming/fork.ts'
import { lazily } from '#trainer/tensors/lazy.ts'
import { planRun, type Order, type Plan } from '#trainer/run/plan.ts'
import { followSettings, settingsAt } from '#trainer/systems/settings-in-force.ts'
import { planOf, resumption } from '#trainer/resuming/resume.ts'
import { openGradientDescent } from '#trainer/systems/gradient-descent/gradient-descent.ts'
import { weightsOf as weightsIn } from '#trainer/systems/system-state.ts'
import { workbenchOf } from '#trainer/tensors/workbench.ts'
import { temporaryFolder } from '../../phasescope.ts'
import { recordFrom } from '../records.ts'
import { backend, reportsOf, tiny } from '../runs.ts'
import { curvesOf, steered, type Script } from '../steered.ts'

const engine = await backend()
const { tf } = workbenchOf(engine)
const set = (key: string, value: number): Command => ({ type: 'set', key, value })

const mixture: Order = {
  experiment: 'gaussian-mixture',
  set: ['classes=3', 'dimensions=5', 'trainPerClass=8', 'testPerClass=6', 'width=7', 'depth=1'],
  seed: 3,
  steps: 26,
}
const transformer: Order = {
  experiment: 'modular-addition-transformer',
  set: ['modulus=7', 'trainFraction=0.6', 'width=8', 'heads=2', 'mlpWidth=12'],
  seed: 3,
  steps: 26,
}
/** A run and what is set in it: at step 9, at 15 and at 20. */
const cases: readonly (readonly [string, Order, readonly [ParameterValues, ParameterValues, ParameterValues]])[] = [
  [
    'labels under squared error',
    { ...tiny, steps: 26 },
    [{ corruptionFraction: 0.3 }, { corruptionFraction: 0.1 }, { corruptionFraction: 0 }],
  ],
  ['temperature', transformer, [{ temperature: 3 }, { temperature: 0.5, rate: 0.01 }, { temperature: 1 }]],
  [
    'labels and temperature',
    mixture,
    [{ temperature: 2, corruptionFraction: 0.25 }, { corruptionFraction: 0.5 }, { temperature: 0.7, weightDecay: 0.1 }],
  ],
]
const commandsOf = (values: ParameterValues) =>
  Object.entries(values).map(([key, value]): Command => set(key, value as number))

/** The log of somebody who sets at steps. */
const logOf = (script: Script) =>
  Object.entries(script).flatMap(([step, commands]) => commands.map((command) => ({ step: Number(step), command })))

/** A training that stands at a step, with all that was set on the way obeyed. */
function trainedTo(plan: Plan, script: Script, step: number) {
  const training = opened(plan)
  while (training.step < step) {
    followSettings(training, logOf(script))
    training.advance()
  }
  return training
}

function opened({ experiment, parameters, seed }: Plan, settings = parameters) {
  return openGradientDescent(experiment.recipe!, settings, seed, { tf })
}
const lossOf = ({ loss, parameters }: Objective) => loss(parameters)
const numbersOf = (layers: Layers) => Object.values(layers).flatMap(({ values }) => [...values])

describe.each(cases)('a set of %s', (_, order, [first]) => {
  const plan = planRun(order)
  const script = { 9: commandsOf(first) }
  const next = settingsAt(plan.parameters, logOf(script), 9)

  it('makes the update from its step on, and changes nothing that the step shows', () => {
    const training = trainedTo(plan, script, 9)
    const plain = trainedTo(plan, {}, 9)
    const { train } = training.inputs
    followSettings(training, logOf(script))
    // Some of it is read before the set, and some after it.
    expect(training.inputs.train).toBe(train)
    const [shown, before] = [training.inputs, plain.inputs]
    for (const need of ['train', 'test', 'predictions', 'labels', 'gradients', 'hidden'] as const)
      expect(shown[need], need).toEqual(before[need])
    expect(lossOf(shown.objective)).toBe(lossOf(before.objective))

    // A training by the new settings alone, put where this one stands.
    const other = opened(plan, next)
    other.restore(plain.state(), next)
    const gradients = numbersOf(other.inputs.gradients)
    expect(gradients).not.toEqual(numbersOf(before.gradients))
    expect(lossOf(other.inputs.objective)).not.toBe(lossOf(before.objective))
    training.advance()
    other.advance()
    plain.advance()
    expect(weightsIn(training.state())).toEqual(weightsIn(other.state()))
    expect(weightsIn(training.state())).not.toEqual(weightsIn(plain.state()))
    expect(numbersOf(training.inputs.previousGradients!)).toEqual(gradients)
    expect(training.inputs.predictions).toEqual(other.inputs.predictions)
    expect(training.inputs.train).toEqual(other.inputs.train)
    expect(training.inputs.initialHidden).toEqual(plain.inputs.initialHidden)
    expect(training.inputs.initialWeights).toEqual(plain.inputs.initialWeights)
    for (const one of [training, other, plain]) one.dispose()
  })

  it('is nothing where it is taken back before the update', () => {
    const back = commandsOf(Object.fromEntries(Object.keys(first).map((key) => [key, plan.parameters[key]!])))
    const [own, plain] = [trainedTo(plan, { 9: [...script[9], ...back] }, 12), trainedTo(plan, {}, 12)]
    expect(weightsIn(own.state())).toEqual(weightsIn(plain.state()))
    own.dispose()
    plain.dispose()
  })

  it('leaves nothing behind on the device', () => {
    const before = tf.memory().numTensors
    const training = trainedTo(plan, {}, 1)
    const read = () => [training.inputs.predictions, training.inputs.hidden, training.inputs.initialHidden]
    const held: number[] = []
    for (const by of [next, plan.parameters, next, plan.parameters, next]) {
      read()
      held.push(tf.memory().numTensors)
      for (const key of Object.keys(first)) training.set(key, by[key]!)
      training.glimpse(weightsIn(training.state()), by, ({ predictions }) => predictions)
      training.advance()
    }
    expect(new Set(held.slice(1)).size).toBe(1)
    training.dispose()
    expect(tf.memory().numTensors).toBe(before)
  })
})

/** Of the loss, the labels, their gradients and curvature, of one and of two steps, and what remembers them. */
const watching = [
  { probe: 'train-loss', cadence: every(1) },
  { probe: 'test-loss', cadence: every(3) },
  { probe: 'train-accuracy', cadence: every(2) },
  { probe: 'label-noise-split', cadence: every(1) },
  { probe: 'code-length', cadence: every(5) },
  { probe: 'gradient-norm', cadence: every(1) },
  { probe: 'slow-gradient-ratio', cadence: every(1) },
  { probe: 'gradient-cosine', cadence: every(1) },
  { probe: 'sharpness', cadence: every(8) },
  { probe: 'path-length', cadence: every(4) },
]

describe.each(cases)('a run in which %s is set', (_, order, [first, second, third]) => {
  const plan = planRun({ ...order, probes: ['train-loss'] })
  const chainProbes = plan.experiment.provides.includes('chain')
    ? [
        { probe: 'empirical-fisher-trace', cadence: every(5) },
        { probe: 'kernel-target-alignment', cadence: every(5) },
      ]
    : []
  const all = [...watching, ...chainProbes]
  const script: Script = {
    0: commandsOf(third),
    9: [...commandsOf(first), { type: 'checkpoint' }],
    14: [{ type: 'checkpoint' }],
    15: [{ type: 'checkpoint' }, ...commandsOf(second)],
    16: [{ type: 'checkpoint' }],
    20: commandsOf(third),
  }
  const folder = temporaryFolder()
  afterAll(() => folder[Symbol.dispose]())
  const checkpoints = openCheckpoints(folder.path)
  const whole = lazily(() => steered(plan, { script, checkpoints, probes: all }))
  const weightsOf = (envelopes: readonly Envelope[]) => reportsOf(envelopes, 'ended').at(-1)!.weights

  it('shows it from the next step on', async () => {
    const { envelopes, answers } = await whole()
    expect(answers.filter(({ outcome }) => !outcome.ok)).toEqual([])
    expect(reportsOf(envelopes, 'failed')).toEqual([])
    const later = await steered(plan, { script: { 0: commandsOf(third) }, probes: all })
    const [own, other] = [envelopes, later.envelopes].map((some) => curvesOf(some)['train-loss']!)
    expect(own!.slice(0, 10)).toEqual(other!.slice(0, 10))
    expect(own![10]).not.toEqual(other![10])
  })

  it('is resumed after a kill as if nothing had been, from a checkpoint before, at and behind a set', async () => {
    const { envelopes } = await whole()
    // Behind the observation of a step, behind its Commands, and in between.
    const cuts = [9, 15, 20].flatMap((step) => {
      const sets = envelopes.flatMap(({ report }, i) =>
        report.type === 'applied' && report.step === step && report.command.type === 'set' ? [i] : [],
      )
      return [sets[0]!, sets[0]! + 1, sets.at(-1)! + 3]
    })
    for (const cut of new Set(cuts)) {
      const before = envelopes.slice(0, cut)
      const record = await recordFrom(before)
      const rest = await steered(planOf(record), {
        script,
        checkpoints,
        origin: (probes) => resumption(record, checkpoints, probes),
      })
      expect(curvesOf([...before, ...rest.envelopes]), `cut at ${cut}`).toEqual(curvesOf(envelopes))
      expect(weightsOf(rest.envelopes)).toBe(weightsOf(envelopes))
    }
  })

  it.each(['the start', 'checkpoints'])(
    'gives who comes late the curve that it would have had, from %s',
    async (from) => {
      const { envelopes } = await whole()
      using own = temporaryFolder()
      const attach = all.slice(1).map((request): Command => ({ type: 'attach', ...request }))
      const late = await steered(plan, {
        script: { ...script, 23: attach },
        probes: [all[0]!],
        checkpoints: from === 'checkpoints' ? openCheckpoints(own.path) : null,
      })
      expect(late.answers.filter(({ outcome }) => !outcome.ok)).toEqual([])
      expect(reportsOf(late.envelopes, 'unfilled')).toEqual([])
      expect(curvesOf(late.envelopes)).toEqual(curvesOf(envelopes))
    },
  )

  it('has on a branch at the very step of a set, or behind one, what it had', async () => {
    const { envelopes } = await whole()
    for (const at of [9, 15, 18]) {
      const record = await recordFrom(envelopes)
      const branch = planOfBranch(record, { at, set: {} })
      const behind = Object.fromEntries(Object.entries(script).filter(([step]) => Number(step) > at))
      const { envelopes: own } = await steered(branch, {
        script: behind,
        origin: (probes) => branching(record, branch, engine, checkpoints, probes),
      })
      expect(curvesOf(own), `at ${at}`).toEqual(curvesOf(envelopes))
      expect(weightsOf(own)).toBe(weightsOf(envelopes))
    }
  })

  it('is to the bit a branch of one in which nothing was set', async () => {
    using own = temporaryFolder()
    const kept = openCheckpoints(own.path)
    const plain = await steered(plan, { script: { 9: [{ type: 'checkpoint' }] }, checkpoints: kept, probes: all })
    const record = await recordFrom(plain.envelopes)
    const branch = planOfBranch(record, { at: 9, set: first })
    const { envelopes } = await steered(branch, {
      first: changesOf(branch),
      origin: (catalogue) => branching(record, branch, engine, kept, catalogue),
    })
    const once = await steered(plan, { script: { 9: commandsOf(first) }, probes: all })
    expect(curvesOf(envelopes)).toEqual(curvesOf(once.envelopes))
    expect(weightsOf(envelopes)).toBe(weightsOf(once.envelopes))
    expect(weightsOf(envelopes)).not.toBe(weightsOf(plain.envelopes))
  })

  it('shows who is attached on a branch at the very step of a set what held there before it', async () => {
    using own = temporaryFolder()
    const kept = openCheckpoints(own.path)
    const alone = await steered(plan, { script, checkpoints: kept, probes: [all[0]!] })
    const record = await recordFrom(alone.envelopes)
    const branch = planOfBranch(record, { at: 15, set: {} })
    const { envelopes } = await steered(branch, {
      first: [{ type: 'attach', probe: 'gradient-norm', cadence: every(1), from: 'now' }],
      origin: (catalogue) => branching(record, branch, engine, kept, catalogue),
    })
    const series = 'gradient-norm/total'
    const wanted = curvesOf((await whole()).envelopes)[series]!
    expect(curvesOf(envelopes)[series]!.slice(0, 2)).toEqual(wanted.slice(15, 17))
  })
})

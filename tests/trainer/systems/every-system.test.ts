import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { probes } from '#probes/index.ts'
import { every, type Attach, type Command, type Envelope, type ParameterValues } from '#src/vocabulary/index.ts'
import { openCheckpoints } from '#trainer/checkpoints/open-checkpoints.ts'
import { experiments } from '#trainer/experiments/index.ts'
import { branching, changesOf, planOfBranch } from '#trainer/resuming/fork.ts'
import { planOf, resumption } from '#trainer/resuming/resume.ts'
import type { Plan } from '#trainer/run/plan.ts'
import { temporaryFolder } from '../../phasescope.ts'
import { inProcess } from '../backfill/in-process.ts'
import { recordFrom } from '../records.ts'
import { backend, reportsOf } from '../runs.ts'
import { curvesOf, steered, type Script, type Steered } from '../steered.ts'
import { expectKept } from './as-if-nothing-had-been.ts'

/** One experiment of each system that is no gradient descent, small; a setting that is changed on the way, if there is one, to which two values. */
interface Case {
  readonly id: string
  readonly parameters: ParameterValues
  readonly sets?: readonly [key: string, first: number, second: number]
  /** Measured at every step, or every tenth, beside what is measured of all. */
  readonly probes?: readonly string[]
}

const cases: readonly Case[] = [
  {
    id: 'hopfield',
    parameters: { neurons: 60, load: 0.15, flipped: 0.3 },
    sets: ['temperature', 0.6, 0],
    probes: ['hopfield-energy', 'hopfield-overlap'],
  },
  {
    id: 'modern-hopfield',
    parameters: { neurons: 16, patterns: 40 },
    sets: ['inverseTemperature', 2, 0.5],
    probes: ['hopfield-overlap'],
  },
  {
    id: 'rnn-chaos',
    parameters: { neurons: 12, transient: 3 },
    sets: ['gain', 0.7, 2.5],
    probes: ['lyapunov-exponent'],
  },
  {
    id: 'optimal-annealing',
    parameters: { replicas: 30 },
    sets: ['rate', 0.5, 0.1],
  },
  {
    id: 'student-t-process',
    parameters: { draws: 20 },
  },
  {
    id: 'hebbian',
    parameters: { dimensions: 4, neurons: 2, pointsPerStep: 5 },
    sets: ['rate', 0.02, 0.005],
    probes: ['principal-alignment'],
  },
  {
    id: 'rbm',
    parameters: { visible: 4, hidden: 2, chains: 2 },
    sets: ['rate', 0.1, 2],
    probes: ['train-loss', 'memorization-fraction', 'gradient-norm', 'sharpness'],
  },
  {
    id: 'finite-width-bayes',
    parameters: { dimensions: 4, examples: 3, width: 5, updatesPerStep: 2, burnIn: 3 },
    sets: ['temperature', 0.3, 0.05],
    probes: ['train-loss', 'test-loss'],
  },
  {
    id: 'langevin-equilibrium',
    parameters: { replicas: 9, dimensions: 4, waiting: 6 },
    sets: ['temperature', 0.2, 1],
    probes: ['fluctuation-dissipation-ratio', 'binder-cumulant'],
  },
  { id: 'student-t-prior', parameters: { width: 2, networks: 30 }, probes: ['output-tail'] },
]

const STEPS = 24
const costOf = (id: string) => probes.find((probe) => probe.id === id)!.cost

describe.each(cases)('$id', ({ id, parameters, sets, probes: own = [] }) => {
  const experiment = experiments.find((one) => one.id === id)!
  const standard = Object.fromEntries(experiment.parameters.map((card) => [card.key, card.default]))
  const attached: Attach[] = [
    ...['against-theory', ...own].map((probe) => ({ probe, cadence: every(costOf(probe) === 'passes' ? 10 : 1) })),
    { probe: 'weight-norm', cadence: every(2) },
    // It remembers every step.
    { probe: 'path-length', cadence: every(3) },
  ].filter(({ probe }) =>
    probes.find((one) => one.id === probe)!.needs.every((need) => experiment.provides.includes(need)),
  )
  const plan: Plan = {
    id: `${id}-1`,
    name: id,
    experiment,
    parameters: { ...standard, ...parameters },
    seed: 5,
    steps: STEPS,
    probes: attached,
    breakpoints: [],
    with: null,
    group: null,
    parent: null,
  }
  const set = (to: 1 | 2): Command[] => (sets === undefined ? [] : [{ type: 'set', key: sets[0], value: sets[to] }])
  const settings: Script = { 4: [{ type: 'checkpoint' }, ...set(1)], 9: [{ type: 'checkpoint' }], 15: set(2) }
  const replayer = inProcess(probes, [experiment])
  const weightsIn = (envelopes: readonly Envelope[]) => reportsOf(envelopes, 'ended').at(-1)?.weights
  const folder = temporaryFolder()
  afterAll(() => folder[Symbol.dispose]())
  const checkpoints = openCheckpoints(folder.path)
  let whole: Steered
  beforeAll(async () => {
    whole = await steered(plan, { script: settings, checkpoints, replayer })
  })

  it('is measured at every step, the same twice, and otherwise by another seed or other settings', async () => {
    const { envelopes, answers } = whole
    expect(reportsOf(envelopes, 'failed')).toEqual([])
    expectKept(envelopes, checkpoints)
    expect(answers.filter(({ outcome }) => !outcome.ok)).toEqual([])
    const curves = curvesOf(envelopes)
    for (const { probe } of attached)
      expect(
        Object.keys(curves).some((series) => series.startsWith(probe)),
        probe,
      ).toBe(true)
    const again = await steered(plan, { script: settings, replayer })
    expect(curvesOf(again.envelopes)).toEqual(curves)
    for (const other of [
      steered({ ...plan, seed: 6 }, { script: settings, replayer }),
      ...(sets === undefined ? [] : [steered(plan, { script: { 4: set(2) }, replayer })]),
    ])
      expect(curvesOf((await other).envelopes)).not.toEqual(curves)
  })

  it.each([4, 7, 12, 20])('is resumed behind step %i as if nothing had been', async (step) => {
    const { envelopes } = whole
    const cut = envelopes.findIndex(({ report }) => report.type === 'measured' && report.columns[0]!.steps[0]! > step)
    const before = envelopes.slice(0, cut)
    const record = await recordFrom(before)
    const rest = await steered(planOf(record, [experiment]), {
      script: settings,
      checkpoints,
      replayer,
      origin: (catalogue) => resumption(record, checkpoints, catalogue, false, [experiment]),
    })
    expect(curvesOf([...before, ...rest.envelopes])).toEqual(curvesOf(envelopes))
    expect(weightsIn(rest.envelopes)).toBe(weightsIn(envelopes))
  })

  it.each([0, 9, 11])('is forked at step %i without a change into what it is', async (at) => {
    const { envelopes } = whole
    const record = await recordFrom(envelopes)
    const backendHere = await backend()
    const branch = planOfBranch(record, { at, set: {} }, [experiment])
    const behind = Object.entries(settings).filter(([step]) => Number(step) > at)
    const going = await steered(branch, {
      script: Object.fromEntries(behind),
      first: changesOf(branch),
      replayer,
      origin: (catalogue) => branching(record, branch, backendHere, checkpoints, catalogue),
    })
    expect(curvesOf(going.envelopes)).toEqual(curvesOf(envelopes))
    expect(weightsIn(going.envelopes)).toBe(weightsIn(envelopes))
  })

  it.each(['its first step', 'checkpoints'])(
    'gives a late probe the curve it would have had, from %s',
    async (from) => {
      using kept = temporaryFolder()
      const late = await steered(plan, {
        script: { ...settings, 21: attached.map((attach): Command => ({ type: 'attach', ...attach })) },
        probes: [],
        checkpoints: from === 'checkpoints' ? openCheckpoints(kept.path) : null,
        replayer,
      })
      expect(late.answers.filter(({ outcome }) => !outcome.ok)).toEqual([])
      expect(reportsOf(late.envelopes, 'unfilled')).toEqual([])
      expect(curvesOf(late.envelopes)).toEqual(curvesOf(whole.envelopes))
      expect(reportsOf(late.envelopes, 'filled').length).toBeGreaterThan(0)
    },
  )
})

import { afterAll, describe, expect, it } from 'vitest'
import { probes } from '#probes/index.ts'
import { every, type Command, type Envelope, type ParameterValues } from '#src/vocabulary/index.ts'
import { openCheckpoints } from '#trainer/checkpoints/open-checkpoints.ts'
import { autoinit } from '#trainer/experiments/autoinit.ts'
import { criticalPhaseDiagram } from '#trainer/experiments/critical-phase-diagram.ts'
import { dataScaling } from '#trainer/experiments/data-scaling.ts'
import { doubleDescent } from '#trainer/experiments/double-descent.ts'
import type { Experiment } from '#trainer/experiments/define.ts'
import { lastLayerGap } from '#trainer/experiments/last-layer-gap.ts'
import { modularClosedForm } from '#trainer/experiments/modular-closed-form.ts'
import { branching, planOfBranch } from '#trainer/resuming/fork.ts'
import { planOf, resumption } from '#trainer/resuming/resume.ts'
import type { Plan } from '#trainer/run/plan.ts'
import { temporaryFolder } from '../../phasescope.ts'
import { inProcess } from '../backfill/in-process.ts'
import { recordFrom } from '../records.ts'
import { backend, reportsOf } from '../runs.ts'
import { curvesOf, steered } from '../steered.ts'

/** Systems that train nothing by gradient, each of a size that takes no time, and a probe of its state. */
const systems: readonly (readonly [Experiment, ParameterValues])[] = [
  [criticalPhaseDiagram, { width: 12, draws: 2, examples: 2, biasVariance: 0.1 }],
  [autoinit, { activation: 'tanh', width: 9, depth: 3, examples: 4 }],
  [doubleDescent, { dimension: 4, examples: 12, testExamples: 9, features: 10 }],
  [lastLayerGap, { dimension: 4, examples: 45, testExamples: 9 }],
  [dataScaling, { dimensions: 30, smallest: 3, doublings: 2 }],
  [modularClosedForm, { expression: 'a+b+c', modulus: '23', smallest: 4, doublings: 1, questions: 9 }],
]
const STEPS = 9
const attached = [
  { probe: 'theory-residual', cadence: every(1) },
  { probe: 'profile', cadence: every(2) },
]

const folder = temporaryFolder()
afterAll(() => folder[Symbol.dispose]())

describe.each(systems.map(([experiment, set]) => [experiment.id, experiment, set] as const))(
  '%s',
  async (id, experiment, set) => {
    const parameters = { ...Object.fromEntries(experiment.parameters.map((card) => [card.key, card.default])), ...set }
    const plan: Plan = {
      ...{ id: `${id}-1`, name: id, experiment, parameters, seed: 5, steps: STEPS, probes: attached, breakpoints: [] },
      ...{ with: null, group: null, parent: null },
    }
    const checkpoints = openCheckpoints(`${folder.path}/${id}`)
    const replayer = inProcess(probes, [experiment])
    const script = { 4: [{ type: 'checkpoint' } as Command] }
    const whole = (await steered(plan, { script, checkpoints, replayer })).envelopes
    const curves = curvesOf(whole)
    const endOf = (envelopes: readonly Envelope[]) => reportsOf(envelopes, 'ended').at(-1)?.weights

    it('measures at every step', () => {
      expect(reportsOf(whole, 'failed')).toEqual([])
      expect(Object.keys(curves).some((name) => name.endsWith('.residual'))).toBe(true)
      expect(Math.max(...Object.values(curves).map((points) => points.length))).toBeGreaterThanOrEqual(STEPS)
    })

    it.each([2, 4, 6])('is resumed behind step %i as if nothing had been', async (step) => {
      const cut = whole.findIndex(({ report }) => report.type === 'measured' && report.columns[0]!.steps[0]! > step)
      const before = whole.slice(0, cut)
      const record = await recordFrom(before)
      const rest = await steered(planOf(record, [experiment]), {
        ...{ script, checkpoints, replayer },
        origin: (catalogue) => resumption(record, checkpoints, catalogue, false, [experiment]),
      })
      expect(curvesOf([...before, ...rest.envelopes])).toEqual(curves)
      expect(endOf(rest.envelopes)).toBe(endOf(whole))
    })

    it.each([0, 4, 7])('is forked at step %i without a change into what it is', async (at) => {
      const record = await recordFrom(whole)
      const branch = planOfBranch(record, { at, set: {} }, [experiment])
      const here = await backend()
      const { envelopes } = await steered(branch, {
        replayer,
        origin: (catalogue) => branching(record, branch, here, checkpoints, catalogue),
      })
      expect(curvesOf(envelopes)).toEqual(curves)
      expect(endOf(envelopes)).toBe(endOf(whole))
    })

    it('gives late probes the curves that they would have had', async () => {
      const late = await steered(plan, {
        script: { 7: attached.map((attach): Command => ({ type: 'attach', ...attach })) },
        ...{ probes: [], checkpoints: null, replayer },
      })
      expect(late.answers.filter(({ outcome }) => !outcome.ok)).toEqual([])
      expect(reportsOf(late.envelopes, 'unfilled')).toEqual([])
      expect(curvesOf(late.envelopes)).toEqual(curves)
    })

    it('differs from one of another seed', async () => {
      const { envelopes } = await steered({ ...plan, seed: 6 }, { replayer })
      expect(endOf(envelopes)).not.toBe(endOf(whole))
    })
  },
)

import { expect } from 'vitest'
import { probes } from '#probes/index.ts'
import type { Attach, Command, Envelope } from '#src/vocabulary/index.ts'
import { openCheckpoints, type Checkpoints } from '#trainer/checkpoints/open-checkpoints.ts'
import type { Experiment } from '#trainer/experiments/define.ts'
import { branching, changesOf, planOfBranch } from '#trainer/resuming/fork.ts'
import { planOf, resumption } from '#trainer/resuming/resume.ts'
import type { Plan } from '#trainer/run/plan.ts'
import { temporaryFolder } from '../../phasescope.ts'
import { inProcess } from '../backfill/in-process.ts'
import { recordFrom } from '../records.ts'
import { backend, reportsOf } from '../runs.ts'
import { curvesOf, steered, type Script } from '../steered.ts'

/** A run of an experiment that the catalogue need not have, and what is commanded on its way. */
export interface Watched {
  readonly experiment: Experiment
  readonly plan: Plan
  readonly script: Script
}

export function watched(
  experiment: Experiment,
  parameters: Plan['parameters'],
  attached: readonly Attach[],
  script: Script = {},
  steps = 30,
): Watched {
  const standard = Object.fromEntries(experiment.parameters.map((card) => [card.key, card.default]))
  const plan: Plan = {
    ...{ id: `${experiment.id}-1`, name: experiment.name, experiment, seed: experiment.seed, steps },
    ...{ parameters: { ...standard, ...parameters }, probes: attached, breakpoints: [] },
    ...{ with: null, group: null, parent: null },
  }
  return { experiment, plan, script }
}

/** What is resumed starts from a file: were none written, all that is asked of it would hold from step 0 too. */
export function expectKept(envelopes: readonly Envelope[], checkpoints: Checkpoints) {
  expect(reportsOf(envelopes, 'marked').filter(({ mark }) => mark.by === 'checkpoints')).toEqual([])
  expect(checkpoints.list().kept.filter(({ step, kind }) => step > 0 && kind === 'whole')).not.toEqual([])
}

/** Holds a system to what a run promises: whatever is done to it, its numbers are those of the run that was left alone. */
export async function expectAsIfNothingHadBeen({ experiment, plan, script }: Watched, cuts: readonly number[]) {
  using folder = temporaryFolder()
  const known = [experiment]
  const replayer = inProcess(probes, known)
  const checkpoints = openCheckpoints(folder.path)
  const { envelopes } = await steered(plan, { script, checkpoints, replayer })
  expect(reportsOf(envelopes, 'failed')).toEqual([])
  expectKept(envelopes, checkpoints)
  const [curves, weights] = [curvesOf(envelopes), weightsIn(envelopes)]
  expect(weights).toBeDefined()

  for (const step of cuts) {
    const cut = envelopes.findIndex(({ report }) => report.type === 'measured' && report.columns[0]!.steps[0]! > step)
    const before = envelopes.slice(0, cut)
    const record = await recordFrom(before)
    const origin: Origin = (catalogue) => resumption(record, checkpoints, catalogue, false, known)
    const rest = await steered(planOf(record, known), { script, checkpoints, replayer, origin })
    expect(curvesOf([...before, ...rest.envelopes]), `resumed behind ${step}`).toEqual(curves)
    expect(weightsIn(rest.envelopes), `resumed behind ${step}`).toBe(weights)
  }

  const [record, here] = [await recordFrom(envelopes), await backend()]
  for (const at of cuts) {
    const branch = planOfBranch(record, { at, set: {} }, known)
    const origin: Origin = (catalogue) => branching(record, branch, here, checkpoints, catalogue)
    const behind = Object.fromEntries(Object.entries(script).filter(([step]) => Number(step) > at))
    const own = await steered(branch, { script: behind, first: changesOf(branch), replayer, origin })
    expect(curvesOf(own.envelopes), `forked at ${at}`).toEqual(curves)
    expect(weightsIn(own.envelopes), `forked at ${at}`).toBe(weights)
  }

  for (const keeps of [false, true]) {
    using own = temporaryFolder()
    const late = [...(script[plan.steps - 4] ?? []), ...plan.probes.map((one): Command => ({ type: 'attach', ...one }))]
    const { envelopes: seen, answers } = await steered(plan, {
      script: { ...script, [plan.steps - 4]: late },
      probes: [],
      checkpoints: keeps ? openCheckpoints(own.path) : null,
      replayer,
    })
    expect(answers.filter(({ outcome }) => !outcome.ok)).toEqual([])
    expect(reportsOf(seen, 'unfilled')).toEqual([])
    expect(curvesOf(seen), keeps ? 'late, from checkpoints' : 'late, from the first step').toEqual(curves)
  }
}

type Origin = NonNullable<Parameters<typeof steered>[1]['origin']>

function weightsIn(envelopes: readonly Envelope[]) {
  return reportsOf(envelopes, 'ended').at(-1)?.weights
}

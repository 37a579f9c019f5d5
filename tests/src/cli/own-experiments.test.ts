import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { experimentText } from '#src/cli/new/texts.ts'
import { experimentsOf, keepOwnExperiment, ownExperimentsFolder } from '#src/cli/own-experiments.ts'
import { keepSweep, readSweep } from '#src/cli/sweeps/kept.ts'
import { membersFor } from '#src/cli/verify/members.ts'
import { every } from '#src/vocabulary/index.ts'
import { openScene } from '#trainer/backfill/open-scene.ts'
import { openReplay } from '#trainer/backfill/replay.ts'
import { experiments, reconstructed } from '#trainer/experiments/index.ts'
import { planRun } from '#trainer/run/index.ts'
import { membersOf, planSweep } from '#trainer/sweeps/index.ts'
import { loadedExperiment } from '#trainer/user-experiments/load-experiment.ts'
import { temporaryFolder } from '../../phasescope.ts'
import { curvesOf } from '../../trainer/steered.ts'

const GOOD = experimentText('my-experiment', 'My experiment')
const asSaved = (text: string) => loadedExperiment('/somewhere/my-experiment.ts', text)
const [before, after] = [asSaved(GOOD), asSaved(GOOD.replace("id: 'learns'", "id: 'learns-again'"))]
const order = { experiment: 'my-experiment', grid: ['width=8,16'], seeds: '2', steps: 10 }

describe('a sweep of an own experiment', () => {
  it('is another where the file is another, and goes on by the text that it was begun with', () => {
    using data = temporaryFolder()
    const { sweep } = keepSweep(data.path, planSweep(order, [...experiments, before]))
    expect(planSweep(order, [...experiments, after]).id).not.toBe(sweep.id)
    expect(sweep.order.source).toBe(before.own?.hash)
    expect(readSweep(data.path, sweep.id).sweep.id).toBe(sweep.id)
    const [member] = membersOf(sweep)
    const plan = planRun(member!.order, experimentsOf(data.path, member!.order))
    expect(plan.experiment.claims.map(({ id }) => id)).toEqual(['learns'])
    expect(plan.parameters).toMatchObject({ width: 8 })
  })

  it('is refused where nobody gave the file', () => {
    expect(() => planSweep(order)).toThrow(/Unknown experiment 'my-experiment'/)
    const { source } = planSweep(order, [before]).order
    expect(() => planSweep({ ...order, source: source! }, [after])).toThrow(/Unknown experiment 'my-experiment'/)
  })
})

it('a run of an own experiment is known again by its text alone', () => {
  using data = temporaryFolder()
  keepOwnExperiment(data.path, before.own)
  const run = { id: 'mine', experiment: 'my-experiment', source: before.own!.hash, parameters: {} }
  expect(reconstructed(run, experimentsOf(data.path, run)).experiment.id).toBe('my-experiment')
  expect(() => reconstructed(run, [...experiments, after])).toThrow(/belongs to experiment 'my-experiment'/)
  expect(() => experimentsOf(data.path, { source: after.own!.hash })).toThrow(/is not kept in this data folder/)
})

it('its past is replayed by its own text, in a process that knows nothing but the folder', async () => {
  using data = temporaryFolder()
  keepOwnExperiment(data.path, before.own)
  const plan = planRun({ experiment: 'my-experiment', set: ['width=4'], steps: 6 }, [before])
  const run = { ...plan, experiment: 'my-experiment', source: before.own!.hash }
  const request = { attach: { probe: 'train-loss', cadence: every(1) }, since: 0, gaps: [{ from: 0, to: 6 }] }
  const scene = await openScene({
    ...{ run, sources: [], checkpoints: null, userProbes: null, other: null },
    ownExperiments: ownExperimentsFolder(data.path),
  })
  const replay = openReplay(scene, [{ ...request, past: 'every', live: true }])
  const reports = (await Array.fromAsync(replay.to(6, []))).flat()
  scene.system.dispose()
  const losses = curvesOf(reports.map((report, seq) => ({ run: 'mine', seq, at: 0, report })))['train-loss']!
  expect(losses).toHaveLength(7)
  expect(new Set(losses.map(String)).size).toBe(7)
})

it('its claims are verified as those of the catalogue are', () => {
  const members = membersFor(before, { seeds: [0, 1], set: ['width=8'], tier: 'ci' })
  expect(members.map(({ plan }) => [plan.seed, plan.parameters.width])).toEqual([
    [0, 8],
    [1, 8],
  ])
  expect(members[0]?.plan.experiment.own?.file).toBe(join('/somewhere', 'my-experiment.ts'))
  expect(members[0]?.claims.map(({ id }) => id)).toEqual(['learns'])
})

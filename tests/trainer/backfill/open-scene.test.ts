import { expect, it } from 'vitest'
import { every, type LoggedCommand } from '#src/vocabulary/index.ts'
import { openScene } from '#trainer/backfill/open-scene.ts'
import { openReplay } from '#trainer/backfill/replay.ts'
import { planRun } from '#trainer/run/plan.ts'
import { curvesOf } from '../steered.ts'

const plan = planRun({
  experiment: 'gaussian-mixture',
  set: ['classes=3', 'dimensions=5', 'trainPerClass=8', 'testPerClass=6', 'width=7', 'depth=1'],
  steps: 12,
})
const attach = { probe: 'train-loss', cadence: every(1) }
const request = { attach, since: 0, gaps: [{ from: 0, to: 12 }], past: 'every', live: true } as const
const log: LoggedCommand[] = [{ step: 4, command: { type: 'set', key: 'rate', value: 0.02 } }]

async function lossesBy(parameters: typeof plan.parameters) {
  const run = { ...plan, experiment: plan.experiment.id, parameters }
  const scene = await openScene({ run, sources: [], checkpoints: null, userProbes: null, other: null })
  const reports = (await Array.fromAsync(openReplay(scene, [request]).to(12, log))).flat()
  scene.system.dispose()
  return curvesOf(reports.map((report, seq) => ({ run: plan.id, seq, at: 0, report })))['train-loss']
}

it('a run that was kept before a setting was there is replayed by its default, behind a set too', async () => {
  const { temperature, ...older } = plan.parameters
  expect(temperature).toBe(1)
  const losses = await lossesBy(older)
  expect(losses).toHaveLength(13)
  expect(losses).toEqual(await lossesBy(plan.parameters))
})

import { expect, it } from 'vitest'
import { APART, every, driftOf, type Report } from '#src/vocabulary/index.ts'
import { openCheckpoints } from '#trainer/checkpoints/open-checkpoints.ts'
import { openScene } from '#trainer/backfill/open-scene.ts'
import { openReplay } from '#trainer/backfill/replay.ts'
import { planRun } from '#trainer/run/plan.ts'
import { weightsOf } from '#trainer/systems/system-state.ts'
import { temporaryFolder } from '../../phasescope.ts'
import { reportsOf, tiny } from '../runs.ts'
import { steered } from '../steered.ts'

const plan = planRun(tiny)
const run = { ...plan, experiment: plan.experiment.id }
const attach = { probe: 'path-length', cadence: every(1) }
const request = { attach, since: 0, gaps: [{ from: 0, to: 20 }], past: 'every', live: true } as const

/** A replay of the run up to step 20, past weights of step 12 that are so far from the run's own, if there are any. */
async function replayed(by: number | null) {
  using folder = temporaryFolder()
  const checkpoints = openCheckpoints(folder.path)
  const scene = await openScene({ run, sources: [], checkpoints: folder.path, userProbes: null, other: null })
  while (by !== null && scene.system.step < 12) scene.system.advance()
  if (by !== null) {
    const { w1, ...rest } = weightsOf(scene.system.state())
    const moved = w1!.values.map((weight, i) => (i === 5 ? weight + by : weight))
    checkpoints.keepWeights(plan.id, 12, { w1: { ...w1!, values: moved }, ...rest })
  }
  scene.system.dispose()
  const fresh = await openScene({ run, sources: [], checkpoints: folder.path, userProbes: null, other: null })
  const replay = openReplay(fresh, [request])
  const reports: Report[] = (await Array.fromAsync(replay.to(20, []))).flat()
  fresh.system.dispose()
  const filled = reports.filter((report) => report.type === 'filled').at(-1)!
  expect(driftOf(filled)).toEqual(replay.drift)
  return replay.drift
}

it('is nothing to the bit on a CPU, and unknown where no checkpoint was passed', async () => {
  expect(await replayed(0)).toEqual({ largest: 0, step: 12 })
  expect(await replayed(null)).toBeNull()
})

it('is the largest difference of a weight from the checkpoint, whose step it names', async () => {
  const drift = await replayed(2 ** -10)
  expect(drift?.step).toBe(12)
  expect(drift?.largest).toBeCloseTo(2 ** -10, 6)
})

it('is known where a weight is finite on one side only', async () => {
  for (const by of [NaN, Infinity]) expect(await replayed(by)).toEqual({ largest: APART, step: 12 })
})

it('is said of every past that a run fills in', async () => {
  using folder = temporaryFolder()
  const { envelopes } = await steered(plan, {
    probes: ['train-loss'],
    checkpoints: openCheckpoints(folder.path),
    script: { 30: [{ type: 'attach', ...attach }] },
  })
  expect(reportsOf(envelopes, 'filled').at(-1)).toMatchObject({ drift: 0, driftAt: expect.any(Number) })
})

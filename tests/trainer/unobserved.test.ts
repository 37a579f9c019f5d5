import { expect, it } from 'vitest'
import { every } from '#src/vocabulary/index.ts'
import { openCheckpoints } from '#trainer/checkpoints/open-checkpoints.ts'
import { planRun } from '#trainer/run/plan.ts'
import { temporaryFolder } from '../phasescope.ts'
import { reportsOf, tiny } from './runs.ts'
import { curvesOf, steered } from './steered.ts'

it('No number of a run changes with whoever comes, goes, tries, waits for something or keeps a moment of it', async () => {
  using folder = temporaryFolder()
  const plan = planRun(tiny)
  const probes = ['train-loss', 'test-loss']
  const plain = await steered(plan, { probes })
  const { envelopes, answers } = await steered(plan, {
    probes,
    checkpoints: openCheckpoints(folder.path),
    script: {
      2: [{ type: 'budget', share: 0.01 }, { type: 'checkpoint' }],
      4: [{ type: 'break', breakpoint: { id: 'b', when: 'train-loss > 0', then: [{ type: 'checkpoint' }] } }],
      9: [
        { type: 'attach', probe: 'gini' },
        { type: 'try', probe: 'sharpness' },
        { type: 'attach', probe: 'path-length' },
      ],
      12: [{ type: 'attach', probe: 'hessian-trace', cadence: every(10) }, { type: 'checkpoint' }],
      15: [{ type: 'retune', probe: 'gini', cadence: every(2) }, { type: 'pause' }],
      [-15]: [
        { type: 'attach', probe: 'gradient-norm' },
        { type: 'step', steps: 3 },
      ],
      [-18]: [{ type: 'resume' }],
      30: [{ type: 'detach', probe: 'hessian-trace' }],
    },
  })
  expect(answers.filter(({ outcome }) => !outcome.ok)).toEqual([])
  // On a slow machine the budget may have stretched their cadences; what was measured is the same.
  for (const series of probes) {
    const points = curvesOf(envelopes)[series]!
    expect(curvesOf(plain.envelopes)[series]).toEqual(expect.arrayContaining(points))
    expect(points.length).toBeGreaterThan(3)
  }
  expect(Object.keys(curvesOf(envelopes)).length).toBeGreaterThan(2)
  const [own, other] = [envelopes, plain.envelopes].map((all) => reportsOf(all, 'ended')[0]?.weights)
  expect(own).toBe(other)
})

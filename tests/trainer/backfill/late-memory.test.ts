import { describe, expect, it } from 'vitest'
import { every, type Command } from '#src/vocabulary/index.ts'
import { openCheckpoints } from '#trainer/checkpoints/open-checkpoints.ts'
import { startReplayer } from '#trainer/backfill/replayer.ts'
import { planRun } from '#trainer/run/plan.ts'
import { temporaryFolder } from '../../phasescope.ts'
import { endOf, reportsOf, tiny } from '../runs.ts'
import { curvesOf, steered, type Script } from '../steered.ts'

/** What remembers states of the past, at waiting times or thinned, and what compares with the start. */
const asked = [
  { probe: 'two-time-correlation', cadence: every(4), options: { of: 'layers' } },
  { probe: 'mean-square-displacement', cadence: every(3) },
  { probe: 'representation-correlation', cadence: every(5) },
  { probe: 'fluctuation-dissipation-relation', cadence: every(4) },
  { probe: 'cka-over-time', cadence: every(7) },
  { probe: 'mode-learning-curves', cadence: every(8), options: { examples: 20 } },
  { probe: 'ntk-effective-dimension', cadence: every(10), options: { examples: 8 } },
  { probe: 'full-ntk', cadence: every(20), options: { examples: 2 } },
  { probe: 'level-spacing-ratio', cadence: every(10) },
  { probe: 'spectral-density', cadence: every(10) },
  { probe: 'hessian-smallest-eigenvalue', cadence: every(20), options: { iterations: 10 } },
  { probe: 'hessian-frobenius-norm', cadence: every(20), options: { draws: 3 } },
  { probe: 'gradient-noise-anisotropy', cadence: every(20), options: { draws: 3 } },
] as const
const outcome = ['train-loss']
const settings: Script = { 5: [{ type: 'set', key: 'rate', value: 0.02 }] }
const plan = planRun(tiny)
const whole = await steered(plan, { probes: [...outcome, ...asked], script: settings })
const attach = (request: (typeof asked)[number]): Command => ({ type: 'attach', ...request })

describe('attached late', () => {
  it('each has the curve that it would have had from the start, to the bit', async () => {
    const expected = curvesOf(whole.envelopes)
    for (const { probe } of asked)
      expect(
        Object.keys(expected).some((name) => name.split('/')[0] === probe),
        probe,
      ).toBe(true)
    const { envelopes, answers } = await steered(plan, {
      probes: outcome,
      script: { ...settings, 14: asked.map(attach) },
    })
    expect(answers.map(({ outcome: { ok } }) => ok)).toEqual(answers.map(() => true))
    expect(curvesOf(envelopes)).toEqual(expected)
    expect(reportsOf(envelopes, 'unfilled')).toEqual([])
    expect(reportsOf(envelopes, 'ended')[0]?.weights).toBe(endOf(whole.envelopes).weights)
  })

  it('and from a replay in a separate process, past what is kept without thinning', async () => {
    using folder = temporaryFolder()
    const some = asked.filter(({ probe }) => probe === 'cka-over-time' || probe === 'two-time-correlation')
    const { envelopes } = await steered(plan, {
      probes: outcome,
      checkpoints: openCheckpoints(folder.path),
      replayer: startReplayer,
      script: { ...settings, 36: some.map(attach) },
    })
    const expected = Object.entries(curvesOf(whole.envelopes)).filter(
      ([name]) => outcome.includes(name) || some.some(({ probe }) => name.startsWith(`${probe}/`)),
    )
    expect(curvesOf(envelopes)).toEqual(Object.fromEntries(expected))
  })
})

import { describe, expect, it } from 'vitest'
import { defineProbe, scalar } from '#probes/define.ts'
import { probes } from '#probes/index.ts'
import { adaptive, every, perDecade, type Cadence } from '#src/vocabulary/index.ts'
import { stretchFor } from '#trainer/observing/budget.ts'
import { openMeter } from '#trainer/observing/meter.ts'
import type { AttachedProbe } from '#trainer/observing/observers.ts'
import type { RecipeFor } from '#trainer/systems/gradient-descent/recipe.ts'
import { recipeOf } from '#trainer/experiments/open-system.ts'
import { planRun } from '#trainer/run/plan.ts'
import { envelopesOf, scalarsOf, tiny } from '../runs.ts'

/** A meter whose clock goes when it is told to. */
function metered() {
  let now = 0
  const meter = openMeter(() => now)
  return {
    meter,
    pass: (ms: number) => (now += ms),
    took: (probe: string, ms: number, what: 'evaluation' | 'step' = 'evaluation') =>
      meter.timed(probe, what, () => (now += ms)),
  }
}

function standing(id: string, cadence: Cadence, rest: Partial<AttachedProbe> = {}): AttachedProbe {
  const probe = probes.find((one) => one.id === id)!
  return { probe, cadence, options: {}, since: 0, live: true, spell: null, ...rest }
}

describe('the meter', () => {
  it('spreads an evaluation over the steps of its cadence, and adds what a memory takes at each', () => {
    const { meter, took } = metered()
    took('sharpness', 30)
    took('path-length', 4)
    took('path-length', 1, 'step')
    expect(meter.msPerStep(standing('sharpness', every(10)), 5)).toBe(3)
    expect(meter.msPerStep(standing('path-length', every(4)), 5)).toBe(2)
    expect(meter.msPerStep(standing('gini', every(4)), 5)).toBe(0)
    expect(meter.msPerStep(standing('sharpness', perDecade(10)), 1000)).toBeCloseTo(30 * (10 / (Math.LN10 * 1000)), 12)
  })

  it('counts the denser cadence while it holds', () => {
    const { meter, took } = metered()
    took('sharpness', 30)
    const dense = standing('sharpness', every(10), { spell: { cadence: every(1), until: 100 } })
    expect(meter.msPerStep(dense, 99)).toBe(30)
    expect(meter.msPerStep(dense, 100)).toBe(3)
  })

  it('counts of an adaptive cadence how often it measured of late, between its ends', () => {
    const { meter, took, pass } = metered()
    const following = standing('sharpness', adaptive(2, 16))
    took('sharpness', 30)
    expect(meter.msPerStep(following, 5)).toBe(15)
    for (const count of [10, 100, 1]) {
      for (let i = 0; i < count; i++) took('sharpness', 30)
      pass(1000)
      meter.isDue({ ms: 0, updates: 40 * (count === 10 ? 1 : count === 100 ? 2 : 3) })
      expect(meter.msPerStep(following, 5)).toBeCloseTo(
        count === 10 ? (30 * 11) / 40 : count === 100 ? 15 : 30 / 16,
        12,
      )
    }
  })

  it('gives an account a second, of the updates since the last one', () => {
    const { meter, pass } = metered()
    pass(999)
    expect(meter.isDue({ ms: 50, updates: 10 })).toBe(false)
    pass(1)
    expect(meter.isDue({ ms: 50, updates: 0 })).toBe(false)
    expect(meter.isDue({ ms: 60, updates: 10 })).toBe(true)
    expect(meter.trainingMsPerStep).toBe(6)
    pass(1000)
    expect(meter.isDue({ ms: 100, updates: 30 })).toBe(true)
    expect(meter.trainingMsPerStep).toBe(2)
  })
})

it('the pass that an update needs is done before a probe is asked, so that no probe is charged for it', async () => {
  const { experiment } = planRun(tiny)
  let passes = 0
  const recipe: RecipeFor = (parameters, seed) => {
    const made = recipeOf({ experiment, parameters, seed })
    const outcome: typeof made.loss.outcome = (...args) => {
      passes += 1
      return made.loss.outcome(...args)
    }
    return { ...made, loss: { ...made.loss, outcome } }
  }
  const first = probes.find(({ id }) => id === 'weight-norm')!
  const spy = defineProbe({ ...first, output: scalar(), cadence: every(1), options: [], measure: () => passes })
  const plan = { experiment: { ...experiment, recipe, open: undefined }, probes: [spy.id], steps: 4 }
  const envelopes = await envelopesOf(tiny, { plan, catalogue: { probes: [spy], detectors: [] } })
  // No update follows the last step, and what a probe would read there would be computed for it.
  expect(scalarsOf(envelopes)[spy.id]).toEqual([0, 1, 2, 3, 4].map((step) => [step, Math.min(step + 1, 4)]))
})

describe('the budget', () => {
  const dear = () => {
    const all = metered()
    all.took('sharpness', 40)
    all.took('gini', 10)
    all.took('path-length', 30, 'step')
    all.pass(1000)
    all.meter.isDue({ ms: 1000, updates: 100 }) // 10 ms a step
    return all.meter
  }

  it('leaves everything as it is below the ceiling', () => {
    expect(stretchFor(0.5, dear(), [standing('gini', every(1))], 5)).toBeNull()
  })

  it('halves the cadence whose measurements cost most, and says so', () => {
    const attached = [standing('gini', every(1)), standing('sharpness', every(2)), standing('path-length', every(1))]
    expect(stretchFor(0.1, dear(), attached, 5)).toEqual({
      command: { type: 'retune', probe: 'sharpness', cadence: every(4) },
      by: 'budget of 10 % (probes took 86 %, of which sharpness, every 2 steps, took most)',
    })
  })

  it('lets one that follows its curve measure half as often', () => {
    const attached = [standing('gini', every(1)), standing('sharpness', adaptive(1, 16))]
    const meter = dear()
    expect(stretchFor(0.01, meter, attached.slice(1), 5)?.command).toEqual({
      type: 'retune',
      probe: 'sharpness',
      cadence: adaptive(2, 32),
    })
    const farthest = standing('sharpness', adaptive(1024, 65_536))
    expect(stretchFor(0.0001, meter, [farthest], 5)).toBeNull()
  })

  it('goes on until the ceiling holds, or there is nothing to save any more', () => {
    for (const share of [0.3, 0.01]) {
      const meter = dear()
      let attached = [
        standing('gini', every(1)),
        standing('sharpness', every(2)),
        standing('path-length', perDecade(8)),
      ]
      for (let rounds = 0; ; rounds++) {
        expect(rounds).toBeLessThan(100)
        const stretch = stretchFor(share, meter, attached, 5)
        if (stretch === null) break
        const { probe, cadence } = stretch.command
        attached = attached.map((one) => (one.probe.id === probe ? { ...one, cadence: cadence! } : one))
      }
      const steps = attached.map(({ cadence }) => (cadence.kind === 'every' ? cadence.steps : 0))
      expect(Math.max(...steps)).toBeLessThanOrEqual(100_000)
      expect(attached[2]?.cadence).toEqual(perDecade(8)) // what it takes at every step is not to be saved
    }
    const without = [standing('gini', every(1)), standing('sharpness', every(2))]
    const meter = dear()
    let attached = without
    for (let next = stretchFor(0.3, meter, attached, 5); next !== null; next = stretchFor(0.3, meter, attached, 5)) {
      const { probe, cadence } = next.command
      attached = attached.map((one) => (one.probe.id === probe ? { ...one, cadence: cadence! } : one))
    }
    const all = attached.reduce((sum, one) => sum + meter.msPerStep(one, 5), 0)
    expect(all / (all + 10)).toBeLessThanOrEqual(0.3)
  })

  it('does not count what a replay measures', () => {
    expect(stretchFor(0.1, dear(), [standing('sharpness', every(2), { live: false })], 5)).toBeNull()
  })
})

import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Command, Report } from '#src/vocabulary/index.ts'
import { isTrainedAfter } from '#trainer/backfill/is-trained-after.ts'
import { openPace } from '#trainer/backfill/pace.ts'

const HEAD_START = 1500

/** A pace whose clock goes when something works or rests. */
function paced(share: number) {
  let now = 1e6
  let rested = 0
  const pace = openPace(
    share,
    () => now,
    (ms) => {
      rested += ms
      now += ms
      return Promise.resolve()
    },
  )
  const work = async (steps: readonly number[]) => {
    for (const ms of steps) {
      now += ms
      await pace.rested()
    }
  }
  return { pace, work, rested: () => rested }
}

describe('a replay beside a run that is trained', () => {
  it('computes its share of the time behind a head start, whatever a step takes', async () => {
    const msOfSteps = fc.array(fc.double({ min: 1, max: 400, noNaN: true }), { minLength: 200, maxLength: 300 })
    await fc.assert(
      fc.asyncProperty(msOfSteps, fc.constantFrom(0.25, 0.5), async (steps, share) => {
        const { work, rested } = paced(share)
        await work([0, HEAD_START, ...steps])
        const worked = steps.reduce((sum, ms) => sum + ms, 0)
        // The turn that is not over yet has not been rested from.
        expect(worked / (worked + rested())).toBeGreaterThan(share * 0.99)
        expect(worked / (worked + rested())).toBeLessThan(1.3 * share)
      }),
      { seed: 7 },
    )
  })

  it('is not held to what it took to begin, nor to a head start', async () => {
    const { work, rested } = paced(0.25)
    await work([5000, 100, 200])
    await work(Array<number>(16).fill(100))
    expect(rested()).toBe(0)
    await work([100])
    expect(rested()).toBe(1500)
  })

  it('never rests while the run waits, nor where there is room for both', async () => {
    const waiting = paced(0.25)
    waiting.pace.follow(false)
    await waiting.work(Array<number>(80).fill(100))
    expect(waiting.rested()).toBe(0)
    waiting.pace.follow(true)
    await waiting.work(Array<number>(80).fill(100))
    expect(waiting.rested()).toBeGreaterThan(0)
    const roomy = paced(1)
    await roomy.work(Array<number>(80).fill(100))
    expect(roomy.rested()).toBe(0)
  })

  it('goes on at once when the run begins to wait', async () => {
    let now = 0
    const pace = openPace(1e-6, () => now)
    await pace.rested()
    now = HEAD_START + 600
    const rest = pace.rested()
    pace.follow(false)
    await rest
  })
})

describe('a run', () => {
  const applied = (type: Command['type']): Report => ({ type: 'applied', step: 3, command: { type } as Command })
  it.each([
    ['pause', true, false],
    ['resume', false, true],
    ['until', false, true],
    ['step', false, true],
    ['set', true, true],
    ['set', false, false],
    ['checkpoint', true, true],
  ] as const)('behind %s, when that it was trained was %s, is trained: %s', (type, before, after) => {
    expect(isTrainedAfter(applied(type), before)).toBe(after)
  })

  it('that has ended is not trained', () => {
    const ended: Report = { type: 'ended', how: 'stopped', step: 3, msPerStep: 1, weights: '', why: null }
    expect(isTrainedAfter(ended, true)).toBe(false)
  })
})

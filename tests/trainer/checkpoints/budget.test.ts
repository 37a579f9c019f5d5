import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { bytesOf, DEFAULT_BUDGET_BYTES, goingFor } from '#trainer/checkpoints/budget.ts'
import type { CheckpointEntry } from '#trainer/checkpoints/entry.ts'
import { openCheckpoints } from '#trainer/checkpoints/open-checkpoints.ts'
import { checkpointDue, defaultSchedule } from '#trainer/checkpoints/schedule.ts'
import { temporaryFolder } from '../../phasescope.ts'
import { checkpointAt, entryAt, weightsOf } from './states.ts'

const weights = (...steps: number[]) => steps.map((step) => entryAt(step, 'weights'))
const whole = (...steps: number[]) => steps.map((step) => entryAt(step, 'whole'))
const stepsOf = (entries: readonly CheckpointEntry[]) => entries.map(({ step }) => step)

describe('what goes first', () => {
  it('nothing, while all fits', () => {
    const entries = [...whole(0, 100), ...weights(50)]
    expect(goingFor(entries, bytesOf(entries))).toEqual([])
  })

  it('the weights that leave the smallest gap relative to their step: the late before the early', () => {
    const entries = [...whole(0), ...weights(10, 20, 30, 100, 110, 120, 130)]
    // 20/100 … of 110: (120 − 100) / 110; of 120: (130 − 110) / 120; then, 120 gone, 110: (130 − 100) / 110.
    expect(stepsOf(goingFor(entries, bytesOf(entries) - 2))).toEqual([120, 110])
  })

  it('whole ones alike, but only among each other', () => {
    // Between 90 and 110 of weights the whole one at 100 leaves a small gap; among whole ones one from 50 to 200.
    const entries = [...whole(0, 50, 100, 200), ...weights(90, 95, 110, 150)]
    expect(stepsOf(goingFor(entries, bytesOf(entries) - 1))).toEqual([95])
    const crowded = whole(0, 500, 1000, 1500, 2000)
    expect(stepsOf(goingFor(crowded, bytesOf(crowded) - 1))).toEqual([1500])
  })

  it('early weights outlast crowded whole ones', () => {
    const entries = [...whole(0, 9000, 9100, 9200), ...weights(1, 2, 3, 9300)]
    expect(goingFor(entries, bytesOf(entries) - 1)).toMatchObject([{ step: 9100, kind: 'whole' }])
  })

  it('of equal gaps weights before the whole one, earlier before later', () => {
    expect(stepsOf(goingFor([...whole(0, 2, 4), ...weights(1, 8)], 19))).toEqual([1])
    // Both leave a gap of twice their step.
    const tied = [...whole(0, 1, 3, 9), ...weights(2, 12), entryAt(4, 'weights')]
    expect(goingFor(tied, bytesOf(tied) - 1)).toMatchObject([{ step: 2, kind: 'weights' }])
  })

  it('weights that a whole one of the same step holds go at once, whichever is listed first', () => {
    const entries = [...whole(0, 10, 20), ...weights(10, 19, 21)]
    for (const listed of [entries, entries.toReversed()]) {
      expect(goingFor(listed, bytesOf(entries) - 1)).toMatchObject([{ step: 10, kind: 'weights' }])
    }
  })

  const entries = fc.uniqueArray(
    fc.record({
      step: fc.nat({ max: 300 }),
      kind: fc.constantFrom('whole' as const, 'weights' as const),
      isPinned: fc.boolean(),
      bytes: fc.integer({ min: 1, max: 9 }),
    }),
    { selector: ({ step, kind }) => `${step} ${kind}`, maxLength: 40 },
  )

  it('never step 0, the newest of each kind or a pinned one; and no more than it must', () => {
    fc.assert(
      fc.property(entries, fc.nat({ max: 200 }), (given, budget) => {
        const all = given.map(({ step, kind, ...rest }) => entryAt(step, kind, rest))
        const going = goingFor(all, budget)
        const left = all.filter((entry) => !going.includes(entry))
        const newest = (kind: CheckpointEntry['kind']) =>
          Math.max(...stepsOf(all.filter((entry) => entry.kind === kind)))
        const stays = ({ step, kind, isPinned }: CheckpointEntry) => step === 0 || isPinned || step === newest(kind)
        expect(going.filter(stays)).toEqual([])
        if (bytesOf(left) > budget) expect(left.every(stays)).toBe(true)
        const last = going.at(-1)
        if (last !== undefined) expect(bytesOf(left) + last.bytes).toBeGreaterThan(budget)
        expect(goingFor(all.toReversed(), budget)).toEqual(going) // the order of the listing does not matter
      }),
    )
  })
})

describe('the default budget', () => {
  /** Real files of the demo's size, [194, 750] and a bias or so: 145,500 weights and more. */
  const SHAPE = [194, 750] as const
  it('keeps a run of 10,000 steps of the demo below 200 MB, with every whole one and 4 of 5 of the weights', () => {
    using folder = temporaryFolder()
    const kept = openCheckpoints(folder.path)
    const wholeBytes = kept.keepWhole(checkpointAt(500, SHAPE), { isPinned: false }).entry.bytes
    const weightsBytes = kept.keepWeights('demo-1', 550, weightsOf(1, SHAPE)).entry.bytes
    expect(weightsBytes).toBeGreaterThan(145_500 * 4)
    expect(wholeBytes).toBeGreaterThan(6 * 145_500 * 4)

    let entries: CheckpointEntry[] = []
    let written = 0
    for (let step = 0; step <= 10_000; step++) {
      const kind = checkpointDue(defaultSchedule, step)
      if (kind === null) continue
      written += 1
      entries.push(entryAt(step, kind, { bytes: kind === 'whole' ? wholeBytes : weightsBytes }))
      const going = goingFor(entries, DEFAULT_BUDGET_BYTES)
      entries = entries.filter((entry) => !going.includes(entry))
      expect(bytesOf(entries)).toBeLessThanOrEqual(200_000_000)
    }
    expect(entries.filter(({ kind }) => kind === 'whole')).toHaveLength(21)
    expect(entries.length).toBeGreaterThan(0.8 * written)
    expect(stepsOf(entries).filter((step) => step < 1000)).toHaveLength(stepsBelow(1000))
  })

  const stepsBelow = (until: number) =>
    Array.from({ length: until }, (_, step) => checkpointDue(defaultSchedule, step)).filter((kind) => kind !== null)
      .length
})

import { describe, expect, it } from 'vitest'
import { every } from '#src/vocabulary/index.ts'
import { checkpointDue, defaultSchedule } from '#trainer/checkpoints/schedule.ts'

const stepsDue = (kind: 'whole' | 'weights', until: number) =>
  Array.from({ length: until + 1 }, (_, step) => step).filter((step) => checkpointDue(defaultSchedule, step) === kind)

describe('the default schedule', () => {
  it('writes whole ones at step 0 and every 500 steps', () => {
    expect(stepsDue('whole', 2000)).toEqual([0, 500, 1000, 1500, 2000])
  })

  it('writes weights at every early step, then log-spaced, then every 50', () => {
    const steps = stepsDue('weights', 10_000)
    expect(steps.slice(0, 9)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9])
    expect(steps.filter((step) => step > 100 && step < 200)).toEqual([113, 126, 142, 150, 159, 178])
    expect(steps.filter((step) => step > 600 && step < 850)).toEqual([631, 650, 700, 708, 750, 795, 800])
    expect(steps).toHaveLength(246)
  })

  it('never asks for weights where a whole one holds them', () => {
    const schedule = { whole: [every(4)], weights: [every(2)] }
    expect([0, 1, 2, 3, 4].map((step) => checkpointDue(schedule, step))).toEqual([
      'whole',
      null,
      'weights',
      null,
      'whole',
    ])
  })
})

import { expect, test } from 'vitest'
import { filledTo, fillOf, isFilled, stateAfter, UNKNOWN_RUN, type RunState } from '#src/run-state/index.ts'
import { every, type Report } from '#src/vocabulary/index.ts'

const attached = (step: number, from: number | null) =>
  ({ type: 'attached', probe: 'p', step, cadence: every(10), options: {}, from }) as const
const filled = (from: number, to: number, goal: number) => ({ type: 'filled', probe: 'p', from, to, goal }) as const

test('an attachment from now on asks for no past', () => {
  expect(fillOf(attached(1000, null))).toBeNull()
  expect(fillOf(attached(0, 0))).toBeNull()
})

test('a past keeps how far its replay was from the run, at most', () => {
  const begun = fillOf(attached(1000, 0))!
  expect(begun.drift).toBeNull()
  const exact = filledTo(begun, { ...filled(0, 240, 999), drift: 0, driftAt: 200 })
  expect(exact.drift).toEqual({ largest: 0, step: 200 })
  const far = filledTo(exact, { ...filled(241, 500, 999), drift: 3e-7, driftAt: 500 })
  expect(filledTo(far, { ...filled(501, 999, 999), drift: 1e-8, driftAt: 900 }).drift).toEqual({
    largest: 3e-7,
    step: 500,
  })
})

test('each attachment has a past of its own, and why no more of it can be had stands until more comes', () => {
  const reports: Report[] = [
    attached(1000, 0),
    { ...filled(0, 999, 999), columns: [] },
    { type: 'detached', probe: 'p', step: 1200 },
    attached(1500, 0),
    { type: 'unfilled', probe: 'p', step: 1500, why: 'Killed' },
  ]
  const state = reports.reduce<RunState>(stateAfter, UNKNOWN_RUN)
  const [first, second] = state.fills.get('p')!
  expect([isFilled(first!), isFilled(second!), second!.why]).toEqual([true, false, 'Killed'])
  const more = stateAfter(state, { ...filled(1201, 1300, 1499), columns: [] })
  expect(more.fills.get('p')?.at(-1)).toMatchObject({ to: 1300, goal: 1499, why: null })
})

import fc from 'fast-check'
import { expect, test } from 'vitest'
import { stateAfter, statusAfter, stepOf, UNKNOWN_RUN, type RunState } from '#src/run-state/index.ts'
import type { Command, Report, RunStatus } from '#src/vocabulary/index.ts'
import { histories } from './histories.ts'

const STATUSES: readonly RunStatus[] = ['running', 'paused', 'completed', 'stopped', 'failed', 'lost']
const applied = (command: Command): Report => ({ type: 'applied', command, step: 3 })

test.each<[Report, RunStatus]>([
  [applied({ type: 'pause' }), 'paused'],
  [applied({ type: 'resume' }), 'running'],
  [applied({ type: 'step', steps: 1 }), 'running'],
  [applied({ type: 'until', step: 9 }), 'running'],
  [{ type: 'resumed', step: 3 }, 'running'],
  [{ type: 'ended', how: 'failed', step: 3, msPerStep: 1, weights: '', why: null }, 'failed'],
])('after %j a run is %s, however it stood', (report, status) => {
  for (const before of STATUSES) expect(statusAfter(before, report)).toBe(status)
})

test('only what ends, resumes or steers a run changes how it stands', () => {
  fc.assert(
    fc.property(histories, fc.constantFrom(...STATUSES), ({ reports }, before) => {
      for (const report of reports)
        if (!['ended', 'resumed', 'applied'].includes(report.type)) expect(statusAfter(before, report)).toBe(before)
    }),
  )
})

test('a run has ended from its end until it is resumed, and pauses by itself no more', () => {
  fc.assert(
    fc.property(histories, ({ reports }) => {
      reports.reduce<RunState>((before, report) => {
        const state = stateAfter(before, report)
        const isOver = state.status !== 'running' && state.status !== 'paused'
        expect(isOver).toBe(state.ended !== null)
        if (state.ended !== null) expect(state.target).toBeNull()
        return state
      }, UNKNOWN_RUN)
    }),
  )
})

test('the last step never goes back, and is where the run is', () => {
  fc.assert(
    fc.property(histories, ({ reports, now }) => {
      const last = reports.reduce<RunState>((before, report) => {
        const state = stateAfter(before, report)
        expect(state.step).toBeGreaterThanOrEqual(before.step)
        expect(state.step).toBeLessThanOrEqual(now)
        return state
      }, UNKNOWN_RUN)
      expect(last.step).toBe(reports.some((report) => stepOf(report) >= 0) ? now : -1)
    }),
  )
})

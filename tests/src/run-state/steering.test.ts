import fc from 'fast-check'
import { expect, test } from 'vitest'
import { stateAfter, UNKNOWN_RUN, type RunState } from '#src/run-state/index.ts'
import type { Command, Report } from '#src/vocabulary/index.ts'
import { histories } from './histories.ts'

const folded = (...reports: Report[]) => reports.reduce<RunState>(stateAfter, UNKNOWN_RUN)
const applied = (command: Command, step: number, by?: string): Report => ({
  type: 'applied',
  command,
  step,
  ...(by !== undefined && { by }),
})
const breakpoint = { id: 'b1', when: 'test-loss < 1', then: [{ type: 'pause' }] } as const
const held = (step: number): Report => ({
  type: 'marked',
  mark: { by: 'breakpoint b1', step, label: 'b1', about: 'test-loss < 1 came to hold' },
})

test('a breakpoint is there until it is removed, and knows where it held since it was set', () => {
  const set = applied({ type: 'break', breakpoint }, 10)
  expect(folded(set, held(205), held(300)).breakpoints.get('b1')).toEqual({ breakpoint, step: 10, fired: [205, 300] })
  expect(folded(set, held(205), applied({ type: 'break', breakpoint }, 210)).breakpoints.get('b1')?.fired).toEqual([])
  expect(folded(set, applied({ type: 'unbreak', id: 'b1' }, 300), held(305)).breakpoints.size).toBe(0)
})

test('a run that is to pause by itself says where, until it does', () => {
  const going = [applied({ type: 'resume' }, 10), applied({ type: 'until', step: 500 }, 10)]
  expect(folded(...going).target).toBe(500)
  expect(folded(...going, applied({ type: 'pause' }, 500, 'until 500')).target).toBeNull()
  expect(folded(applied({ type: 'step', steps: 3 }, 7)).target).toBe(10)
})

test('the log says who gave a Command that no person gave', () => {
  expect(folded(applied({ type: 'pause' }, 5), applied({ type: 'pause' }, 9, 'breakpoint b1')).log).toEqual([
    { step: 5, command: { type: 'pause' } },
    { step: 9, command: { type: 'pause' }, by: 'breakpoint b1' },
  ])
})

test('what holds is what the last Command of its kind said', () => {
  fc.assert(
    fc.property(histories, ({ reports }) => {
      const { log, changes, budget, breakpoints } = folded(...reports)
      const commands = log.map(({ command }) => command)
      expect(budget).toBe(commands.findLast((command) => command.type === 'budget')?.share ?? null)
      expect(changes.map(({ key, value }) => ({ type: 'set', key, value }))).toEqual(
        commands.filter((command) => command.type === 'set'),
      )
      for (const id of ['b1', 'b2']) {
        const last = commands.findLast(
          (command) =>
            (command.type === 'break' && command.breakpoint.id === id) ||
            (command.type === 'unbreak' && command.id === id),
        )
        expect(breakpoints.has(id)).toBe(last?.type === 'break')
      }
    }),
  )
})

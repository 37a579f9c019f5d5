import { expect, test } from 'vitest'
import { readableSummary } from '#src/run-state/index.ts'
import type { ParameterValues, RunSummary } from '#src/vocabulary/index.ts'
import { cellText } from '#dashboard/table/cell.ts'
import { columnOf } from '#dashboard/table/columns.ts'
import { differingSettings } from '#dashboard/table/differing.ts'

const line = (parameters: ParameterValues, experiment = 'grok') =>
  readableSummary({ run: { id: 'a', startedAt: 1, experiment, parameters }, status: 'completed' })!

test('the settings in which runs of one experiment differ, in its order', () => {
  const runs = [
    line({ rate: 1, width: 3, decay: 0, kind: 'a' }),
    line({ rate: 1, width: 3, decay: 5, kind: 'b' }),
    line({ rate: 1, width: 3, decay: 5, kind: 'a' }),
  ]
  expect(differingSettings(runs)).toEqual(['decay', 'kind'])
})

test('none where runs are alike, of several experiments, or differ in very much', () => {
  expect(differingSettings([])).toEqual([])
  expect(differingSettings([line({ rate: 1 }), line({ rate: 1 })])).toEqual([])
  expect(differingSettings([line({ rate: 1 }), line({ rate: 2 }, 'other')])).toEqual([])
  expect(differingSettings([line({ a: 1, b: 1, c: 1, d: 1 }), line({ a: 2, b: 2, c: 2, d: 2 })])).toEqual([])
})

test('a column of a setting has its value from the line itself, and is asked of nobody', () => {
  const run = line({ weightDecay: 0.5, group: 'a', of: 'b' })
  for (const [id, text] of [
    ['weightDecay', '0.5'],
    ['parameter("group")', 'a'],
    ['of', 'b'],
    ['width', '–'],
  ] as const) {
    const column = columnOf(id)
    expect(column.value, id).toBe(null)
    expect(cellText(column, run, null, 0), id).toBe(text)
  }
  for (const id of ['seed', 'weightDecay * 2', 'last("loss")', '-weightDecay']) expect(columnOf(id).value, id).toBe(id)
})

test('the pace of a run whose times cannot be is not told, and a slow one fits its column', () => {
  const pace = (own: Partial<RunSummary>) => cellText(columnOf('ms-per-step'), { ...line({}), ...own }, null, 0)
  const begun = { ...line({}).run, startedAt: 90_000 }
  expect(pace({ msPerStep: -7_741.4 })).toBe('–')
  expect(pace({ run: begun, lastReportAt: 10_000, step: 5, msPerStep: null })).toBe('–')
  expect(pace({ run: { ...begun, startedAt: 0 }, lastReportAt: 1.7e12, step: 5, msPerStep: null })).toBe('–')
  expect(pace({ run: begun, lastReportAt: 90_400, step: 5, msPerStep: null })).toBe('80.0 ms')
  expect(pace({ msPerStep: 1_234_567 })).toBe('1,235 s')
})

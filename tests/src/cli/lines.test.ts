import { expect, it } from 'vitest'
import { rowsFromColumn } from '#src/cli/lines.ts'

it.each([
  ['weight-norm/w1', 'weight-norm/w1,3,,0.5'],
  ['loss,0,,666', '"loss,0,,666",3,,0.5'],
  ['a "b"', '"a ""b""",3,,0.5'],
  ['=HYPERLINK("http://x")', '"\'=HYPERLINK(""http://x"")",3,,0.5'],
  ['@sum', "'@sum,3,,0.5"],
])('a series called %s is one field of a row, and no formula', (series, row) => {
  const column = { series, steps: Float64Array.of(3), values: Float64Array.of(0.5), lengths: null }
  expect([...rowsFromColumn(column)]).toEqual([row])
})

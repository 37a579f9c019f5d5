import { expect, it } from 'vitest'
import { linesFromColumn, rowsFromColumn } from '#src/cli/lines.ts'

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

/** Numbers that a careless writer changes, zeros of both signs beside each other among them. */
const hard = [0, -0, 0, -0, 5e-324, -5e-324, 1 / 3, 1.7976931348623157e308, NaN, Infinity, -Infinity, 2 ** 53 + 2]

it('every number comes back from CSV and JSON as it was, the sign of zero too', () => {
  const steps = Float64Array.from(hard.keys())
  const scalars = { series: 'a', steps, values: Float64Array.from(hard), lengths: null }
  const frames = {
    series: 'b',
    steps: Float64Array.of(0),
    values: scalars.values,
    lengths: Uint32Array.of(hard.length),
  }
  for (const column of [scalars, frames]) {
    expect([...rowsFromColumn(column)].map((row) => Number(row.split(',')[3]))).toEqual(hard)
    const lines = [...linesFromColumn(column)].map(
      (line) => JSON.parse(line) as { value?: unknown; values?: unknown[] },
    )
    expect(lines.flatMap(({ value, values }) => values ?? [value]).map(Number)).toEqual(hard)
  }
})

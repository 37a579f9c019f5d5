import { csvField, jsonFromNumber, jsonFromNumbers, type Column, type RunId } from '#src/vocabulary/index.ts'

/** One measurement as one line: what `train --json` and `export --format ndjson` both print, so that they can be compared. */
export function* linesFromColumn(column: Column, of: { readonly run?: RunId } = {}): Generator<string> {
  for (const { step, value } of measurements(column)) {
    const numbers = typeof value === 'number' ? { value: jsonFromNumber(value) } : { values: jsonFromNumbers(value) }
    yield JSON.stringify({ type: 'measured', ...of, series: column.series, step, ...numbers })
  }
}

/** `series,step,index,value`; the index is empty for a scalar, and counts from 0 within a frame. */
export function* rowsFromColumn(column: Column): Generator<string> {
  const series = csvField(column.series)
  for (const { step, value } of measurements(column)) {
    if (typeof value === 'number') yield `${series},${step},,${exactly(value)}`
    else for (const [index, number] of value.entries()) yield `${series},${step},${index},${exactly(number)}`
  }
}

/** In the shortest form that reads back as the same number; a template would write minus zero as 0. */
const exactly = (value: number) => (Object.is(value, -0) ? '-0' : String(value))

export const CSV_HEADER = 'series,step,index,value'

/** The same as numbers: a row for each, and in a frame one for each of its entries. */
export function* numbersFromColumn(
  column: Column,
): Generator<readonly [step: number, index: number | null, value: number]> {
  for (const { step, value } of measurements(column)) {
    if (typeof value === 'number') yield [step, null, value]
    else for (const [index, number] of value.entries()) yield [step, index, number]
  }
}

function* measurements({ steps, values, lengths }: Column): Generator<{ step: number; value: number | Float64Array }> {
  let start = 0
  for (const [i, step] of steps.entries()) {
    const length = lengths?.[i]
    if (length === undefined) yield { step, value: values[i] ?? NaN }
    else yield { step, value: values.subarray(start, (start += length)) }
  }
}

import { jsonFromNumber, jsonFromNumbers, type Column } from '#src/vocabulary/index.ts'

/** One measurement as one line: what `train --json` and `export --format ndjson` both print, so that they can be compared. */
export function* linesFromColumn(column: Column): Generator<string> {
  for (const { step, value } of measurements(column)) {
    const numbers = typeof value === 'number' ? { value: jsonFromNumber(value) } : { values: jsonFromNumbers(value) }
    yield JSON.stringify({ type: 'measured', series: column.series, step, ...numbers })
  }
}

/**
 * A name as a field of CSV (RFC 4180): in quotes where it has what separates fields. One that a spreadsheet would take for a formula
 * has an apostrophe before it, which keeps it a text there; NDJSON has every name as it is.
 */
function field(name: string): string {
  const text = /^[=+\-@]/.test(name) ? `'${name}` : name
  return /[",]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

/** `series,step,index,value`; the index is empty for a scalar, and counts from 0 within a frame. */
export function* rowsFromColumn(column: Column): Generator<string> {
  const series = field(column.series)
  for (const { step, value } of measurements(column)) {
    if (typeof value === 'number') yield `${series},${step},,${value}`
    else for (const [index, number] of value.entries()) yield `${series},${step},${index},${number}`
  }
}

export const CSV_HEADER = 'series,step,index,value'

function* measurements({ steps, values, lengths }: Column): Generator<{ step: number; value: number | Float64Array }> {
  let start = 0
  for (const [i, step] of steps.entries()) {
    const length = lengths?.[i]
    if (length === undefined) yield { step, value: values[i] ?? NaN }
    else yield { step, value: values.subarray(start, (start += length)) }
  }
}

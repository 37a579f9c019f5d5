import type { TableOptions } from './csv.ts'
import { flat } from './flat.ts'
import { isLongForm, openLongForm } from './long-form.ts'
import { rowOfValue } from './logged-value.ts'
import { fault, type Row } from './row.ts'
import { noStep, shown, stepFrom } from './step.ts'
import { stepColumn, timeColumn, timeFrom } from './step-column.ts'

/** A value of a row by its column. */
export type CellOf = (name: string) => unknown

/** How the rows of a table in columns are read; else why none can be. */
export type ParquetRows =
  | { readonly why: string }
  | { readonly rowsOf: (cell: CellOf, at: string) => Iterable<Row>; readonly rest: () => Iterable<Row> }

export function parquetRows(names: readonly string[], { step }: TableOptions): ParquetRows {
  if (isLongForm(names) && step === undefined) return longRows(names)
  const column = step ?? stepColumn(names)
  if (column === null)
    return {
      why: 'expected a column of steps, called step or the like; name it with --step; nothing of the file is taken',
    }
  if (!names.includes(column))
    return { why: `expected a column '${column}', which --step names; nothing of the file is taken` }
  const clock = timeColumn(names)
  const series = names.filter((name) => name !== column && name !== clock)
  return {
    *rowsOf(cell, at) {
      const number = stepFrom(cell(column))
      if (number === null) return void (yield noStep(at, 'row', cell(column)))
      const time = clock === null ? null : timeFrom(asTime(cell(clock)))
      for (const name of series) {
        const value = plain(cell(name))
        if (value === null || value === undefined) continue
        if (isRecordOfValues(value))
          for (const [part, one] of flat(value, name)) yield rowOfValue(part, one, number, time)
        else yield rowOfValue(name, value, number, time)
      }
    },
    rest: () => [],
  }
}

function longRows(names: readonly string[]): ParquetRows {
  const long = openLongForm()
  return {
    *rowsOf(cell, at) {
      const [value, index] = ['value', 'index'].map((name) => plain(cell(name)))
      const step = stepFrom(cell('step'))
      if (step === null) return void (yield noStep(at, 'row', cell('step')))
      if (typeof value !== 'number')
        return void (yield fault(at, 'expected a number as value; the row is left out', shown(value)))
      const [run, series] = [names.includes('run') ? cell('run') : null, cell('series')]
      if (typeof series !== 'string' || (run !== null && typeof run !== 'string'))
        return void (yield fault(at, 'expected texts as run and series; the row is left out', shown(run ?? series)))
      yield* long.add({ run, series, step, index: typeof index === 'number' ? index : null, value })
    },
    rest: () => long.rest(),
  }
}

/** Numbers and lists of them as they are elsewhere. */
function plain(value: unknown): unknown {
  if (typeof value === 'bigint') return Number(value)
  if (ArrayBuffer.isView(value) && !(value instanceof DataView))
    return Array.from(value as unknown as ArrayLike<number>, Number)
  if (Array.isArray(value)) return value.map(plain)
  if (!isRecordOfValues(value)) return value
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, plain(one)]))
}

function isRecordOfValues(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date)
}

function asTime(value: unknown): unknown {
  return value instanceof Date ? value.getTime() : value
}

import { quoted, usageError } from '#src/vocabulary/index.ts'
import { csvRows, type CsvRow } from '#trainer/formats/index.ts'
import { csvHeader } from './csv-header.ts'
import { isDecimal, numberIn } from './decimal.ts'
import { classesAmong, type Table, type TableFile } from './table.ts'

/** Examples of a CSV file whose first row names its columns. A cell that is no number is said with its line and column. */
export function tableFromCsv(text: string, { target, inputs, answers, separator = ',' }: TableFile): Table {
  const [header, ...rows] = csvRows(text, separator)
  const { columns, placeOf } = csvHeader(header, separator)
  if (rows.length === 0) throw usageError('has no rows below the names of its columns')
  const asked = placeOf(target)
  const names = inputs ?? columns.filter((name) => name !== target)
  if (names.includes(target)) throw usageError(`column ${quoted(target)} is the answer, and cannot be asked too`)
  const places = names.map(placeOf)
  if (places.length === 0) throw usageError('has no column beside the answer; name others with `inputs`')
  for (const { line, cells } of rows)
    if (cells.length !== columns.length)
      throw usageError(`line ${line}: expected ${columns.length} cells, as the first row has, got ${cells.length}`)
  const hint = inputs === undefined && names.length > 1 ? LEAVE_OUT : ''
  const table = { inputs: numbersAt(places, columns, rows, hint), names }
  if (answers === 'classes') return { ...table, ...classesAmong(classesAt(asked, target, rows)) }
  return { ...table, targets: numbersAt([asked], columns, rows) }
}

/** What to do with a column that is not meant to be asked, such as a name or a date. */
const LEAVE_OUT = '; to leave a column out, name the others with `inputs` (`phasescope new` with --input)'

function numbersAt(places: readonly number[], columns: readonly string[], rows: readonly CsvRow[], hint = '') {
  const data = new Float32Array(rows.length * places.length)
  let [first, count] = ['', 0]
  rows.forEach((row, r) =>
    places.forEach((place, i) => {
      const number = Math.fround(numberIn(row.cells[place]!))
      data[r * places.length + i] = number
      if (!Number.isFinite(number) && count++ === 0) first = badNumber(row, place, columns[place]!)
    }),
  )
  if (count > 0) throw usageError(`${first}${count > 1 ? `; and ${count - 1} more` : ''}${hint}`)
  return { rows: rows.length, cols: places.length, data }
}

function badNumber({ line, cells }: CsvRow, place: number, column: string): string {
  const cell = cells[place]!
  const why = isDecimal(cell) ? ' that is neither as large nor as near zero' : ''
  return `line ${line}: column ${quoted(column)} has ${quoted(cell)}, expected a number${why}`
}

function classesAt(place: number, column: string, rows: readonly CsvRow[]): string[] {
  const names = rows.map((row) => classIn(row, place, column))
  // As numbers, two that float64 cannot tell from zero or infinity would be one class.
  const lost = names.every(isDecimal) ? names.findIndex((name) => Number.isNaN(numberIn(name))) : -1
  if (lost >= 0) throw usageError(badNumber(rows[lost]!, place, column))
  return names
}

function classIn({ line, cells }: CsvRow, place: number, column: string): string {
  const name = cells[place]!.trim()
  if (name === '') throw usageError(`line ${line}: column ${quoted(column)} is empty, expected a class`)
  return name
}

import { quoted, usageError } from '#src/vocabulary/index.ts'
import { csvRows, type CsvRow } from '#trainer/formats/index.ts'

/** The points of a series of a file, their steps increasing. */
export interface FileSeries {
  readonly steps: readonly number[]
  readonly values: readonly number[]
}

/**
 * The scalar series of a CSV file: either a column each, beside one that is called `step` (without it the rows are the steps 0, 1, 2, …), of which an empty cell is a
 * point that is missing; or a row a point, as `phasescope export` writes them.
 */
export function seriesFromCsv(text: string, file: string): ReadonlyMap<string, FileSeries> {
  const [header, ...rows] = csvRows(text)
  const columns = header?.cells.map((cell) => cell.trim()) ?? []
  if (header === undefined || rows.length === 0)
    throw usageError(`${file}: expected a row of names and rows of numbers below it, got ${rows.length} rows below it`)
  const isNumber = (cell: string) => cell !== '' && !Number.isNaN(Number(cell))
  if (columns.every(isNumber))
    throw usageError(
      `${file}: expected the names of the columns in the first row, got ${quoted(header.cells.join(','))}`,
    )
  const isLong = ['series', 'step', 'value'].every((name) => columns.includes(name))
  const points = isLong ? pointsOfRows(rows, columns, file) : pointsOfColumns(rows, columns, file)
  const found = new Map<string, { steps: number[]; values: number[] }>()
  for (const { series, step, value, line } of points) {
    const known = found.get(series) ?? { steps: [], values: [] }
    found.set(series, known)
    const last = known.steps.at(-1)
    if (step === last)
      throw usageError(
        `${file}, line ${line}: expected one value of ${quoted(series)} at step ${step}, got a second one; keep one row of each step` +
          (isLong ? '' : ', or name the column otherwise than step: the rows are the steps then'),
      )
    if (last !== undefined && step < last)
      throw usageError(
        `${file}, line ${line}: expected a step of ${quoted(series)} behind ${last}, got ${step}; sort its rows by step`,
      )
    known.steps.push(step)
    known.values.push(value)
  }
  return found
}

interface Point {
  readonly series: string
  readonly step: number
  readonly value: number
  readonly line: number
}

function* pointsOfColumns(rows: readonly CsvRow[], columns: readonly string[], file: string): Generator<Point> {
  const place = columns.indexOf('step')
  for (const [row, { line, cells }] of rows.entries()) {
    if (cells.length !== columns.length)
      throw usageError(
        `${file}, line ${line}: expected ${columns.length} cells, as the first row has, got ${cells.length}`,
      )
    const step = place < 0 ? row : stepOf(cells[place] as string, line, file)
    for (const [i, series] of columns.entries()) {
      const cell = (cells[i] as string).trim()
      if (i !== place && cell !== '') yield { series, step, value: numberOf(cell, series, line, file), line }
    }
  }
}

/** What is a list of numbers a step, which has an index, is no scalar series and left out. */
function* pointsOfRows(rows: readonly CsvRow[], columns: readonly string[], file: string): Generator<Point> {
  const at = (name: string) => columns.indexOf(name)
  const [series, step, value, index, run] = ['series', 'step', 'value', 'index', 'run'].map(at) as [number, number, number, number, number] // prettier-ignore
  const [first] = rows
  for (const { line, cells } of rows) {
    const cell = (place: number) => (cells[place] ?? '').trim()
    if (run >= 0 && cell(run) !== (first?.cells[run] ?? '').trim())
      throw usageError(
        `${file}, line ${line}: expected one run, got a second one, ${quoted(cell(run))}; export one of them`,
      )
    if (cell(index) !== '') continue
    const name = cell(series)
    yield { series: name, step: stepOf(cell(step), line, file), value: numberOf(cell(value), name, line, file), line }
  }
}

function stepOf(cell: string, line: number, file: string): number {
  const step = cell.trim() === '' ? NaN : Number(cell)
  if (Number.isSafeInteger(step) && step >= 0) return step
  throw usageError(`${file}, line ${line}: expected a step, a whole number from 0, got ${quoted(cell)}`)
}

/** NaN and the infinities are values, however Python or JavaScript write them. */
function numberOf(cell: string, series: string, line: number, file: string): number {
  const [, sign = '', word] = /^([+-]?)(nan|inf|infinity)$/i.exec(cell) ?? []
  if (word !== undefined) return word.toLowerCase() === 'nan' ? NaN : sign === '-' ? -Infinity : Infinity
  const value = cell === '' ? NaN : Number(cell)
  if (!Number.isNaN(value)) return value
  throw usageError(`${file}, line ${line}: expected a number of ${quoted(series)}, got ${quoted(cell)}`)
}

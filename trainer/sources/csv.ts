import { quoted } from '#src/vocabulary/index.ts'
import { cellNumber } from './cell-number.ts'
import { openDecimals, type Decimals } from './decimals.ts'
import { csvLines, type CsvLine } from './csv-lines.ts'
import { openCursor } from './cursor.ts'
import type { LogFile } from './log-file.ts'
import { isLongForm, openLongForm, type LongForm } from './long-form.ts'
import { fault, type Row, type Rows } from './row.ts'
import { noStep, stepFrom } from './step.ts'
import { stepColumn, timeColumn, timeFrom } from './step-column.ts'

/** How a table is read. */
export interface TableOptions {
  /** The column of steps; one that is called like it, if nothing is said. */
  readonly step?: string
}

/**
 * A CSV file (or TSV): a column of steps, found by its name, and one for each series, of which an empty cell is a point that is
 * missing; or in long form, a row a number, as `phasescope export` writes it.
 */
export function* readCsv(file: LogFile, options: TableOptions = {}): Rows {
  let read: ((row: CsvLine) => Iterable<Row>) | null = null
  const long = openLongForm()
  const decimals = openDecimals()
  let separator = ','
  const lines = csvLines(openCursor(file), (first) => (separator = separatorIn(first)))
  for (let asked: boolean | undefined, isLast = false; ;) {
    const { value: line, done } = lines.next(asked)
    asked = undefined
    if (done === true) break
    if (line.type === 'fault' || line.type === 'pause') yield line
    else if (line.type === 'end') {
      if (isLast) break
      // A frame may go on with the next line, unless none will come.
      asked = yield line
      isLast = asked === true
    } else if (read === null) {
      const begun = begin(line, options, long, separator === ',' ? null : decimals)
      yield* begun.faults
      if (begun.read === null) break
      read = begun.read
    } else yield* read(line)
  }
  yield* long.rest()
}

/** What most cells of the first line are separated by. */
function separatorIn(first: string): string {
  const count = (separator: string) => first.split(separator).length
  return [',', '\t', ';'].reduce((best, one) => (count(one) > count(best) ? one : best))
}

interface Begun {
  readonly faults: readonly Row[]
  /** How the rows below are read; null where they cannot be. */
  readonly read: ((row: CsvLine) => Iterable<Row>) | null
}

function begin(header: CsvLine, { step }: TableOptions, long: LongForm, decimals: Decimals | null): Begun {
  const { line } = header
  const names = header.cells.map((cell) => cell.trim())
  if (isLongForm(names) && step === undefined) return { faults: [], read: (row) => longRow(row, names, long, decimals) }
  const at = `line ${line}`
  if (names.every((name) => cellNumber(name) !== null))
    return {
      faults: [fault(at, 'expected the names of the columns; nothing of the file is taken', names.join(','))],
      read: null,
    }
  const named = step ?? stepColumn(names)
  // As pandas writes its index.
  const isIndex = named === null && names[0] === '' && names.length > 1
  const column = isIndex ? '' : named
  if (column === null || !names.includes(column)) {
    const why =
      column === null
        ? 'expected a column of steps, called step or the like; name it with --step'
        : `expected a column '${column}', which --step names`
    return { faults: [fault(at, `${why}; nothing of the file is taken`, names.join(','))], read: null }
  }
  const [steps, time] = [names.indexOf(column), timeColumn(names)]
  const { series, faults } = seriesOf(names, at, steps)
  if (isIndex)
    faults.push(fault(at, 'no column is called step or the like; the first, which has no name, is taken for the steps'))
  const times = time === null ? -1 : names.indexOf(time)
  const wanted = series.flatMap((name, place) =>
    place === steps || place === times || name === '' ? [] : [{ name, place }],
  )
  const layout = { width: names.length, steps, times, wanted, decimals, ascending: isIndex ? { last: -1 } : null }
  return { faults, read: (row) => wideRow(row, layout) }
}

/** Columns of the same name are told apart by their number; one without a name has no series. */
function seriesOf(names: readonly string[], at: string, steps: number): { series: string[]; faults: Row[] } {
  const faults: Row[] = []
  const taken = new Set(names)
  /** The number that the next column of a name has. */
  const numbers = new Map<string, number>()
  const series = names.map((name) => {
    let number = numbers.get(name)
    if (number === undefined) {
      numbers.set(name, 2)
      return name
    }
    if (name === '') return ''
    while (taken.has(`${name} (${number})`)) number++
    numbers.set(name, number + 1)
    faults.push(fault(at, 'two columns have the same name; the second is taken with a number', `${name} (${number})`))
    return `${name} (${number})`
  })
  if (names.some((name, place) => name === '' && place !== steps))
    faults.push(fault(at, 'a column has no name; it is left out'))
  return { series, faults }
}

interface Layout {
  readonly width: number
  /** Where in a row the step, and the time, stand; −1 where none does. */
  readonly steps: number
  readonly times: number
  readonly wanted: readonly { readonly name: string; readonly place: number }[]
  /** Null where a comma separates cells. */
  readonly decimals: Decimals | null
  /** Steps that nobody called so are some only as far as they ascend. */
  readonly ascending: { last: number } | null
}

function* wideRow(
  { line, cells }: CsvLine,
  { width, steps, times, wanted, decimals, ascending }: Layout,
): Generator<Row> {
  const at = `line ${line}`
  if (cells.length !== width)
    return void (yield fault(
      at,
      'expected as many cells as the first row has; the row is left out',
      `${cells.length} of ${width}`,
    ))
  const step = stepFrom(numberIn(cells[steps]!, decimals))
  if (step === null) return void (yield noStep(at, 'row', cells[steps]))
  if (ascending !== null && step <= ascending.last) return void (yield notAscending(at, cells[steps]!))
  if (ascending !== null) ascending.last = step
  const time = times < 0 ? null : timeFrom(cells[times])
  for (const { name, place } of wanted) {
    const cell = cells[place]!
    if (cell.trim() === '') continue
    const value = numberIn(cell, decimals)
    if (value === null) yield fault(at, `expected a number in column ${quoted(name)}; the cell is left out`, cell)
    else yield { type: 'scalar', series: name, step, value, time }
  }
}

function notAscending(at: string, got: string): Row {
  const why = 'expected the first column, which has no name, to ascend as steps do; the row is left out; name the column of steps with --step' // prettier-ignore
  return fault(at, why, got)
}

function numberIn(cell: string, decimals: Decimals | null): number | null {
  return decimals === null ? cellNumber(cell) : decimals.number(cell)
}

function* longRow(
  { line, cells }: CsvLine,
  names: readonly string[],
  long: LongForm,
  decimals: Decimals | null,
): Generator<Row> {
  const at = `line ${line}`
  if (cells.length !== names.length)
    return void (yield fault(
      at,
      'expected as many cells as the first row has; the row is left out',
      `${cells.length} of ${names.length}`,
    ))
  const cell = (name: string) => cells[names.indexOf(name)] ?? ''
  const [value, index] = [numberIn(cell('value'), decimals), cellNumber(cell('index'))]
  const step = stepFrom(cellNumber(cell('step')))
  if (step === null) return void (yield noStep(at, 'row', cell('step')))
  if (value === null) return void (yield fault(at, 'expected a number as value; the row is left out', cell('value')))
  const run = names.includes('run') ? unquoted(cell('run')) : null
  yield* long.add({ run, series: unquoted(cell('series')), step, index, value })
}

/** What `export` has put an apostrophe before, so that no spreadsheet takes it for a formula (src/vocabulary/csv.ts). */
function unquoted(text: string): string {
  return /^'+[=+\-@\t\r]/.test(text) ? text.slice(1) : text
}

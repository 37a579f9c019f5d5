import { csvRows, type CsvRow } from '#trainer/formats/index.ts'
import { BOUNDS } from '#src/vocabulary/index.ts'
import type { Cursor } from './cursor.ts'
import { fault, type End, type Fault, type Pause } from './row.ts'
import { textLines, type TextLine } from './text-lines.ts'

export interface CsvLine extends CsvRow {
  readonly type: 'row'
}

/**
 * Lines that one row may go over, since a text in quotes may have line breaks, and characters of them; a quote that never ends costs no
 * more than its line.
 */
const LINES = 1000
const LONGEST = BOUNDS.loggedBytes

/** The rows of a CSV file as it grows (RFC 4180), blank lines left out. */
export function* csvLines(
  cursor: Cursor,
  separatorOf: (first: string) => string,
): Generator<CsvLine | Fault | Pause | End, void, boolean | undefined> {
  let separator: string | null = null
  /** Lines of a row whose quote is open. */
  let open: TextLine[] = []
  let [quotes, length] = [0, 0]
  const lines = textLines(cursor)
  for (let asked: boolean | undefined, isLast = false; ;) {
    const { value: line, done } = lines.next(asked)
    asked = undefined
    if (done === true) break
    if (line.type === 'end') {
      if (isLast) break
      const [first] = open
      asked = yield first === undefined ? line : { ...line, left: Math.max(1, line.left), at: `line ${first.number}` }
      isLast = asked === true
      continue
    }
    if (line.type === 'fault' || line.type === 'pause') {
      yield line
      continue
    }
    separator ??= separatorOf(line.text)
    open.push(line)
    quotes += quotesIn(line.text)
    length += line.text.length + 1
    if (quotes % 2 === 1 && open.length < LINES && length <= LONGEST) continue
    if (quotes % 2 === 1) yield* broken(open, separator)
    else {
      const row = rowOf(open, separator)
      if (row !== null) yield row
    }
    ;[open, quotes, length] = [[], 0, 0]
  }
  if (open.length > 0) yield* broken(open, separator ?? ',')
}

/** Lines of which the first opens a quote that never ends: the others are read each for itself. */
function* broken([first, ...others]: readonly TextLine[], separator: string): Generator<CsvLine | Fault> {
  yield fault(`line ${first!.number}`, 'a quoted cell never ends; the line is left out')
  for (const line of others) {
    if (quotesIn(line.text) % 2 === 1)
      yield fault(`line ${line.number}`, 'a quoted cell never ends; the line is left out')
    else {
      const row = rowOf([line], separator)
      if (row !== null) yield row
    }
  }
}

/** What lines of whole cells come to: a row, a fault, or nothing where they are blank. */
function rowOf(lines: readonly TextLine[], separator: string): CsvLine | Fault | null {
  const [{ number, text }] = lines as [TextLine]
  if (lines.length === 1 && !text.includes('"'))
    return text.trim() === '' ? null : { type: 'row', line: number, cells: text.split(separator) }
  try {
    const [row] = csvRows(lines.map((line) => line.text).join('\n'), separator)
    return row === undefined ? null : { type: 'row', line: number, cells: row.cells }
  } catch {
    return fault(`line ${number}`, 'a quoted cell goes on behind its quote; the line is left out')
  }
}

function quotesIn(text: string): number {
  let count = 0
  for (let at = text.indexOf('"'); at >= 0; at = text.indexOf('"', at + 1)) count++
  return count
}

import { usageError } from '#src/vocabulary/index.ts'

/** A row of a CSV file, and the line of the file in which it begins. */
export interface CsvRow {
  readonly line: number
  readonly cells: readonly string[]
}

/** The rows of a CSV text (RFC 4180), blank lines left out: cells in quotes may have separators, line breaks and doubled quotes. */
export function* csvRows(text: string, separator = ','): Generator<CsvRow> {
  const end = text.length
  let at = text.startsWith('\uFEFF') ? 1 : 0
  let line = 1
  while (at < end) {
    const begun = line
    const cells: string[] = []
    for (;;) {
      const cell = text[at] === '"' ? quotedCell(text, at, line) : plainCell(text, at, separator)
      cells.push(cell.value)
      line += cell.breaks
      at = cell.next
      if (text[at] !== separator) break
      at += 1
    }
    if (at < end && text[at] !== '\n' && text[at] !== '\r')
      throw usageError(`line ${line}: a quoted cell goes on behind its quote; double a quote that is part of it`)
    at += text.startsWith('\r\n', at) ? 2 : 1
    line += 1
    if (cells.length > 1 || cells[0]?.trim() !== '') yield { line: begun, cells }
  }
}

interface Cell {
  readonly value: string
  /** Where it ends: at a separator, a line break or the end. */
  readonly next: number
  readonly breaks: number
}

function plainCell(text: string, from: number, separator: string): Cell {
  let next = from
  for (; next < text.length; next++) {
    const letter = text[next]
    if (letter === separator || letter === '\n' || letter === '\r') break
  }
  return { value: text.slice(from, next), next, breaks: 0 }
}

function quotedCell(text: string, from: number, line: number): Cell {
  let next = from + 1
  for (;;) {
    const quote = text.indexOf('"', next)
    if (quote < 0) throw usageError(`line ${line}: a quoted cell never ends`)
    if (text[quote + 1] !== '"') {
      const value = text.slice(from + 1, quote).replaceAll('""', '"')
      return { value, next: quote + 1, breaks: value.split('\n').length - 1 }
    }
    next = quote + 2
  }
}

import { quoted, unknownName, usageError } from '#src/vocabulary/index.ts'
import type { CsvRow } from '#trainer/formats/index.ts'
import { isDecimal } from './decimal.ts'

/** The names of the columns, and where each is; a name that is none is refused. */
export interface CsvHeader {
  readonly columns: readonly string[]
  readonly placeOf: (name: string) => number
}

/** What the first row of a CSV file says. One that is none (other separators, data) is refused with what to do. */
export function csvHeader(first: CsvRow | undefined, separator: string): CsvHeader {
  const columns = namesIn(first, separator)
  const places = new Map(columns.map((name, place) => [name, place]))
  const placeOf = (name: string) => {
    const place = places.get(name)
    if (place === undefined) throw usageError(unknownName('column', name, columns).message + hintOf(columns))
    return place
  }
  return { columns, placeOf }
}

function namesIn(first: CsvRow | undefined, separator: string): string[] {
  const names = first?.cells.map((name) => name.trim()) ?? []
  const [only] = names
  if (only === undefined) throw usageError('is empty; its first row names the columns')
  if (names.length === 1) assertNotSeparatedOtherwise(only, separator)
  if (names.includes('')) throw usageError(`line 1: column ${names.indexOf('') + 1} has no name${hintOf(names)}`)
  const twice = firstTwice(names)
  if (twice !== undefined) throw usageError(`line 1: two columns are called ${quoted(twice)}${hintOf(names)}`)
  return names
}

/** A name that is a number may be the beginning of the data. */
function hintOf(names: readonly string[]): string {
  return names.some(isDecimal) ? '; the first line names the columns: where it has data, write one of names above it' : ''
}

function firstTwice(names: readonly string[]): string | undefined {
  const seen = new Set<string>()
  return names.find((name) => seen.size === seen.add(name).size)
}

function assertNotSeparatedOtherwise(name: string, separator: string): void {
  const [, expected = 'commas'] = SEPARATORS.find(([letter]) => letter === separator) ?? []
  const [found] = SEPARATORS.find(([letter]) => letter !== separator && name.includes(letter)) ?? []
  if (found === undefined) return
  const said = found === '\t' ? '\\t' : found
  throw usageError(
    `line 1: expected columns separated by ${expected}, got one column ${quoted(name)}; ` +
      `save it with ${expected}, or say \`separator: '${said}'\` beside \`file\` (a .tsv file has tabs, any other commas)`,
  )
}

const SEPARATORS = [
  [',', 'commas'],
  [';', 'semicolons'],
  ['\t', 'tabs'],
] as const

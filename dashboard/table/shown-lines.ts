import type { RunId } from '#src/vocabulary/index.ts'
import { lineAt, type Line } from './layout.ts'
import { ROWS_A_PAGE } from './parts-of.ts'
import type { Part } from './answered.ts'
import type { RunTable } from './run-table.svelte.ts'
import type { Row } from './rows.ts'

/** A line of the table, with its run as far as it is known. */
export interface ShownLine {
  readonly index: number
  readonly line: Line
  readonly row: Row | null
}

/** The lines from one up to and without another; `above`: how many stand above each part. */
export function shownLines(
  runs: Pick<RunTable, 'page'>,
  parts: readonly Part[],
  above: readonly number[],
  { from, to }: { from: number; to: number },
): readonly ShownLine[] {
  const pages = new Map<string, readonly Row[]>()
  const seen = new Set<RunId>()
  return Array.from({ length: to - from }, (_, i) => {
    const line = lineAt(parts, above, from + i)!
    const row = rowOf(line)
    // A run that moves from one list to another may be in both until they are asked again.
    const isTwice = row !== null && seen.has(row.summary.run.id)
    if (row !== null) seen.add(row.summary.run.id)
    return { index: from + i, line, row: isTwice ? null : row }
  })

  function rowOf({ part, at }: Line): Row | null {
    if (at === null) return null
    const number = Math.floor(at / ROWS_A_PAGE)
    const key = `${part} ${number}`
    if (!pages.has(key)) pages.set(key, runs.page(part, number))
    return pages.get(key)![at % ROWS_A_PAGE] ?? null
  }
}

import { csvRow } from '#src/vocabulary/index.ts'
import { comparisonTable, type NamedAggregate } from './comparison-table.ts'

/** The numbers of a comparison as rows of CSV, with those of each run where they are wanted; NaN as such, and what there is not empty. */
export function* comparisonRows(
  by: readonly string[],
  all: readonly NamedAggregate[],
  members = false,
): Generator<string> {
  const { columns, rows } = comparisonTable(by, all, members)
  yield csvRow(columns.map(({ name }) => name))
  for (const row of rows()) yield csvRow(row)
}

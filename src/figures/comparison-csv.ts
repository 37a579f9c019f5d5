import { csvRow, type Aggregate } from '#src/vocabulary/index.ts'

/** The numbers of a comparison, one row an x of a group; NaN as such, and what there is not empty. */
export function* comparisonRows(
  by: readonly string[],
  all: readonly { readonly name: string; readonly aggregate: Aggregate }[],
): Generator<string> {
  yield csvRow(['series', ...by, 'x', 'n', 'center', 'low', 'high'])
  for (const { name, aggregate } of all) {
    for (const { key, x, n, center, low, high } of aggregate.groups) {
      for (let i = 0; i < x.length; i++) yield csvRow([name, ...key, x[i]!, n[i]!, center[i]!, low[i]!, high[i]!])
    }
  }
}

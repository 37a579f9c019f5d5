import { csvRow, type Effects } from '#src/vocabulary/index.ts'

/** The effects as a table of runs: a row a run, its factors, its value, and its last step where the event never came. */
export function effectCsv(of: string, over: readonly string[], { rows }: Effects): string {
  const head = csvRow(['run', ...over, of, 'later than'])
  const lines = rows.map(({ run, factors, value, beyond }) =>
    csvRow([run, ...over.map((_, i) => factors[i] ?? null), value, beyond]),
  )
  return [head, ...lines, ''].join('\n')
}

import { concatMap, scan, type OperatorFunction } from 'rxjs'
import type { Column, Report } from '#src/vocabulary/index.ts'

interface Waiting {
  readonly columns: readonly Column[]
  /** When the last Report left. */
  readonly sentAt: number
  readonly reports: readonly Report[]
}

/**
 * Joins the measurements of fast steps, so that at most one Report leaves every `leastMs`; a step slower than that
 * leaves at once. Every number keeps its own step, and a fact never overtakes a number measured before it.
 */
export function batched(leastMs: number, now: () => number): OperatorFunction<Report, Report> {
  const start: Waiting = { columns: [], sentAt: -Infinity, reports: [] }
  return (report$) =>
    report$.pipe(
      scan((waiting, report) => {
        const at = now()
        if (report.type !== 'measured') {
          return { columns: [], sentAt: waiting.sentAt, reports: [...measured(waiting.columns), report] }
        }
        const columns = [...waiting.columns, ...report.columns]
        if (at - waiting.sentAt < leastMs) return { columns, sentAt: waiting.sentAt, reports: [] }
        return { columns: [], sentAt: at, reports: measured(columns) }
      }, start),
      concatMap(({ reports }) => reports),
    )
}

function measured(columns: readonly Column[]): Report[] {
  return columns.length === 0 ? [] : [{ type: 'measured', columns: joinedColumns(columns) }]
}

/** One column a series. */
export function joinedColumns(columns: readonly Column[]): Column[] {
  return [...Map.groupBy(columns, ({ series }) => series).values()].map(joined)
}

function joined(columns: readonly Column[]): Column {
  const [first] = columns as [Column]
  if (columns.length === 1) return first
  return {
    series: first.series,
    steps: Float64Array.from(columns.flatMap(({ steps }) => [...steps])),
    values: Float64Array.from(columns.flatMap(({ values }) => [...values])),
    lengths: first.lengths === null ? null : Uint32Array.from(columns.flatMap(({ lengths }) => [...(lengths ?? [])])),
  }
}

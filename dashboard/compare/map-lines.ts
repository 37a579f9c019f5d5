import type { Aggregate, RunId } from '#src/vocabulary/index.ts'
import type { MapLine } from '#dashboard/plots/draw-map.ts'
import type { MapRow } from './map-rows.ts'

/**
 * The values of each row, with where they begin and end: before its first measurement a run has no color, and after its last
 * one neither, unless it went on to what is no number (`reached`: how far it is known to have come, in the units of x).
 */
export function mapLines(
  rows: readonly MapRow[],
  answer: Aggregate,
  reached: (run: RunId) => number | null,
): (MapLine | null)[] {
  const lines = new Map<RunId, MapLine>()
  for (const { runs, members, x } of answer.groups) {
    if (members === null) continue
    runs.forEach((run, k) => {
      const values = members.subarray(k * x.length, (k + 1) * x.length)
      const first = values.findIndex((value) => !Number.isNaN(value))
      const last = values.findLastIndex((value) => !Number.isNaN(value))
      const end = reached(run)
      const upTo = end === null ? last : Math.max(last, lastUpTo(x, end))
      lines.set(run, { x, values, first: Math.max(0, first), beyond: upTo + 1 })
    })
  }
  return rows.map(({ run }) => lines.get(run) ?? null)
}

function lastUpTo(x: Float64Array, end: number): number {
  return x.findLastIndex((place) => place <= end)
}

/** What a run was at a place: its value at the last x up to there; null where it has no color. */
export function mapReading(
  line: MapLine | null,
  at: number | null,
): { readonly x: number; readonly value: number } | null {
  if (line === null || line.beyond <= line.first) return null
  const i = at === null ? line.beyond - 1 : lastUpTo(line.x, at)
  return i < line.first || i >= line.beyond ? null : { x: line.x[i]!, value: line.values[i]! }
}

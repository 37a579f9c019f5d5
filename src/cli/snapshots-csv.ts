import { aspectPart, csvRow, isAbsent, isTableKind, matrixOfFrame, seriesName } from '#src/vocabulary/index.ts'
import type { Measured } from './measured.ts'
import type { Snapshot } from './measure-many.ts'

/** A number by the name of its column. */
type Numbers = ReadonlyMap<string, number>

/**
 * A row a file, `file,step,…,why`, with a column for each number that any of them gives, named as a series is in a run
 * (`weight-norm/w1`, `weight-norm/w1.null`), and in a list by its place (`singular-values/w1[0]`). What is not there is
 * empty, and `why` says why.
 */
export function csvOfSnapshots(snapshots: readonly Snapshot[]): string {
  const rows = snapshots.map((snapshot) => ({ ...snapshot, numbers: numbersOf(snapshot), why: whyOf(snapshot) }))
  const columns = [...new Set(rows.flatMap(({ numbers }) => [...numbers.keys()]))]
  return [
    csvRow(['file', 'step', ...columns, 'why']),
    ...rows.map(({ file, step, numbers, why }) =>
      csvRow([file, step, ...columns.map((column) => numbers.get(column) ?? null), why]),
    ),
  ].join('\n')
}

function numbersOf(snapshot: Snapshot): Numbers {
  return new Map('error' in snapshot ? [] : snapshot.measured.flatMap(numbersFrom))
}

function numbersFrom({ probe, answer }: Measured): [string, number][] {
  return answer.flatMap(({ name, value, standardError, null: ofNull, nullStandardError }) => {
    const nullPart = aspectPart(name, 'null')
    const said = [
      [name, value],
      [aspectPart(name, 'standard-error'), standardError],
      [nullPart, ofNull],
      [aspectPart(nullPart, 'standard-error'), nullStandardError],
    ] as const
    return said.flatMap(([part, of]): [string, number][] => {
      const series = seriesName(probe.id, part)
      if (of === null || isAbsent(of)) return []
      if (typeof of === 'number') return [[series, of]]
      const entries = isTableKind(probe.output.kind) ? matrixOfFrame(of).data : of
      return Array.from(entries, (entry, place) => [`${series}[${place}]`, entry])
    })
  })
}

function whyOf(snapshot: Snapshot): string | null {
  if ('error' in snapshot) return snapshot.error
  const missing = snapshot.measured.flatMap(({ probe, answer }) =>
    answer.flatMap(({ name, value }) => (isAbsent(value) ? `${seriesName(probe.id, name)}: ${value.absent}` : [])),
  )
  return missing.length === 0 ? null : missing.join('; ')
}

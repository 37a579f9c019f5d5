import { columnsOf, type Envelope } from '#src/vocabulary/index.ts'
import { markOfLeftOut, someOf } from '#src/wire/left-out.ts'

/** What will never be taken where a run is kept, whoever asks again: a series, or a Report. */
export interface Never {
  readonly seq: number
  /** The series of it that is not taken; null where it is the Report. */
  readonly series: string | null
}

/** What is left out of what is sent, so that all else arrives. */
export interface LeftOut {
  add(never: Never, why: string): void
  /** As it is sent. The first that lacks something says so, each time that it is sent. */
  within(envelope: Envelope): Envelope
}

export function openLeftOut(): LeftOut {
  const reports = new Map<number, string | null>()
  const series = new Map<string, { readonly seq: number; readonly why: string }>()
  /** Whether a series is left out of the Report of this number: what came before is there. */
  const isLeft = (name: string, seq: number) => (series.get(name)?.seq ?? Infinity) <= seq
  return {
    add({ seq, series: name }, why) {
      // That it was left out may not be taken either: then nothing is said in its place.
      if (name === null) reports.set(seq, reports.has(seq) ? null : why)
      else series.set(name, series.get(name) ?? { seq, why })
    },
    within(envelope) {
      const { seq, report } = envelope
      const whyNot = reports.get(seq)
      if (whyNot === null) return { ...envelope, report: { type: 'measured', columns: [] } }
      if (whyNot !== undefined) return { ...envelope, report: markOfLeftOut(report, `It is not taken: ${whyNot}`) }
      if (series.size === 0) return envelope
      if (report.type === 'declared') {
        const { name } = report.series
        return isLeft(name, seq)
          ? { ...envelope, report: markOfLeftOut(report, `It is not taken: ${series.get(name)!.why}`) }
          : envelope
      }
      const all = columnsOf(report)
      const columns = all.filter((column) => !isLeft(column.series, seq))
      if (columns.length === all.length || !('columns' in report)) return envelope
      const told = all.map((column) => series.get(column.series)).find((left) => left?.seq === seq)
      if (told === undefined || report.type !== 'measured') return { ...envelope, report: { ...report, columns } }
      return { ...envelope, report: someOf(all, columns, `a series is not taken: ${told.why}`) }
    },
  }
}

import type { Envelope, Report } from '#src/vocabulary/report.ts'

/** What its hub has not acknowledged, numbered without gaps. */
export interface Outbox {
  readonly waiting: number
  /** About how many bytes of numbers wait. */
  readonly bytes: number
  push(report: Report): void
  /** The first of those from a number on, as many as go into one message. */
  from(seq: number): readonly Envelope[]
  /** Everything before this number is durable. */
  dropBefore(seq: number): void
  /** A Report that will never be taken, or a series of it: what stands in its place has its number. */
  leaveOut(seq: number, series: string | null): void
}

const REPORTS_A_MESSAGE = 512
const BYTES_A_MESSAGE = 1 << 20

export function newOutbox(run: string): Outbox {
  let held: Envelope[] = []
  let first = 0
  let bytes = 0
  const leftOut = new Set<string>()
  return {
    get waiting() {
      return held.length
    },
    get bytes() {
      return bytes
    },
    push(report) {
      held.push({ run, seq: first + held.length, at: Date.now(), report: without(report, leftOut) })
      bytes += sizeOf(report)
    },
    from(seq) {
      const batch: Envelope[] = []
      let size = 0
      for (let i = seq - first; i < held.length && batch.length < REPORTS_A_MESSAGE && size < BYTES_A_MESSAGE; i++) {
        batch.push(held[i]!)
        size += sizeOf(held[i]!.report)
      }
      return batch
    },
    dropBefore(seq) {
      const gone = held.slice(0, Math.max(0, seq - first))
      held = held.slice(gone.length)
      first += gone.length
      bytes -= gone.reduce((sum, { report }) => sum + sizeOf(report), 0)
    },
    leaveOut(seq, series) {
      if (series !== null) leftOut.add(series)
      held = held.map((one) => {
        if (series === null) return one.seq === seq ? { ...one, report: { type: 'measured', columns: [] } } : one
        return { ...one, report: without(one.report, leftOut) }
      })
      bytes = held.reduce((sum, { report }) => sum + sizeOf(report), 0)
    },
  }
}

function without(report: Report, leftOut: ReadonlySet<string>): Report {
  if (leftOut.size === 0) return report
  if (report.type === 'declared' && leftOut.has(report.series.name)) return { type: 'measured', columns: [] }
  if (report.type !== 'measured') return report
  return { ...report, columns: report.columns.filter(({ series }) => !leftOut.has(series)) }
}

function sizeOf(report: Report): number {
  if (report.type !== 'measured') return 500
  return report.columns.reduce((sum, { steps, values }) => sum + 100 + steps.byteLength + values.byteLength, 100)
}

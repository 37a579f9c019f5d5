import { BOUNDS, isLabel, messageOf, type Column, type Report } from '#src/vocabulary/index.ts'
import { report as reportSchema } from '#src/schema/report.ts'
import { parsed } from '#src/schema/parsed.ts'
import { markOfLeftOut, someOf } from './left-out.ts'

/**
 * A Report as a hub takes it. One that is beyond a bound would be refused, however often it is sent, and nothing behind it would
 * ever arrive: what is too much of it is left out, which a mark or a word on the timeline says in its place.
 */
export function sayable(report: Report): Report {
  const short = withShortReason(report)
  const fitting = 'columns' in short ? withFittingColumns(short) : short
  const fault = faultOf(fitting)
  // A run cannot begin otherwise: whoever reads that it is refused reads why.
  if (fault === null || fitting.type === 'started') return fitting
  return markOfLeftOut(report, `It is beyond what a hub takes: ${fault}`)
}

function faultOf(report: Report): string | null {
  if (report.type === 'measured') return null // its columns were looked at
  const heads = 'columns' in report ? { columns: report.columns.map(({ series }) => ({ series })) } : {}
  const said = { ...report, ...heads }
  try {
    parsed(reportSchema, said, 'report')
  } catch (error) {
    return messageOf(error)
  }
  const size = JSON.stringify(said).length
  return size > BOUNDS.headerBytes / 2 ? `report: expected at most ${BOUNDS.headerBytes / 2} bytes, got ${size}` : null
}

/** With a reason that is not too long: what a library throws may be of any length. */
function withShortReason<R extends Report>(report: R): R {
  if (!('why' in report) || typeof report.why !== 'string' || report.why.length <= BOUNDS.text) return report
  return { ...report, why: `${report.why.slice(0, BOUNDS.text - 1).replace(/[\ud800-\udbff]$/, '')}…` }
}

type Numbers = Extract<Report, { columns: readonly Column[] }>

/** With the columns that fit into one message, and a word of the others. */
function withFittingColumns<R extends Numbers>(report: R): R | Report {
  let bytes = 0
  let why: string | null = null
  const columns = report.columns.filter((column, place) => {
    const fault = faultOfColumn(column, place, bytes)
    if (fault === null) bytes += sizeOf(column)
    else why ??= fault
    return fault === null
  })
  if (why === null) return report
  return report.type === 'filled'
    ? { ...report, columns }
    : someOf(report.columns, columns, `too much for a hub: ${why}`)
}

function faultOfColumn(column: Column, place: number, before: number): string | null {
  const name = column.series.slice(0, 60)
  if (!isLabel(column.series))
    return `the name of series '${name}…' is no name of 1 to ${BOUNDS.name} characters without control characters`
  if (place >= BOUNDS.columnsAReport) return `a report has at most ${BOUNDS.columnsAReport} columns`
  if (before + sizeOf(column) <= BOUNDS.reportBytes) return null
  return `a report has at most ${BOUNDS.reportBytes} bytes of numbers, and series '${name}' was beyond`
}

function sizeOf({ steps, values, lengths }: Column): number {
  return steps.byteLength + values.byteLength + (lengths?.byteLength ?? 0)
}

import { BOUNDS, malformed, type Column, type Envelope, type Report } from '#src/vocabulary/index.ts'
import { envelopeFrom } from '#src/schema/envelope.ts'
import type { ColumnHead } from '#src/schema/series.ts'
import { pack, type NumberArray } from './pack.ts'
import { unpack } from './unpack.ts'

/** Reports as they travel from a trainer, and as a recording keeps them. */
export function bytesFromReports(envelopes: readonly Envelope[]): Uint8Array {
  const arrays: NumberArray[] = []
  const heads = envelopes.map((envelope) => {
    if (!('columns' in envelope.report)) return { ...envelope, report: sayable(envelope.report) }
    const columns = envelope.report.columns.map((column) => {
      arrays.push(column.steps, column.values)
      if (column.lengths !== null) arrays.push(column.lengths)
      return { series: column.series, frames: column.lengths !== null }
    })
    return { ...envelope, report: { ...envelope.report, columns } }
  })
  return pack(heads, arrays)
}

/** With a reason that a hub takes: what a library throws may be of any length, and must not keep a Report from being stored. */
function sayable<R extends Report>(report: R): R {
  if (!('why' in report) || typeof report.why !== 'string' || report.why.length <= BOUNDS.text) return report
  return { ...report, why: `${report.why.slice(0, BOUNDS.text - 1).replace(/[\ud800-\udbff]$/, '')}…` }
}

/** Parsed and checked whole: what comes out is what the types say. */
export function reportsFromBytes(bytes: Uint8Array): Envelope[] {
  const { body, arrays } = unpack(bytes)
  if (!Array.isArray(body)) throw malformed('message.body', 'a list of reports', body)
  if (body.length > BOUNDS.reportsAMessage) {
    throw malformed('message.body', `at most ${BOUNDS.reportsAMessage} reports`, body.length)
  }
  const queue = arrays[Symbol.iterator]()
  const envelopes = body.map((value: unknown, i): Envelope => {
    const { report, ...place } = envelopeFrom(value, `reports[${i}]`)
    if (!('columns' in report)) return { ...place, report }
    const columns = report.columns.map((head, j) => takeColumn(head, queue, `reports[${i}].columns[${j}]`))
    return { ...place, report: { ...report, columns } }
  })
  if (queue.next().done !== true)
    throw malformed('message.columns', 'no more columns than the reports name', arrays.length)
  return envelopes
}

function takeColumn({ series, frames }: ColumnHead, queue: Iterator<NumberArray>, path: string): Column {
  const steps = takeFloats(queue, `${path}.steps`)
  const values = takeFloats(queue, `${path}.values`)
  const place = steps.findIndex((step) => !Number.isSafeInteger(step) || step < 0)
  if (place >= 0) throw malformed(`${path}.steps[${place}]`, 'a whole number from 0', steps[place])
  if (!frames) {
    if (values.length !== steps.length) throw malformed(`${path}.values`, `${steps.length} values`, values.length)
    return { series, steps, values, lengths: null }
  }
  const lengths = queue.next().value
  if (!(lengths instanceof Uint32Array)) throw malformed(`${path}.lengths`, 'a column of u32', typeof lengths)
  if (lengths.length !== steps.length) throw malformed(`${path}.lengths`, `${steps.length} lengths`, lengths.length)
  const total = lengths.reduce((sum, length) => sum + length, 0)
  if (values.length !== total) throw malformed(`${path}.values`, `${total} values`, values.length)
  return { series, steps, values, lengths }
}

function takeFloats(queue: Iterator<NumberArray>, path: string): Float64Array {
  const array: unknown = queue.next().value
  if (!(array instanceof Float64Array)) throw malformed(path, 'a column of f64', typeof array)
  return array
}

import { BOUNDS, isRecord, malformed, type Column, type Envelope } from '#src/vocabulary/index.ts'
import { envelopeFrom } from '#src/schema/envelope.ts'
import type { ColumnHead } from '#src/schema/series.ts'
import { pack, type NumberArray } from './pack.ts'
import { sayable } from './sayable.ts'
import { unpack } from './unpack.ts'

/**
 * Reports as they travel from a trainer, and as a recording keeps them. Heads of columns are said once of Reports that
 * follow each other and have the same ones, and steps once of columns: what is measured at every step is always alike.
 */
export function bytesFromReports(envelopes: readonly Envelope[]): Uint8Array {
  const arrays: NumberArray[] = []
  let before: { readonly place: number; readonly heads: readonly ColumnHead[] } | null = null
  const body = envelopes.map(({ report: given, ...envelope }, place) => {
    const report = sayable(given)
    if (!('columns' in report)) return { ...envelope, report }
    const heads = headsOf(report.columns)
    for (const [i, { steps, values, lengths }] of report.columns.entries()) {
      if (!heads[i]!.sameSteps) arrays.push(steps)
      arrays.push(values)
      if (lengths !== null) arrays.push(lengths)
    }
    if (before !== null && areAlike(before.heads, heads))
      return { ...envelope, report: { ...report, columns: before.place } }
    before = { place, heads }
    return { ...envelope, report: { ...report, columns: heads.map(spoken) } }
  })
  return pack(body, arrays)
}

function headsOf(columns: readonly Column[]): ColumnHead[] {
  return columns.map(({ series, steps, lengths }, i) => {
    const before = columns[i - 1]?.steps
    return { series, frames: lengths !== null, sameSteps: before !== undefined && areSame(before, steps) }
  })
}

/** As it is written: what is usual is left out. */
function spoken({ series, frames, sameSteps }: ColumnHead): object {
  return sameSteps ? { series, frames, sameSteps } : { series, frames }
}

function areAlike(one: readonly ColumnHead[], other: readonly ColumnHead[]): boolean {
  return (
    one.length === other.length &&
    one.every(({ series, frames, sameSteps }, i) => {
      const head = other[i]!
      return series === head.series && frames === head.frames && sameSteps === head.sameSteps
    })
  )
}

function areSame(one: Float64Array, other: Float64Array): boolean {
  if (one === other) return true
  if (one.length !== other.length) return false
  for (let i = 0; i < one.length; i++) if (!Object.is(one[i], other[i])) return false
  return true
}

/** Parsed and checked whole: what comes out is what the types say. */
export function reportsFromBytes(bytes: Uint8Array): Envelope[] {
  const { body, arrays } = unpack(bytes)
  if (!Array.isArray(body)) throw malformed('message.body', 'a list of reports', body)
  if (body.length > BOUNDS.reportsAMessage) {
    throw malformed('message.body', `at most ${BOUNDS.reportsAMessage} reports`, body.length)
  }
  const queue: Queue = { arrays, next: 0 }
  const envelopes = body.map((value: unknown, i): Envelope => {
    const { report, ...place } = envelopeFrom(withHeads(value, body, i), `reports[${i}]`)
    if (!('columns' in report)) return { ...place, report }
    let before: Float64Array | null = null
    const columns = report.columns.map((head, j) => {
      const column = takeColumn(head, before, queue, () => `reports[${i}].columns[${j}]`)
      before = column.steps
      return column
    })
    return { ...place, report: { ...report, columns } }
  })
  if (queue.next < arrays.length)
    throw malformed('message.columns', 'no more columns than the reports name', arrays.length)
  return envelopes
}

/** A Report whose heads are those of an earlier one, whose place it gives, with these; any other as it is. */
function withHeads(value: unknown, body: readonly unknown[], i: number): unknown {
  if (!isRecord(value) || !isRecord(value.report) || typeof value.report.columns !== 'number') return value
  const place = value.report.columns
  const earlier = place < i ? body[place] : undefined
  const columns = isRecord(earlier) && isRecord(earlier.report) ? earlier.report.columns : undefined
  if (!Array.isArray(columns)) {
    const expected = 'a list of columns, or the place of an earlier report that has one'
    throw malformed(`reports[${i}].report.columns`, expected, place)
  }
  return { ...value, report: { ...value.report, columns: columns as unknown[] } }
}

/** Numbers that are taken one after another. */
interface Queue {
  readonly arrays: readonly NumberArray[]
  next: number
}

function takeColumn(
  { series, frames, sameSteps }: ColumnHead,
  before: Float64Array | null,
  queue: Queue,
  path: () => string,
): Column {
  const steps = sameSteps ? before : takeSteps(queue, path)
  if (steps === null) throw malformed(`${path()}.sameSteps`, 'a column before this one', sameSteps)
  const values = takeFloats(queue, path, 'values')
  if (!frames) {
    if (values.length !== steps.length) throw malformed(`${path()}.values`, `${steps.length} values`, values.length)
    return { series, steps, values, lengths: null }
  }
  const lengths = queue.arrays[queue.next++]
  if (!(lengths instanceof Uint32Array)) throw malformed(`${path()}.lengths`, 'a column of u32', typeof lengths)
  if (lengths.length !== steps.length) throw malformed(`${path()}.lengths`, `${steps.length} lengths`, lengths.length)
  const total = lengths.reduce((sum, length) => sum + length, 0)
  if (values.length !== total) throw malformed(`${path()}.values`, `${total} values`, values.length)
  return { series, steps, values, lengths }
}

function takeSteps(queue: Queue, path: () => string): Float64Array {
  const steps = takeFloats(queue, path, 'steps')
  for (let i = 0; i < steps.length; i++) {
    const step = steps[i]!
    if (!Number.isSafeInteger(step) || step < 0) throw malformed(`${path()}.steps[${i}]`, 'a whole number from 0', step)
  }
  return steps
}

function takeFloats(queue: Queue, path: () => string, what: 'steps' | 'values'): Float64Array {
  const array: unknown = queue.arrays[queue.next++]
  if (!(array instanceof Float64Array)) throw malformed(`${path()}.${what}`, 'a column of f64', typeof array)
  return array
}

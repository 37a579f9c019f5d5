import { isTableKind, type OutputKind, type ParameterValues } from '#src/vocabulary/index.ts'
import { maskedCrc32c } from '#trainer/sources/index.ts'
import { bytes, double, doubles, float, littleEndian, message, text, whole, type Field } from './protobuf.ts'

/**
 * Events as TensorBoard reads them (tensorflow/core/util/event.proto, framework/summary.proto; numbers of fields are theirs): a time in seconds, a step, and
 * what was seen there. Each is a record with the checksums of its length and of itself.
 */

/** The first of a file. */
export function versionEvent(seconds: number): Uint8Array {
  return record(double(1, seconds), text(3, 'brain.Event:2'))
}

/** A number, which TensorBoard keeps as float32. */
export function scalarEvent(tag: string, seconds: number, step: number, value: number): Uint8Array {
  return event(seconds, step, text(1, tag), float(2, value))
}

/**
 * A frame: a histogram as TensorBoard's own, anything else as a tensor of float64, exact, of the shape that it has. `isFirst`: what kind of summary a tag
 * has is said with its first.
 */
export function frameEvent(
  { tag, kind, isFirst }: { readonly tag: string; readonly kind: OutputKind; readonly isFirst: boolean },
  seconds: number,
  step: number,
  frame: Float64Array,
): Uint8Array {
  if (kind === 'histogram' && frame[0] === 3) return event(seconds, step, text(1, tag), histogram(frame.subarray(1)))
  const cols = isTableKind(kind) ? frame[0]! : null
  const numbers = cols === null ? frame : frame.subarray(1)
  const shape = cols === null ? [numbers.length] : [cols === 0 ? 0 : numbers.length / cols, cols]
  const fields = [text(1, tag), tensor(shape, numbers)]
  return event(seconds, step, ...(isFirst ? [...fields, plugin('phasescope')] : fields))
}

/** What a run was begun with, and how it ended, for TensorBoard's table of hyperparameters. */
export function* settingsEvents(run: {
  readonly id: string
  readonly parameters: ParameterValues
  readonly startedAt: number
  readonly endedAt: number | null
  readonly hasFailed: boolean
}): Generator<Uint8Array> {
  const begun = run.startedAt / 1000
  const entries = Object.entries(run.parameters).map(([key, value]) => message(1, text(1, key), message(2, settingOf(value)))) // prettier-ignore
  yield said('_hparams_/session_start_info', begun, message(3, ...entries, text(4, run.id), double(5, begun)))
  if (run.endedAt === null) return
  const ended = run.endedAt / 1000
  yield said('_hparams_/session_end_info', ended, message(4, whole(1, run.hasFailed ? FAILURE : SUCCESS), double(2, ended))) // prettier-ignore
}

/** Statuses of TensorBoard's hyperparameters. */
const SUCCESS = 1
const FAILURE = 2

function said(tag: string, seconds: number, content: Field): Uint8Array {
  return event(seconds, 0, text(1, tag), plugin('hparams', content), tensor([1], [0]))
}

/** A setting as google.protobuf.Value. */
function settingOf(value: string | number): Field {
  return typeof value === 'number' ? double(2, value) : text(3, value)
}

function plugin(name: string, content?: Field): Field {
  return message(9, message(1, text(1, name), ...(content === undefined ? [] : [bytes(2, content)])))
}

function tensor(shape: readonly number[], numbers: Iterable<number>): Field {
  const dims = shape.map((size) => message(2, whole(1, size)))
  return message(8, whole(1, DOUBLE), message(2, ...dims), bytes(4, littleEndian(numbers)))
}

/** Of tensorflow/core/framework/types.proto. */
const DOUBLE = 2

/** Rows of left edge, right edge and share or count: a bucket is told by its right edge, and lies in the mean at its middle. */
function histogram(rows: Float64Array): Field {
  const limits: number[] = []
  const counts: number[] = []
  let [num, sum, squares] = [0, 0, 0]
  for (let i = 0; i < rows.length; i += 3) {
    const [left, right, count] = [rows[i]!, rows[i + 1]!, rows[i + 2]!]
    limits.push(right)
    counts.push(count)
    const middle = (left + right) / 2
    num += count
    sum += count * middle
    squares += count * middle ** 2
  }
  const ends = [double(1, rows[0] ?? 0), double(2, limits.at(-1) ?? 0)]
  return message(5, ...ends, double(3, num), double(4, sum), double(5, squares), doubles(6, limits), doubles(7, counts))
}

function event(seconds: number, step: number, ...value: readonly Field[]): Uint8Array {
  return record(double(1, seconds), whole(2, step), message(5, message(1, ...value)))
}

function record(...fields: readonly Field[]): Uint8Array {
  const data = Buffer.concat(fields)
  const framed = Buffer.alloc(16 + data.length)
  framed.writeUInt32LE(data.length, 0)
  framed.writeUInt32LE(maskedCrc32c(framed.subarray(0, 8)), 8)
  data.copy(framed, 12)
  framed.writeUInt32LE(maskedCrc32c(data), 12 + data.length)
  return framed
}

import { BOUNDS, messageOf } from '#src/vocabulary/index.ts'
import { openCursor } from './cursor.ts'
import type { LogFile } from './log-file.ts'
import { decoded } from './protobuf.ts'
import { frameOfTensor, histogramFrame } from './frames.ts'
import { fault, type Row, type Rows } from './row.ts'
import { noStep, stepFrom } from './step.ts'
import { numbersOf } from './tensor.ts'
import { saidByHparams } from './hparams.ts'
import { EVENT, type Event, type Histogram, type SummaryValue, type TensorMessage } from './tensorboard-messages.ts'
import { tfRecords } from './tfrecord.ts'

/**
 * One event file of TensorBoard. Scalars and histograms are read as they were written before version 2 and since; what the plugin
 * `hparams` says is settings. Steps that a restart has purged are read like all others. `plugins` remembers of the run, whose
 * files may be several, which plugin a tag belongs to: only its first value says that.
 */
export function* readEvents(file: LogFile, plugins: Map<string, string> = new Map()): Rows {
  for (const record of tfRecords(openCursor(file))) {
    if (record.type !== 'record') {
      yield record
      continue
    }
    const at = `byte ${record.at}`
    let event: Event
    try {
      event = decoded<Event>(record.data, EVENT)
    } catch (error) {
      yield fault(at, 'expected an event of TensorBoard; the record is left out', messageOf(error))
      continue
    }
    const { values } = event.summary ?? {}
    if (values === undefined) continue
    const step = stepFrom(event.step ?? 0)
    if (step === null) {
      yield noStep(at, 'event', event.step)
      continue
    }
    const time = timeOf(event.wallTime)
    for (const value of values) yield* rowsOf(value, step, time, at, plugins)
  }
}

function* rowsOf(
  { tag = '', simpleValue, histogram, tensor, metadata, image, audio }: SummaryValue,
  step: number,
  time: number | null,
  at: string,
  plugins: Map<string, string>,
): Generator<Row> {
  const { name, content } = metadata?.plugin ?? {}
  if (name !== undefined && name !== '' && !plugins.has(tag) && plugins.size < BOUNDS.series) plugins.set(tag, name)
  const plugin = plugins.get(tag)
  if (plugin === 'hparams') {
    if (content !== undefined) yield saidByHparams(content, at)
  } else if (simpleValue !== undefined) yield { type: 'scalar', series: tag, step, value: simpleValue, time }
  else if (histogram !== undefined)
    yield { type: 'frame', series: tag, kind: 'histogram', step, frame: frameOfOld(histogram), time }
  else if (tensor !== undefined) yield rowOfTensor(tag, tensor, plugin, step, time, at)
  else if (image !== undefined || audio !== undefined)
    yield { type: 'left', what: image === undefined ? 'audio' : 'images' }
}

/** Plugins whose values are no numbers to be drawn as such. */
const OTHER_PLUGINS: ReadonlyMap<string, string> = new Map([
  ['text', 'texts'],
  ['images', 'images'],
  ['audio', 'audio'],
  ['pr_curves', 'precision-recall curves'],
  ['mesh', 'meshes'],
  ['graph_run_metadata', 'graphs'],
  ['graph_keras_model', 'graphs'],
  ['custom_scalars', 'layouts of charts'],
])

function rowOfTensor(
  series: string,
  tensor: TensorMessage,
  plugin: string | undefined,
  step: number,
  time: number | null,
  at: string,
): Row {
  const other = OTHER_PLUGINS.get(plugin ?? '')
  if (other !== undefined) return { type: 'left', what: other }
  const numbers = numbersOf(tensor)
  if ('why' in numbers)
    return plugin === 'scalars' || plugin === 'histograms'
      ? fault(at, `expected numbers, got ${numbers.why}; it is left out`, series)
      : { type: 'left', what: 'tensors that are no numbers' }
  const { shape, values } = numbers
  if (values.length === 1 && plugin !== 'histograms') return { type: 'scalar', series, step, value: values[0]!, time }
  if (plugin === 'histograms' && !(shape.length === 2 && (shape[1] === 3 || values.length === 0)))
    return fault(at, 'expected a histogram of rows with two edges and a count; it is left out', series)
  const frame =
    plugin === 'histograms'
      ? { kind: 'histogram' as const, frame: histogramFrame(values) }
      : frameOfTensor(shape, values)
  return frame === null
    ? { type: 'left', what: 'tensors of more than two dimensions' }
    : { type: 'frame', series, step, time, ...frame }
}

/**
 * As TensorBoard itself brings an old histogram to the new form: the outermost edges are the smallest and the largest value. What its
 * writers put outside of these, empty bins and parts of bins, is left out.
 */
function frameOfOld({ min = 0, max = 0, limits = [], counts = [] }: Histogram): Float64Array {
  const rows: number[] = []
  for (const [i, count] of counts.entries()) {
    const left = i === 0 ? min : Math.max(min, limits[i - 1] ?? max)
    const right = i === counts.length - 1 ? max : Math.min(max, limits[i] ?? max)
    if (count !== 0 || right > left) rows.push(left, right, count)
  }
  return histogramFrame(Float64Array.from(rows))
}

function timeOf(seconds: number | undefined): number | null {
  return seconds === undefined || !Number.isFinite(seconds) ? null : seconds * 1000
}

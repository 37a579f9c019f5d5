import type { Probe } from '#probes/define.ts'
import type { Inputs } from '#probes/inputs.ts'
import type { LinearAlgebra, Matrix } from '#probes/maths/algebra/linear-algebra.ts'
import {
  absent,
  aspectPart,
  BOUNDS,
  columnCounts,
  frameOfMatrix,
  isAbsent,
  isEstimate,
  isLabel,
  isTableKind,
  malformed,
  seriesName,
  type Absent,
  type Column,
  type NullModel,
  type OptionValues,
  type SeriesDeclaration,
  type TableKind,
} from '#src/vocabulary/index.ts'
import { openStream } from '#src/vocabulary/random.ts'
import { nullModelInputs } from './null-models.ts'

/** One value of one series at one step. A matrix, and what travels as one, is a frame: its number of columns, then its entries row by row. */
export interface Measurement {
  readonly series: string
  readonly part: string | null
  readonly value: number | Float64Array | Absent
  /** Whether it is the standard error of another value: of the same unit, in no range. */
  readonly isError: boolean
}

/** A probe, and everything that its value at one step depends on. */
export interface MeasureRequest {
  readonly probe: Probe
  /** A value for every option of the card. */
  readonly options: OptionValues
  /** Brings at least what the probe needs. */
  readonly inputs: Partial<Inputs>
  readonly linalg: LinearAlgebra
  readonly seed: number
  readonly step: number
  /** What `memory.next` left, for a probe that remembers. */
  readonly memory?: unknown
}

/**
 * What a probe says, checked against its card: in a run, and of a file. An estimate brings its standard error as a
 * series beside its own, and so does a null model that the options ask for.
 */
export function measure(wanted: MeasureRequest): Measurement[] {
  const { options, inputs, seed, step, probe } = wanted
  const streamed = probe.formerly ?? probe.id
  const measurements = said(wanted, `probe ${streamed} step ${step}`, null)
  const model = (options.null ?? 'none') as NullModel | 'none'
  if (model === 'none' || measurements.every(({ value }) => isAbsent(value))) return measurements
  const stream = `null ${options.nullSeed} ${streamed} step ${step}`
  const altered = nullModelInputs(inputs, model, (name) => openStream(seed, `${stream} of ${name}`))
  return [...measurements, ...said({ ...wanted, inputs: altered }, stream, 'null')]
}

/** Asks the probe once, for its value or for its null. */
function said({ probe, options, inputs, linalg, seed, memory }: MeasureRequest, stream: string, aspect: 'null' | null) {
  const named = (part: string | null) => (aspect === null ? part : aspectPart(part, aspect))
  const random = openStream(seed, stream)
  const result: unknown = probe.measure(inputs as Inputs, { linalg, options, random, memory })
  if (probe.output.parts === 'one' || isAbsent(result)) return measurementsOf(probe, named(null), result)
  if (!isRecord(result)) throw malformed(probe.id, 'one value a part', result)
  return Object.entries(result).flatMap(([part, value]) => measurementsOf(probe, named(part), value))
}

function measurementsOf(probe: Probe, part: string | null, value: unknown): Measurement[] {
  const series = seriesName(probe.id, part)
  if (!isLabel(series))
    throw malformed(
      probe.id,
      `parts whose names are at most ${BOUNDS.name} characters, none of them control characters`,
      part,
    )
  const measurement = (checked: Measurement['value']): Measurement => ({ series, part, value: checked, isError: false })
  if (isAbsent(value)) {
    if (typeof value.absent !== 'string') throw malformed(series, 'a reason', value)
    return [measurement(absent(value.absent))]
  }
  if (probe.output.kind === 'spectrum') return [measurement(spectrumOf(probe, series, value))]
  if (isTableKind(probe.output.kind)) return [measurement(frameOf(probe.output.kind, series, value))]
  if (typeof value === 'number') return [measurement(value)]
  if (!isEstimate(value)) throw malformed(series, 'a number', value)
  const errorPart = aspectPart(part, 'standard-error')
  const error = { series: seriesName(probe.id, errorPart), part: errorPart, value: value.standardError, isError: true }
  return [measurement(value.estimate), error]
}

function spectrumOf({ output }: Probe, series: string, value: unknown): Float64Array {
  if (!(value instanceof Float64Array)) throw malformed(series, 'a Float64Array', kindOf(value))
  if (output.grid !== null && value.length !== output.grid.length)
    throw malformed(series, `${output.grid.length} values, one a point of the grid`, value.length)
  return value
}

function frameOf(kind: TableKind, series: string, value: unknown): Float64Array {
  const { rows, cols, data } = (isRecord(value) ? value : {}) as Partial<Matrix>
  if (rows === undefined || cols === undefined || data?.length !== rows * cols)
    throw malformed(series, WHAT[kind], kindOf(value))
  const counts = columnCounts(kind)
  if (counts !== null && !counts.includes(cols))
    throw malformed(series, `${WHAT[kind]}, of ${counts.join(' or ')} columns`, cols)
  return frameOfMatrix({ cols, data })
}

/** What a probe of a kind gives, and what makes it (probes/maths/geometry/drawable.ts). */
const WHAT: Record<TableKind, string> = {
  matrix: 'a matrix',
  curve: 'a curve (curveOf)',
  points: 'points (pointsOf)',
  histogram: 'a histogram (histogramOf)',
}

const isRecord = (value: unknown) => typeof value === 'object' && value !== null
const kindOf = (value: unknown) => (isRecord(value) ? (value.constructor?.name ?? typeof value) : value)

export function declarationOf(
  { id, output, group, unit }: Probe,
  { series, part, isError }: Measurement,
): SeriesDeclaration {
  const { kind, scale, axis, grid, facet, path } = output
  if (kind === 'event') throw malformed(id, 'an output that is a series', kind)
  const range = isError ? null : output.range
  const joining = { ...(facet !== undefined && { facet }), ...(path !== undefined && { path }) }
  return { name: series, probe: id, part, kind, group, unit, scale, range, axis, grid, ...joining }
}

/** A column of this one step. */
export function columnOf(series: string, step: number, value: number | Float64Array): Column {
  const steps = Float64Array.of(step)
  if (typeof value === 'number') return { series, steps, values: Float64Array.of(value), lengths: null }
  return { series, steps, values: value, lengths: Uint32Array.of(value.length) }
}

import type { Inputs, Probe } from '#probes/define.ts'
import {
  isAbsent,
  malformed,
  seriesName,
  type Absent,
  type Column,
  type SeriesDeclaration,
} from '#src/vocabulary/index.ts'
import type { Attachment } from './attach.ts'
import { tidied, type Workbench } from './workbench.ts'

/** One value of one series at one step. */
export interface Reading {
  readonly series: string
  readonly part: string | null
  readonly value: number | Float64Array | Absent
}

/**
 * What a probe says at this step, checked against its card. Its needs are computed before it runs, so that what
 * several probes share outlives the tidy around each.
 */
export function measure({ probe, options }: Attachment, inputs: Inputs, { tf, linalg }: Workbench): Reading[] {
  for (const need of probe.needs) void inputs[need]
  const result: unknown = tidied(tf, () => probe.measure(inputs, { tf, linalg, options }))
  if (probe.output.parts === 'one' || isAbsent(result)) return [reading(probe, null, result)]
  if (typeof result !== 'object' || result === null) throw malformed(probe.id, 'one value a part', result)
  return Object.entries(result).map(([part, value]) => reading(probe, part, value))
}

function reading(probe: Probe, part: string | null, value: unknown): Reading {
  const series = seriesName(probe.id, part)
  if (isAbsent(value)) return { series, part, value }
  if (probe.output.kind === 'scalar') {
    if (typeof value !== 'number') throw malformed(series, 'a number', value)
    return { series, part, value }
  }
  if (!(value instanceof Float64Array)) throw malformed(series, 'a Float64Array', typeof value)
  return { series, part, value }
}

export function declarationOf({ id, output, group, unit }: Probe, { series, part }: Reading): SeriesDeclaration {
  return { name: series, probe: id, part, kind: output.kind, group, unit, scale: output.scale, range: output.range }
}

/** A column of this one step. */
export function columnOf(series: string, step: number, value: number | Float64Array): Column {
  const steps = Float64Array.of(step)
  if (typeof value === 'number') return { series, steps, values: Float64Array.of(value), lengths: null }
  return { series, steps, values: value, lengths: Uint32Array.of(value.length) }
}

import type { Probe } from '#probes/define.ts'
import type { Inputs, Layer } from '#probes/inputs.ts'
import type { LinearAlgebra, Matrix } from '#probes/maths/algebra/linear-algebra.ts'
import { openStream } from '#src/vocabulary/random.ts'
import type { OptionValues } from '#src/vocabulary/index.ts'
import { openBackend } from '#trainer/backend/index.ts'
import type { BackendName } from '#trainer/backend/description.ts'

/** Rows of numbers, as a test writes a matrix. */
export type Rows = readonly (readonly number[])[]

/** A backend's algebra and the trainer's way to ask a probe: every option at its default unless given. */
export interface Lab {
  readonly linalg: LinearAlgebra
  readonly measure: (probe: Probe, inputs: Partial<Inputs>, options?: OptionValues, memory?: unknown) => unknown
  /** The same for a probe of several parts, all of which have a number. */
  readonly numbers: (probe: Probe, inputs: Partial<Inputs>, options?: OptionValues) => Record<string, number>
}

export async function openLab(preference?: BackendName): Promise<Lab> {
  const { linalg } = await openBackend(preference)
  const measure = (probe: Probe, inputs: Partial<Inputs>, options: OptionValues = {}, memory?: unknown): unknown => {
    const defaults = Object.fromEntries(probe.options.map((option) => [option.key, option.default]))
    const random = openStream(1, `probe ${probe.id}`)
    return probe.measure(inputs as Inputs, {
      linalg,
      random,
      memory: memory ?? probe.memory?.initial,
      options: { ...defaults, ...options },
    })
  }
  return { linalg, measure, numbers: (...asked) => measure(...asked) as Record<string, number> }
}

/** In float32, as a run gives it. */
export function matrix(rows: Rows): Matrix {
  return { rows: rows.length, cols: rows[0]?.length ?? 0, data: Float32Array.from(rows.flat()) }
}

/** In float64, as a file may give it. */
export function fine(rows: Rows): Matrix {
  return { rows: rows.length, cols: rows[0]?.length ?? 0, data: Float64Array.from(rows.flat()) }
}

/** A layer in float32, row by row. */
export function layer(values: readonly number[], shape: readonly number[]): Layer {
  return { shape: [...shape], values: Float32Array.from(values) }
}

/** A two-dimensional layer in float32. */
export function layerOf(rows: Rows): Layer {
  return layer(rows.flat(), [rows.length, rows[0]?.length ?? 0])
}
